import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../free-port.ts';
import { soon } from '../../soon.ts';

/** The version that policy.wasm is built with: another one may write other bytes. */
export const OPA = '1.22.2';

/** Whether the real OPA is on the PATH. */
export const hasOpa = spawnSync('opa', ['version'], { encoding: 'utf8' }).stdout?.includes(`Version: ${OPA}`) ?? false;

export interface Opa {
  url: string;
  /** Its log so far, a JSON object a line. */
  log(): Record<string, unknown>[];
  stop(): Promise<void>;
}

/** The flags that infra/compose and infra/helm run it with, but for the address. */
export const FLAGS = [
  '--set=decision_logs.console=true',
  '--authentication=token',
  '--authorization=basic',
  '--ignore=*.json',
  '--ignore=*.yaml',
  '--ignore=*_test.rego',
] as const;

/** A real OPA server with the policy of this checkout, ready to be asked. */
export async function startOpa(flags: readonly string[] = FLAGS, env: Record<string, string> = {}): Promise<Opa> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const child: ChildProcess = spawn('opa', ['run', '--server', `--addr=${url.slice(7)}`, ...flags, 'policy'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (data: Buffer) => {
      text += data;
    });
  }
  const stop = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  try {
    await soon(async () => {
      if (!(await fetch(`${url}/health`)).ok) throw new Error(text);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    log: () =>
      text
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    stop,
  };
}
