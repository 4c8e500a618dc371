import { HABIT } from './limits.ts';
import { clip, seen } from './text.ts';

/**
 * A table as aligned lines of a fixed-width font. Slack's own table block may stand in a message once only and is new;
 * an aligned one can be read everywhere, and a screen reader reads it row by row.
 */
export function alignedTable(columns: string[], rows: string[][]): { text: string; cut: boolean } {
  const grid = [columns, ...rows].map((row) => columns.map((_, i) => seen(row[i] ?? '')));
  const widths = columns.map((_, i) => Math.min(HABIT.cell, Math.max(...grid.map((row) => row[i]!.length))));
  const cut = grid.some((row) => row.some((cell) => cell.length > HABIT.cell));
  const lines = grid.map((row) =>
    row
      .map((cell, i) => clip(cell, HABIT.cell).padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((w) => '\u2500'.repeat(w)).join('  '));
  return { text: lines.join('\n') || '\u2013', cut };
}
