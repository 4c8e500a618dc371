import type { Found, Outcome } from './history.ts';

/** What the last line of `--json` holds. */
export interface Summary {
  runs: number;
  faults: number;
  byKind: Record<string, number>;
  violations: number;
  /** 0 where nothing had to recover. */
  recoveryMs: { p50: number; p99: number };
  plantedBugs: number;
  plantedBugsCaught: number;
}

/** The value below which this share of sorted values lies; 0 for none. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function summaryOf(outcome: Outcome, planted: { planted: number; caught: number }): Summary {
  const { runs, faults, byKind, violations, recoveries } = outcome;
  return {
    runs,
    faults,
    byKind: Object.fromEntries(Object.entries(byKind).sort(([a], [b]) => (a < b ? -1 : 1))),
    violations: violations.length,
    recoveryMs: { p50: quantile(recoveries, 0.5), p99: quantile(recoveries, 0.99) },
    plantedBugs: planted.planted,
    plantedBugsCaught: planted.caught,
  };
}

/** The command that plays one scenario again. */
export function replay({ seed, run }: Pick<Found, 'seed' | 'run'>, only: readonly string[] | undefined): string {
  const kinds = only === undefined ? '' : ` --only ${only.join(',') || 'none'}`;
  return `npm run chaos -- --seed ${seed} --run ${run}${kinds}`;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function row(name: string, value: string | number): string {
  return `${name.padEnd(24)}${String(value).padStart(8)}`;
}

/** For people: what ran, what was done to it, and what came of it. */
export function tableOf(summary: Summary, outcome: Outcome, missed: readonly string[]): string[] {
  const { p50, p99 } = summary.recoveryMs;
  const perRun = summary.runs > 0 ? (summary.faults / summary.runs).toFixed(1) : '0';
  return [
    row('runs', summary.runs),
    row('faults', summary.faults),
    ...Object.entries(summary.byKind).map(([kind, times]) => row(`  ${kind}`, times)),
    row('faults a run', perRun),
    row('recovery p50', seconds(p50)),
    row('recovery p99', seconds(p99)),
    row('  recoveries', outcome.recoveries.length),
    ...(summary.plantedBugs > 0 ? [row('planted bugs', summary.plantedBugs)] : []),
    ...(summary.plantedBugs > 0 ? [row('  caught', summary.plantedBugsCaught)] : []),
    ...missed.map((name) => `  not caught: ${name}`),
    row('violations', summary.violations),
  ];
}

/** Each broken run once, with what it broke and how to see it again. */
export function violationsOf(found: readonly Found[], only: readonly string[] | undefined): string[] {
  const runs = [...new Set(found.map((v) => v.run))].sort((a, b) => a - b);
  return runs.flatMap((run) => {
    const mine = found.filter((v) => v.run === run);
    return ['', replay(mine[0]!, only), ...mine.map((v) => `  ${v.promise}: ${v.what}`)];
  });
}
