import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROMISES } from '../checker/check.ts';
import { edited } from './mutate.ts';
import { PLANTED } from './table.ts';

const source = (file: string) => readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');

describe.each(PLANTED.map((bug) => [bug.name, bug] as const))('%s', (_, { edits }) => {
  it.each(edits)('finds its place in $file exactly once', (edit) => {
    const before = source(edit.file);
    const after = edited(before, edit);
    expect(after).not.toBe(before);
    // It must still be a program: a bug that does not load is found by anybody.
    expect(() => stripTypeScriptTypes(after)).not.toThrow();
  });

  it('is planted in the product', () => {
    expect(edits.length).toBeGreaterThan(0);
    for (const { file } of edits) expect(file).toMatch(/^src\//);
  });
});

it('an edit whose place is gone, or is there twice, is an error', () => {
  const edit = { file: 'x.ts', find: 'b', replace: 'c' };
  expect(edited('abd', edit)).toBe('acd');
  expect(() => edited('ad', edit)).toThrow('x.ts has 0 times: b');
  expect(() => edited('abab', edit)).toThrow('x.ts has 2 times: b');
});

it('every promise has a bug that only its judge is asked about, and names differ', () => {
  const names = PLANTED.map((p) => p.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(12);
  for (const promise of Object.keys(PROMISES)) {
    expect(PLANTED.filter((p) => p.promise === promise && !p.or?.length).length, promise).toBeGreaterThan(0);
  }
});
