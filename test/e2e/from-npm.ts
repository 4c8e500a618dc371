import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TOOLS = join(import.meta.dirname, '../../.quell/tools');

/** A program that tests make use of and the project does not depend on. */
export interface Reviewed {
  /** Name and version, as npm takes them. */
  name: string;
  /** Of the package as it was reviewed, in base64; another one is not run. */
  sha512: string;
  /** The program inside the package. */
  program: string;
}

/** Brings a program from npm, once, and keeps it. @returns why it cannot, or its path. */
export async function fromNpm({ name, sha512, program }: Reviewed): Promise<{ path: string } | { without: string }> {
  const kept = join(TOOLS, name.replace(/^@/, '').replaceAll(/[/@]/g, '-'));
  const path = join(kept, 'package', program);
  if (existsSync(path)) return { path };
  const folder = await mkdtemp(join(tmpdir(), 'quell-from-npm-'));
  try {
    const { stdout } = await run('npm', ['pack', name, '--silent', '--pack-destination', folder], { timeout: 120_000 });
    const file = join(folder, stdout.trim().split('\n').at(-1)!);
    const hash = createHash('sha512')
      .update(await readFile(file))
      .digest('base64');
    if (hash !== sha512) throw new Error('npm gave another one than the reviewed one');
    await run('tar', ['xzf', file, '-C', folder]);
    await rm(file);
    await mkdir(TOOLS, { recursive: true });
    // Another run may have brought it meanwhile; either copy is the same.
    await rename(folder, kept).catch((error: unknown) => {
      if (!existsSync(path)) throw error;
    });
    return { path };
  } catch (error) {
    return { without: `needs ${name} from npm: ${error instanceof Error ? error.message.split('\n')[0] : error}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
