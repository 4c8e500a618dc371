import type { Figures, Latency, PerQueue, Throughput } from './figures.ts';

/** One line for people: what, Quell, floor, ratio; empty where there is nothing to say. */
export type Row = [what: string, quell: string, floor: string, ratio: string];

const QUEUES = [
  ['redis', 'Redis'],
  ['postgres', 'PostgreSQL'],
] as const;

const ms = (value: number) => (value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`);
const mb = (value: number) => `${value.toFixed(0)} MiB`;
const rate = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} /s`;
const times = (value: number) => `${value.toFixed(2)} ×`;

function each<T>(of: PerQueue<T>, rows: (found: T, queue: string) => Row[]): Row[] {
  return QUEUES.flatMap(([key, name]) => {
    const found = of[key];
    return found === null ? [] : rows(found, name);
  });
}

function latencies(what: string, of: PerQueue<Latency>): Row[] {
  return each(of, (l, queue) => [
    [`${what}, p50, ${queue}`, ms(l.p50Ms), ms(l.floor.p50Ms), times(l.p50Ratio)],
    [`${what}, p99, ${queue}`, ms(l.p99Ms), ms(l.floor.p99Ms), times(l.p99Ratio)],
  ]);
}

const share = (what: string, t: Throughput): Row => [what, rate(t.perSecond), rate(t.floorPerSecond), times(t.share)];

function growthRows(of: Figures['growth']): Row[] {
  return each(of, (growth, queue) =>
    Object.entries(growth).map(([size, g]): Row => {
      const what = `a step in a run of ${size}, ${queue}`;
      if ('leftOut' in g) return [what, `left out: ${g.leftOut}`, '', ''];
      return [what, `${g.stepMs.toFixed(2)} ms`, '', `${times(g.toHundred)} of 100`];
    }),
  );
}

function plainRows(f: Figures): Row[] {
  const rows: [string, string | null][] = [
    ['click → first change, three clouds of the range', f.range && ms(f.range.clickToFirstChangeMs)],
    ['command → plan card, three clouds of the range', f.range && ms(f.range.planCardMs)],
    ['start, existing database → ready', f.startupMs && ms(f.startupMs)],
    ['demo, nothing there yet → console answers', f.coldDemoMs && ms(f.coldDemoMs)],
    ['resident, both roles, clouds and Slack loaded', f.residentMb && mb(f.residentMb)],
    ['resident, after 50 contained incidents', f.residentAfter50Mb && mb(f.residentAfter50Mb)],
    ['resident, as started, without Slack', f.residentWithoutSlackMb && mb(f.residentWithoutSlackMb)],
  ].map(([what, value]) => [String(what), value ? String(value) : null]);
  return rows.flatMap(([what, value]): Row[] => (value === null ? [] : [[what, value, '', '']]));
}

function tripRows(f: Figures): Row[] {
  return [
    ...each(f.databaseRoundTrips, (t, queue): Row[] => [
      [`round trips to the record, a step, ${queue}`, String(t.perStep), '', ''],
      [
        `round trips to the record, one step’s click / work / cards, ${queue}`,
        `${t.click} / ${t.worker} / ${t.cards}`,
        '',
        '',
      ],
      [`round trips before the first change, queue included, ${queue}`, String(t.beforeFirstChange), '', ''],
    ]),
    ...each(f.queueOperationsPerStep, (n, queue): Row[] => [[`queue operations, a step, ${queue}`, String(n), '', '']]),
  ];
}

/** Every figure that was taken, in the order of the page. */
export function rows(f: Figures): Row[] {
  return [
    ...latencies('click → first call', f.clickToFirstCall),
    ...latencies('click → first change', f.clickToFirstChange),
    ...latencies('step finished → next step’s call', f.stepToNextCall),
    ...latencies('step finished → next step’s change', f.stepToNextChange),
    ...latencies('click → card updated, 200 waiting, one click every 50 ms', f.clickToCard),
    ...latencies('click → card updated, 200 clicks at once', f.clickToCardAtOnce),
    ...latencies('command → acknowledged', f.commandToAcknowledged),
    ...latencies('command → plan card', f.commandToPlanCard),
    ...each(f.steps, (t, queue) => [share(`steps, 16 incidents at once, ${queue}`, t)]),
    ...each(f.stepsOfOnePlan, (t, queue) => [share(`steps, one plan alone, ${queue}`, t)]),
    ...each(f.stepsByWorkers, (found, queue) =>
      Object.entries(found).map(([n, t]) =>
        share(`steps, ${n} worker ${n === '1' ? 'process' : 'processes'}, ${queue}`, t),
      ),
    ),
    ...each(f.fiveStepRuns, (t, queue) => [share(`runs of five steps, 20 in flight, ${queue}`, t)]),
    ...growthRows(f.growth),
    ...tripRows(f),
    ...plainRows(f),
  ];
}
