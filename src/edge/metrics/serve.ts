import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asFault, Fault } from '../../domain/fault.ts';
import type { Log } from '../../job/worker.ts';
import { within } from '../timer.ts';
import type { Metrics } from './metrics.ts';

export interface HealthOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  metrics: Metrics;
  /** @throws Fault that says why this process should be given no work */
  ready(): Promise<void>;
  log: Log;
}

export interface OpenHealth {
  /** `http://0.0.0.0:9000`, without a slash at its end. */
  url: string;
  close(): Promise<void>;
}

/** Ms until a probe is told no: one that hangs tells nobody anything. */
const LIMIT = 3000;

async function inTime(asked: Promise<void>): Promise<void> {
  if ((await within(LIMIT, asked)) !== 'late') return;
  throw new Fault({
    code: 'health.late',
    message: `The record or the queue did not answer within ${LIMIT / 1000} s.`,
    fix: '`quell doctor` says which one, and what to do.',
    retry: 'later',
  });
}

/** Many probes at once are one question: whoever asks fast does not ask the record fast. */
/** The code of a stop that was asked for. */
const STOPPING = 'quell.stopping';

function together(ask: () => Promise<void>): () => Promise<void> {
  let asking: Promise<void> | undefined;
  return () => {
    asking ??= inTime(ask()).finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

type Answer = [status: number, type: string, body: string];

function routes({ metrics, ready, log }: HealthOptions): Record<string, () => Promise<Answer>> {
  const asked = together(ready);
  /** The code that the log has had its reason of. */
  let told: string | undefined;
  return {
    '/healthz': async () => [200, 'text/plain; charset=utf-8', 'ok\n'],
    '/readyz': async () => {
      try {
        await asked();
        if (told) log.info({}, 'ready again');
        told = undefined;
        return [200, 'application/json', JSON.stringify({ ready: true })];
      } catch (thrown) {
        const { code, message, fix } = asFault(thrown);
        if (code === 'quell.bug') log.error({ err: thrown }, 'readiness could not be asked');
        // A stop that was asked for is no trouble.
        else if (code !== told && code === STOPPING) log.info({ code }, `not ready: ${message}`);
        else if (code !== told) log.warn({ code, fix }, `not ready: ${message}`);
        told = code;
        // A fault's sentence names hosts and people’s doings, and whoever reaches the port has not said who they are.
        return [503, 'application/json', JSON.stringify({ ready: false, code })];
      }
    },
    '/metrics': async () => [200, metrics.contentType, await metrics.text()],
  };
}

function send(res: ServerResponse, [status, type, body]: Answer): void {
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  res.end(body);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new Fault({
          code: cause.code === 'EADDRINUSE' ? 'health.port-taken' : 'health.cannot-listen',
          message: `The health port cannot be opened on ${host}, port ${port}: ${cause.code ?? 'no reason given'}.`,
          fix: 'Change QUELL_HEALTH_PORT or QUELL_HEALTH_HOST, or end what uses that port.',
          retry: 'when-fixed',
          cause,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
}

/**
 * `/healthz`: the event loop answers. `/readyz`: this process can be given work, or 503 with the code of the reason, whose
 * words are in the log. `/metrics`: for Prometheus. Nothing else is there, and nothing of it names a person, a place or an
 * incident: nobody is asked who they are.
 * @throws Fault `health.port-taken`, `health.cannot-listen`
 */
export async function serveHealth(options: HealthOptions): Promise<OpenHealth> {
  const known = routes(options);
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (req, res) => {
    const path = (req.url ?? '').split('?')[0]!;
    const route = Object.hasOwn(known, path) ? known[path] : undefined;
    if (!route) return send(res, [404, 'text/plain; charset=utf-8', 'Only /healthz, /readyz and /metrics are here.\n']);
    if (req.method !== 'GET' && req.method !== 'HEAD')
      return send(res, [405, 'text/plain; charset=utf-8', 'Only GET.\n']);
    route().then(
      (answer) => send(res, answer),
      (err: unknown) => {
        options.log.error({ err }, 'the health port met a bug');
        send(res, [500, 'text/plain; charset=utf-8', 'The log has the details.\n']);
      },
    );
  });
  await listening(server, options.host, options.port);
  const { address, family, port } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
