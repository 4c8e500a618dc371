import type { Config } from '../../config.ts';
import { QUIET_METER } from '../../edge/metrics/meter.ts';
import type { Metrics } from '../../edge/metrics/metrics.ts';
import { serveHealth } from '../../edge/metrics/serve.ts';
import type { Database } from '../../edge/postgres/database.ts';
import { standing } from '../../edge/postgres/standing.ts';
import { QUIET_TRACES } from '../../edge/trace/quiet.ts';
import type { Traces } from '../../edge/trace/traces.ts';
import type { Log } from '../../job/worker.ts';
import type { Quell } from '../start.ts';
import { type Watch, watching } from './watch.ts';

/** Metrics, traces and the health port of one process, as its environment asks for them. */
export interface Watching {
  /** Undefined where nobody looks on; nothing is loaded and nothing is measured then. */
  watch: Watch | undefined;
  /** Opens the health port, if one is configured, and gives its address. */
  serve(quell: Pick<Quell, 'ports' | 'db'>): Promise<string | undefined>;
  close(): Promise<void>;
}

/** The part of the environment that says who looks on. */
export type WatchSettings = Pick<
  Config['environment'],
  'roles' | 'healthHost' | 'healthPort' | 'tracesUrl' | 'traceHeaders'
>;

async function tracesOf({ tracesUrl, traceHeaders, roles }: WatchSettings): Promise<Traces | undefined> {
  if (!tracesUrl) return undefined;
  const { openTraces, readHeaders } = await import('../../edge/trace/open.ts');
  const headers = traceHeaders ? readHeaders(traceHeaders.reveal()) : {};
  return openTraces({ url: tracesUrl, headers, roles: roles.join(',') });
}

/** What each is loaded for costs a start tens of milliseconds, so it is loaded only where it is asked for. */
export async function openWatch(environment: WatchSettings, log: Log): Promise<Watching> {
  const { healthHost: host, healthPort: port } = environment;
  let db: Database | undefined;
  let watch: Watch | undefined;
  const ask = () => (db ? standing(db) : Promise.reject(new Error('the record is not open yet')));
  const lag = () => watch?.cards.seconds() ?? 0;
  const [metrics, traces] = await Promise.all([metricsOf(port, ask, lag), tracesOf(environment)]);
  if (metrics || traces) watch = watching(metrics ?? QUIET_METER, traces ?? QUIET_TRACES);
  const closers: (() => Promise<void>)[] = [];
  return {
    watch,
    async serve(quell) {
      if (port === undefined || !metrics) return undefined;
      db = quell.db;
      const health = await serveHealth({ host, port, metrics, ready: quell.ports.ready, log });
      closers.push(() => health.close());
      log.info({ url: health.url }, 'the health port is open');
      return health.url;
    },
    async close() {
      for (const close of closers) await close();
      metrics?.close();
      await traces?.close().catch((err: unknown) => log.warn({ err }, 'the last spans could not be sent'));
    },
  };
}

async function metricsOf(
  port: number | undefined,
  ask: () => ReturnType<typeof standing>,
  lag: () => number,
): Promise<Metrics | undefined> {
  if (port === undefined) return undefined;
  const { openMetrics } = await import('../../edge/metrics/metrics.ts');
  return openMetrics({ standing: ask, cardLag: lag });
}
