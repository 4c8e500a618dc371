import type { Figures } from './figures.ts';

type Row = [what: string, quell: string, floor: string, ratio: string];

const ms = (value: number) => `${value.toFixed(1)} ms`;
const mb = (value: number) => `${value.toFixed(0)} MiB`;
const times = (value: number) => `${value.toFixed(2)} ×`;

function clickRows(queue: string, c: Figures['clickToFirstCall']['postgres'] | null): Row[] {
  if (!c) return [[`click → first change, ${queue}`, 'skipped: needs redis-server on the PATH', '', '']];
  return [
    [`click → first change, p50, ${queue}`, ms(c.p50Ms), ms(c.floor.p50Ms), times(c.p50Ratio)],
    [`click → first change, p99, ${queue}`, ms(c.p99Ms), ms(c.floor.p99Ms), times(c.p99Ratio)],
    [
      `click → first call of any kind, p50, ${queue}`,
      ms(c.anyCall.p50Ms),
      ms(c.floor.p50Ms),
      times(c.anyCall.p50Ratio),
    ],
    [
      `click → first call of any kind, p99, ${queue}`,
      ms(c.anyCall.p99Ms),
      ms(c.floor.p99Ms),
      times(c.anyCall.p99Ratio),
    ],
  ];
}

function rateRows(queue: string, r: Figures['steps']['postgres'] | null): Row[] {
  if (!r) return [];
  const floor = `${r.floorPerSecond.toFixed(0)} /s`;
  return [
    [`steps, 16 incidents at once, ${queue}`, `${r.perSecond.toFixed(0)} /s`, floor, times(r.share)],
    [`steps, one large plan, ${queue}`, `${r.onePlanPerSecond.toFixed(0)} /s`, floor, times(r.onePlanShare)],
  ];
}

function plainRows(f: Figures): Row[] {
  const trips = f.databaseRoundTrips;
  const redis = f.redisCommandsPerStep === null ? '' : `, ${f.redisCommandsPerStep} commands on Redis`;
  const alone = f.residentWithoutSlackMb;
  const rows: [string, string][] = [
    ['click → first change, three clouds of the range', ms(f.clickToFirstCall.rangeMs)],
    ['command → plan card, three clouds of the range', ms(f.commandToPlanCardMs)],
    ['declare → acknowledged', ms(f.declareMs)],
    ['start, existing database → ready', ms(f.startupMs)],
    ['demo, nothing there yet → console answers', ms(f.coldDemoMs)],
    ['resident, both roles, clouds and Slack loaded', mb(f.residentMb)],
    ['  after 50 contained incidents', mb(f.residentAfter50Mb)],
    ...(alone === null ? [] : [['  as started, without Slack', mb(alone)] as [string, string]]),
    ['round trips to the record: a click', String(trips.click)],
    ['  a step', String(trips.step)],
    ['  the cards of one step', String(trips.cards)],
    ['  before the first change, queue included', String(trips.beforeFirstChange)],
    ['queue operations of a step', `${f.queueOperationsPerStep} statements on PostgreSQL${redis}`],
  ];
  return rows.map(([what, value]) => [what, value, '', '']);
}

/** The figures for people, in columns. */
export function table(f: Figures): string {
  const { clickToFirstCall: c, steps } = f;
  const rows: Row[] = [
    ['', 'Quell', 'floor', 'ratio'],
    ...clickRows('PostgreSQL queue', c.postgres),
    ...clickRows('Redis queue', c.redis),
    ...rateRows('PostgreSQL queue', steps.postgres),
    ...rateRows('Redis queue', steps.redis),
    ...plainRows(f),
  ];
  const width = Math.max(...rows.map(([what]) => what.length)) + 2;
  return rows
    .map(([what, quell, floor, ratio]) =>
      `${what.padEnd(width)}${quell.padStart(11)}${floor.padStart(12)}${ratio.padStart(10)}`.trimEnd(),
    )
    .join('\n');
}
