import type { Figures } from './figures.ts';
import { type Row, rows } from './rows.ts';

const HEAD: Row = ['', 'Quell', 'floor', 'ratio'];

/** The figures for a terminal, in columns. */
export function table(f: Figures): string {
  const all = [HEAD, ...rows(f)];
  const width = Math.max(...all.map(([what]) => what.length)) + 2;
  return all
    .map(([what, quell, floor, ratio]) =>
      `${what.padEnd(width)}${quell.padStart(12)}${floor.padStart(12)}${ratio.padStart(12)}`.trimEnd(),
    )
    .join('\n');
}

/** The figures for a page. */
export function markdown(f: Figures): string {
  const line = (row: Row) => `| ${row.join(' | ')} |`;
  return [line(HEAD), '|---|--:|--:|--:|', ...rows(f).map(line)].join('\n');
}

/** What the figures belong to. */
export function machineLine({ machine: m }: Figures): string {
  return `Node ${m.node}, ${m.cores} cores, load ${m.loadBefore} before, ${m.seconds} s`;
}
