import { clip, seen } from '../../card/seen.ts';
import { HABIT } from './limits.ts';

/**
 * A table as aligned lines of a fixed-width font, where it is narrow enough for a phone held sideways; undefined where it
 * is not. Slack's own table block may stand in a message once only, and its cells cut what is long.
 */
export function alignedTable(columns: string[], rows: string[][], all: string[][]): string | undefined {
  const widths = columns.map((column, i) =>
    Math.max(...[columns, ...all].map((row) => seen(row[i] ?? '').length), column.length),
  );
  if (widths.reduce((sum, width) => sum + width + 2, 0) > HABIT.tableWidth) return undefined;
  const lines = [columns, ...rows].map((row) =>
    columns
      .map((_, i) => seen(row[i] ?? '').padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((w) => '\u2500'.repeat(w)).join('  '));
  return lines.join('\n');
}

/** A row of a wide table, said cell by cell. */
export function saidRow(columns: string[], row: string[]): { label: string; value: string; left: number }[] {
  return columns.map((label, i) => {
    const value = seen(row[i] ?? '');
    const shown = clip(value, HABIT.cell);
    return { label: seen(label), value: shown || '\u2013', left: value.length - shown.length };
  });
}
