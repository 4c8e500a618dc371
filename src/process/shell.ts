import { userInfo } from 'node:os';
import type { Reply } from '../command/surface.ts';
import type { Config } from '../config.ts';
import type { Log } from '../job/worker.ts';
import { recordAddress, setupOf } from './configured.ts';
import { Rehearsal } from './rehearsal.ts';
import { startQuell } from './start.ts';

/** One command of the shell. */
export interface ShellRun {
  config: Config;
  log: Log;
  now(): number;
  random(): number;
  text: string;
  /** Unique per call: a shell never repeats a delivery by itself. */
  dedupe: string;
}

/** Runs one command of the table against the record that the bot uses; needs no chat token and no responder credential. */
export async function runShell(run: ShellRun): Promise<Reply> {
  const user = userInfo().username;
  const record = await recordAddress(run.config);
  const rehearsal = new Rehearsal(run);
  try {
    const setup = await setupOf(run.config, record.url, run.log, rehearsal);
    const quell = await startQuell({ ...setup, roles: new Set() });
    try {
      return await quell.front.command(run.text, {
        // The operating system says who this is; a name that can be typed would let one person vote twice.
        who: { surface: 'cli', tenant: 'local', user },
        authenticated: `as login ${user} on the machine that runs Quell`,
        dedupe: run.dedupe,
      });
    } finally {
      await quell.close();
    }
  } finally {
    await rehearsal.close();
    await record.stop();
  }
}
