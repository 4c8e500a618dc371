import type { Trip } from '../measure/counter.ts';

const TOP = 14;
const WIDTH = 120;

/** One line, and short. */
export function brief(text: string, width = WIDTH): string {
  const line = text.replace(/--.*$/gm, '').replace(/\s+/g, ' ').trim();
  return line.length > width ? `${line.slice(0, width - 3)}...` : line;
}

/** What was waited for most: each statement or command with its count and the milliseconds until its answers, added up. */
export function awaited(trips: readonly Trip[], times: number): string {
  const sums = new Map<string, { count: number; ms: number }>();
  for (const { kind, text, atMs, doneMs } of trips) {
    const what = `${kind.padEnd(6)} ${brief(text)}`;
    const sum = sums.get(what) ?? { count: 0, ms: 0 };
    sum.count += 1;
    sum.ms += (doneMs ?? atMs) - atMs;
    sums.set(what, sum);
  }
  return [...sums]
    .sort(([, a], [, b]) => b.ms - a.ms)
    .slice(0, TOP)
    .map(([what, { count, ms }]) => {
      const each = (ms / count).toFixed(2);
      return `${(ms / times).toFixed(1).padStart(9)} ms ${String(Math.round(count / times)).padStart(6)} × ${each.padStart(7)}  ${what}`;
    })
    .join('\n');
}
