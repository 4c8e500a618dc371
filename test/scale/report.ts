import { rounded } from '../bench/report/numbers.ts';
import { growthOf, type Judgement, type Measured } from './judge.ts';

const atMost = (values: readonly number[]) => Math.max(...values);

/** Everything that was measured, in a form that a program can compare. */
export function figures(measured: Measured, judgements: readonly Judgement[]) {
  const { size, queue, fair, severe, endured, mostPerAccount, twice, refusals } = measured;
  const { minutes, steps, stepsPerSecond, runs, watched, rest } = endured;
  return {
    queue,
    workers: size.workers,
    stepsPerSecond: rounded(stepsPerSecond),
    steps,
    runs,
    minutes: rounded(minutes),
    smallBesideLarge: { ...fair, ratio: rounded(fair.besideMs / fair.aloneMs) },
    severe,
    perAccount: { limit: size.perAccount, most: mostPerAccount },
    twice,
    refusals,
    connections: atMost(watched.servers.map((s) => s.connections)),
    queueAtRest: { keys: rest.queueKeys, entries: rest.queueEntries },
    processes: growthOf(endured).map(({ name, heap, rss }, i) => {
      const { samples } = watched.processes[i]!;
      const last = samples.at(-1)!;
      return {
        name,
        heapMbPerMinute: rounded(heap.perMinute),
        heapNoise: rounded(heap.noise),
        rssMbPerMinute: rounded(rss.perMinute),
        rssNoise: rounded(rss.noise),
        rssMb: rounded(last.rssMb),
        heapMb: rounded(last.heapMb),
        files: atMost(samples.map((s) => s.files)),
        sockets: atMost(samples.map((s) => s.sockets)),
      };
    }),
    broken: judgements.filter((j) => !j.ok).map((j) => j.what),
  };
}

/** For people: first what was measured, then what it is held to. */
export function table(measured: Measured, judgements: readonly Judgement[]): string {
  const { fair, endured } = measured;
  const all = figures(measured, judgements);
  const rss = all.processes.map((p) => p.rssMb);
  const lines = [
    [
      'steps a second',
      `${all.stepsPerSecond}`,
      `${endured.steps} steps of ${endured.runs} runs in ${all.minutes} minutes`,
    ],
    ['a small run alone', `${Math.round(fair.aloneMs)} ms`, 'from the click to its end'],
    ['a small run beside 1,000 steps', `${Math.round(fair.besideMs)} ms`, `${all.smallBesideLarge.ratio} × as long`],
    ['resident memory', `${Math.round(Math.min(...rss))}–${Math.round(atMost(rss))} MiB`, 'of a process, at the end'],
    ['told to try again', `${all.refusals} times`, 'because the record did not answer within five seconds'],
    ['connections at PostgreSQL', `${all.connections}`, 'at most, of all processes'],
  ];
  return [
    ...lines.map(([what, value, note]) => `${what!.padEnd(34)}${value!.padStart(14)}   ${note}`),
    '',
    ...judgements.map(({ what, ok, said }) => `${ok ? 'yes' : 'NO '}  ${what}: ${said}`),
  ].join('\n');
}
