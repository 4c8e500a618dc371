import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, startDemo } from '../../../src/demo/start.ts';

/** The demo as `npm run demo` starts it, in a directory of its own. */
export async function startProduct(): Promise<Demo> {
  const directory = await mkdtemp(join(tmpdir(), 'quell-console-'));
  // As root, PostgreSQL runs under another account, which must be able to enter.
  await chmod(directory, 0o755);
  const log = { info: () => undefined, warn: console.warn, error: console.error };
  const demo = await startDemo({ root: '.', directory, port: 0, now: Date.now, random: Math.random, log });
  return {
    ...demo,
    close: async () => {
      await demo.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
