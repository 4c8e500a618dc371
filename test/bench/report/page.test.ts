import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chart } from './chart.ts';
import { type Figures, figures } from './figures.ts';
import { MEASURED } from './measured.ts';
import { KEPT, withNumbers } from './page.ts';
import { rows } from './rows.ts';
import { markdown, table } from './table.ts';

const read = (path: string) => readFileSync(path, 'utf8');

describe('the page on performance', () => {
  const kept = JSON.parse(read(KEPT.numbers)) as Figures;

  it('says what the kept numbers say, and nothing by hand', () => {
    expect(read(KEPT.page)).toBe(withNumbers(read(KEPT.page), kept));
    expect(read(KEPT.chart)).toBe(chart(kept));
  });

  it('refuses a page that has no place for them', () => {
    expect(() => withNumbers('# Performance', kept)).toThrow('no place');
  });
});

describe('rows of figures', () => {
  const found = figures(MEASURED);

  it('name each figure once', () => {
    const names = rows(found).map(([what]) => what);
    expect(new Set(names).size).toBe(names.length);
  });

  it('show Quell, the floor and the ratio', () => {
    expect(rows(found)).toContainEqual(['click → first call, p50, Redis', '75.0 ms', '50.0 ms', '1.50 ×']);
  });

  it('say which run was left out and why', () => {
    expect(table(found)).toContain('left out: would take about 90 s');
  });

  it('leave out what was not taken', () => {
    const { redis: _, ...rest } = MEASURED;
    expect(markdown(figures(rest))).not.toContain('Redis');
  });
});
