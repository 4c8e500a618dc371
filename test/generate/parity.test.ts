import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../src/generate/parity/surfaces.ts';
import { parity, type Row } from '../../src/generate/parity/table.ts';

const holes = (rows: readonly Row[]) =>
  rows.flatMap(({ what, cells }) =>
    cells.flatMap((cell, i) => (cell === '' ? [`${what} in ${COLUMNS[i]!.name}`] : [])),
  );

describe('every surface', () => {
  const { commands, cards, forms } = parity();

  it('takes every command', () => {
    expect(holes(commands)).toEqual([]);
  });

  it('shows everything that a card may have', () => {
    expect(holes(cards)).toEqual([]);
  });

  it('asks for everything that a form may ask', () => {
    expect(holes(forms)).toEqual([]);
  });

  it('is a surface of the domain, and none is left out', () => {
    expect(COLUMNS.map((c) => c.name)).toEqual(['Slack', 'Teams', 'Console', 'Shell']);
  });
});
