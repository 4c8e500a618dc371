import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { QUELL_ROLE, TOOLING_ACCOUNT } from '../../src/range/aws/found.ts';
import type { AwsRange } from '../../src/range/aws/start.ts';
import { mint } from '../../src/range/aws/state.ts';
import { quellSubject } from '../../src/range/azure/seed.ts';
import type { AzureRange } from '../../src/range/azure/start.ts';
import { outsideToken } from '../../src/range/azure/token.ts';
import { audienceOf, QUELL } from '../../src/range/gcp/build.ts';
import { issue } from '../../src/range/gcp/issuer.ts';
import type { GcpRange } from '../../src/range/gcp/start.ts';
import type { Range } from '../../src/range/range.ts';
import type { How, Keys, Orders, Wanted } from './worker-orders.ts';

/** A worker role in a process of its own, on this range. */
export interface WorkerProcess {
  pid: number;
  /** SIGKILL: no handler runs, nothing is handed on. */
  kill(): void;
  /** SIGTERM: a rolling update. */
  stop(): void;
  /** For one that holds its changes: ids of the actions that wait, and the word to go on. */
  holds: string[];
  go(): void;
  /** Address of the health port, where one was wanted. */
  health: string | undefined;
  /** What it has written so far. */
  said(): string;
  /** Resolves when the process is gone. */
  gone: Promise<void>;
}

const GCP_AUDIENCE = audienceOf(QUELL.pool, QUELL.provider);

/** What a process's machine would be given: the identity of its own, as this range knows it. */
export function keyFor(range: Range, wanted: Wanted): Keys[keyof Keys] {
  if (wanted.cloud === 'aws') {
    const { state } = range.clouds.aws as unknown as AwsRange;
    const role = state.roles.get(`${TOOLING_ACCOUNT}/${QUELL_ROLE}`)!;
    const { accessKeyId, secret, token } = mint(state, role, 'worker', 12 * 3600, 'quell');
    return { accessKeyId, secretAccessKey: secret, sessionToken: token };
  }
  if (wanted.cloud === 'gcp') {
    const exp = Math.floor(range.kernel.now().getTime() / 1000) + 600;
    return issue({ iss: QUELL.issuer, aud: GCP_AUDIENCE, sub: QUELL.subject, exp, holder: 'quell' });
  }
  const who = wanted.access === 'read' ? 'quell-reader' : 'quell-responder';
  return outsideToken((range.clouds.azure as unknown as AzureRange).world, who, quellSubject(who));
}

/** Where this range's clouds are, for a process that is not the range's own. */
export function ordersFor(range: Range, databaseUrl: string): Orders {
  const { wire } = range.clouds.azure as unknown as AzureRange;
  const origin = Reflect.get(wire, 'origin') as string;
  const { ca } = (Reflect.get(wire, 'agent') as { options: { ca: string } }).options;
  return {
    databaseUrl,
    aws: (range.clouds.aws as unknown as AwsRange).url,
    gcp: { endpoint: (range.clouds.gcp as unknown as GcpRange).endpoint, audience: GCP_AUDIENCE },
    azure: { login: origin, graph: origin, resourceManager: origin, ca },
  };
}

/** Starts one and waits until it takes work. */
export async function startWorkerProcess(range: Range, databaseUrl: string, how: How = {}): Promise<WorkerProcess> {
  const child: ChildProcess = fork('test/e2e/worker-process.ts', {
    execArgv: [],
    stdio: ['ignore', how.log ? 'pipe' : 'inherit', how.log ? 'pipe' : 'inherit', 'ipc'],
  });
  let said = '';
  const holds: string[] = [];
  for (const out of [child.stdout, child.stderr]) out?.on('data', (chunk) => (said += chunk));
  const gone = once(child, 'exit').then(() => undefined);
  const health = await new Promise<string | undefined>((ready, failed) => {
    child.on(
      'message',
      (message: { ready: true; health?: string } | { holds: string } | { id: number; wanted: Wanted }) => {
        if ('ready' in message) ready(message.health);
        else if ('holds' in message) holds.push(message.holds);
        else child.send({ id: message.id, key: keyFor(range, message.wanted) });
      },
    );
    void gone.then(() => failed(new Error('the worker ended before it was ready')));
    child.send({ orders: { ...ordersFor(range, databaseUrl), ...how.clouds }, how });
  });
  return {
    pid: child.pid!,
    kill: () => void child.kill('SIGKILL'),
    stop: () => void child.kill('SIGTERM'),
    holds,
    go: () => void child.send('go'),
    health,
    said: () => said,
    gone,
  };
}
