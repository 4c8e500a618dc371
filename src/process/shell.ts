import { userInfo } from 'node:os';
import type { Reply } from '../command/surface.ts';
import type { Config } from '../config.ts';
import { Fault } from '../domain/fault.ts';
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
  /** Person id, from `--as` or QUELL_USER; the login name otherwise. */
  user?: string;
  text: string;
  /** Unique per call: a shell never repeats a delivery by itself. */
  dedupe: string;
}

/** Whom the shell speaks for. Whoever may run Quell on its own machine is trusted with that, and the record says so. */
function whoIs(run: ShellRun): string {
  const user = run.user ?? userInfo().username;
  if (run.config.people.some((p) => p.id === user)) return user;
  throw new Fault({
    code: 'command.unknown-you',
    message: `Quell knows nobody called ${user}.`,
    fix: `Say who you are: --as ${run.config.people[0]!.id}, or QUELL_USER.`,
  });
}

/** Runs one command of the table against the record that the bot uses; needs no chat token and no responder credential. */
export async function runShell(run: ShellRun): Promise<Reply> {
  const user = whoIs(run);
  const record = await recordAddress(run.config);
  const rehearsal = new Rehearsal(run);
  try {
    const setup = await setupOf(run.config, record.url, run.log, rehearsal);
    const quell = await startQuell({ ...setup, roles: new Set() });
    try {
      return await quell.front.command(run.text, {
        who: { surface: 'cli', tenant: 'local', user },
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
