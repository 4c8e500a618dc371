import { clip, seen } from '../../card/seen.ts';
import type { Element, Run, Table } from './adaptive.ts';
import { HABIT } from './limits.ts';
import { bold, line, run } from './text.ts';

function grid(columns: string[], rows: string[][]): Table {
  const cells = (row: string[], look: (words: string) => Run): Table['rows'][number] => ({
    type: 'TableRow',
    cells: columns.map((_, i) => ({ type: 'TableCell', items: [line([look(row[i] ?? '')])] })),
  });
  return {
    type: 'Table',
    columns: columns.map(() => ({ width: 1 })),
    firstRowAsHeader: true,
    rows: [cells(columns, bold), ...rows.map((row) => cells(row, run))],
  };
}

/** A row said cell by cell: on a telephone a long name in a narrow column is read letter by letter. */
function said(columns: string[], row: string[]): Element {
  return line(
    columns.flatMap((label, i) => [
      bold(`${i === 0 ? '\u2022 ' : '; '}${clip(seen(label), HABIT.label)}: `),
      run(clip(seen(row[i] ?? ''), HABIT.cell)),
    ]),
    'Small',
  );
}

/**
 * Rows side by side where they are narrow, one after another where not.
 *
 * @param all every row, so that the form does not change with how many there is room for
 */
export function rowsOf(columns: string[], rows: string[][], all: string[][]): { items: Element[]; cut: boolean } {
  const longest = Math.max(0, ...[columns, ...all].flat().map((cell) => seen(cell).length));
  const narrow = columns.length <= HABIT.tableColumns && longest <= HABIT.tableCell;
  if (columns.length > 0 && narrow && rows.length > 0) return { items: [grid(columns, rows)], cut: false };
  return {
    items: rows.map((row) => said(columns, row)).filter((_, i) => columns.length > 0 && i < rows.length),
    cut:
      rows.some((row) => row.some((cell) => seen(cell).length > HABIT.cell)) ||
      columns.some((c) => seen(c).length > HABIT.label),
  };
}
