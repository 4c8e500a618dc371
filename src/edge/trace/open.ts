import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { ROOT_CONTEXT, type SpanContext, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { asFault, Fault } from '../../domain/fault.ts';
import { within } from '../timer.ts';
import { traceCalls } from './calls.ts';
import { clean, planIds, Scope } from './scope.ts';
import type { Traces } from './traces.ts';

export interface TracesOptions {
  /** The whole address: `https://collector.example/v1/traces`. */
  url: string;
  headers: Record<string, string>;
  /** `chat`, `worker`, or both, joined by a comma. */
  roles: string;
  /** Ms in which spans gather before they are sent. */
  gatherMs?: number;
}

/** Ms that a closing process gives a collector that does not answer. */
const CLOSE = 3000;

/** Ids are chance, but for the root of a plan's trace. */
class Ids {
  next: { traceId: string; spanId: string } | undefined;
  readonly generateTraceId = () => this.next?.traceId ?? randomBytes(16).toString('hex');
  readonly generateSpanId = () => this.next?.spanId ?? randomBytes(8).toString('hex');
}

/** `name=value,name=value`, percent-encoded, as the OpenTelemetry specification writes headers into one variable. */
export function readHeaders(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim(), decode(pair.slice(at + 1).trim())] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Opens the way to a collector. This module is loaded only where one is configured. */
export function openTraces(options: TracesOptions): Traces {
  const scopes = new AsyncLocalStorage<Scope | undefined>();
  const otlp = new OTLPTraceExporter({ url: options.url, headers: options.headers, timeoutMillis: 5000 });
  // Outside of whatever is traced: sending spans must not make spans.
  const exporter: SpanExporter = {
    export: (spans, done) => scopes.run(undefined, () => otlp.export(spans, done)),
    forceFlush: () => otlp.forceFlush(),
    shutdown: () => otlp.shutdown(),
  };
  const ids = new Ids();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'quell',
      'service.instance.id': String(process.pid),
      'quell.roles': options.roles,
    }),
    idGenerator: ids,
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: options.gatherMs ?? 2000, maxExportBatchSize: 512 }),
    ],
  });
  const tracer = provider.getTracer('quell');
  const stop = traceCalls(tracer, scopes);
  return {
    async run(name, attributes, work) {
      const scope = new Scope(tracer, name, attributes, scopes.getStore());
      try {
        const result = await scopes.run(scope, work);
        scope.end();
        return result;
      } catch (thrown) {
        scope.end(thrown instanceof Fault ? thrown.code : asFault(thrown).code);
        throw thrown;
      }
    },
    note: (attributes) => scopes.getStore()?.note(attributes),
    belongsTo: (digest) => scopes.getStore()?.belongsTo(digest),
    drop: () => scopes.getStore()?.drop(),
    frozen(digest, sinceMs, attributes) {
      const asked = scopes.getStore()?.begun();
      const links = asked ? [{ context: asked.spanContext() }] : [];
      const root: SpanContext = { ...planIds(digest), traceFlags: TraceFlags.SAMPLED };
      ids.next = planIds(digest);
      try {
        const options = { root: true, startTime: sinceMs, attributes: clean(attributes), links };
        tracer.startSpan('plan freeze', options, ROOT_CONTEXT).end();
      } finally {
        ids.next = undefined;
      }
      asked?.addLink({ context: root });
    },
    now: Date.now,
    async close() {
      stop();
      await within(CLOSE, provider.shutdown());
    },
  };
}
