import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { CLOUDS, type Cloud } from '../../domain/action.ts';
import { ROOMS } from '../../domain/event.ts';
import type { Standing } from '../../job/standing.ts';
import { within } from '../timer.ts';
import type { Meter } from './meter.ts';

export interface Metrics extends Meter {
  /** The text that Prometheus reads, in its format 0.0.4. */
  text(): Promise<string>;
  contentType: string;
  close(): void;
}

export interface MetricsParts {
  standing(): Promise<Standing>;
  /** Seconds since the oldest change that no card shows yet; 0 without one. */
  cardLag(): number;
}

/** What the histogram of the flow measures in each room. */
const MEASURES =
  'command: until it was answered; plan: from the command until its plan was frozen; ' +
  'approval: from the newest vote until the first step of the plan may act; job: from a wake-up until its step was taken; ' +
  'action: the calls that change a cloud; verify: from the change until it was proven; ' +
  'audit: a write of the record with its events';

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Ms in which an answer of the record is good for further scrapes. */
const FRESH = 1000;
/** Ms until a scrape goes on without the record. */
const ASK = 3000;

/** Asks at most once a second, however often it is scraped; one question at a time. */
function atMostOnceASecond<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: Promise<T> | undefined;
  let until = 0;
  return () => {
    if (!last || performance.now() >= until) {
      until = performance.now() + FRESH;
      last = ask();
    }
    return last;
  };
}

/** The gauges, and what fills them before a scrape. */
function gauges(registry: Registry, { standing, cardLag }: MetricsParts): () => Promise<void> {
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: string[] = ['room']) =>
    new Gauge({ name, help, labelNames, registers });
  const up = gauge('quell_record_up', '1 when the record answered; without it, what it knows is left out.', []);
  const steps = gauge('quell_steps', 'Steps that have not ended, and those in doubt of open incidents.', [
    'room',
    'state',
  ]);
  const incidents = gauge('quell_incidents_open', 'Open incidents, drills among them.');
  const plans = gauge('quell_plans_pending', 'Plans that wait for votes.');
  const oldest = gauge('quell_oldest_due_seconds', 'Age of the oldest step that is due and in nobody’s hands.');
  const lag = gauge('quell_card_lag_seconds', 'Age of the oldest change that no card shows yet.', []);
  const ask = atMostOnceASecond(standing);
  return async () => {
    lag.set(cardLag());
    const answer = await within(ASK, ask()).catch(() => 'late' as const);
    const now = answer === 'late' ? undefined : answer.value;
    for (const one of [steps, incidents, plans, oldest]) one.reset();
    up.set(now ? 1 : 0);
    if (!now) return;
    for (const [state, count] of Object.entries(now.steps)) steps.set({ room: 'job', state }, count);
    incidents.set({ room: 'command' }, now.openIncidents);
    plans.set({ room: 'approval' }, now.pendingPlans);
    oldest.set({ room: 'job' }, now.oldestDueSeconds);
  };
}

/** Only these words are ever label values: nothing that somebody named, and so no growth with what goes through. */
const label = (cloud: Cloud | undefined) => (cloud && CLOUDS.includes(cloud) ? cloud : 'none');

/** The metrics of this process. Loaded only where a health port is configured. */
export function openMetrics(parts: MetricsParts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const events = new Counter({
    name: 'quell_events_total',
    help: 'Events that this process wrote into the record.',
    labelNames: ['room', 'type', 'cloud'],
    registers,
  });
  const took = new Histogram({
    name: 'quell_duration_seconds',
    help: `Durations. ${MEASURES}.`,
    labelNames: ['room', 'cloud'],
    buckets: SECONDS,
    registers,
  });
  const policy = new Histogram({
    name: 'quell_policy_seconds',
    help: 'How long the policy took to answer, by what it said; none: there was no answer, which is a no.',
    labelNames: ['answer'],
    buckets: SECONDS,
    registers,
  });
  const fill = gauges(registry, parts);
  return {
    event(type, cloud) {
      const room = ROOMS.find((r) => type.startsWith(`${r}.`));
      if (room) events.inc({ room, type: type.slice(room.length + 1), cloud: label(cloud) });
    },
    took: (room, cloud, seconds) => took.observe({ room, cloud: label(cloud) }, Math.max(0, seconds)),
    asked: (answer, seconds) => policy.observe({ answer }, seconds),
    stopwatch() {
      const began = performance.now();
      return () => (performance.now() - began) / 1000;
    },
    async text() {
      await fill();
      // prom-client writes `Nan`, which the format does not know.
      return (await registry.metrics()).replace(/ Nan$/gm, ' NaN');
    },
    contentType: registry.contentType,
    close: () => registry.clear(),
  };
}
