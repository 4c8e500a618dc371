import { describe, expect, test } from 'vitest';
import type { Inputs } from '../../../src/domain/action.ts';
import { asFault, type Fault } from '../../../src/domain/fault.ts';
import type { Playbook } from '../../../src/domain/playbook.ts';
import { expand } from '../../../src/plan/playbook/expand.ts';
import { parsePlaybook } from '../../../src/plan/playbook/parse.ts';
import { REGISTRY } from './registry.ts';

const AWS = { name: 'trainer', aws: { account: '111122223333', region: 'us-east-1', role: 'trainer' } };

function playbook(step: string[], inputs: string[] = []): Playbook {
  const lines = [
    'id: test',
    'title: Test',
    'describe: For tests.',
    'clouds: [aws]',
    'inputs:',
    '  identity: { type: identity, describe: Who., optional: true }',
    '  names: { type: string, describe: Names., default: "a,b" }',
    '  loud: { type: boolean, describe: Loud?, default: false }',
    ...inputs.map((line) => `  ${line}`),
    'stages:',
    '  - id: first',
    '    title: First',
    '    steps:',
    '      - id: one',
    '        action: aws.test.all-types',
    ...step.map((line) => `        ${line}`),
  ];
  return parsePlaybook(lines.join('\n'), 'test.yaml', REGISTRY);
}

function steps(book: Playbook, inputs: Inputs = {}) {
  return expand(book, inputs).flatMap((stage) => stage.steps);
}

function fault(book: Playbook, inputs: Inputs = {}): Fault {
  try {
    expand(book, inputs);
  } catch (thrown) {
    return asFault(thrown);
  }
  throw new Error('nothing was thrown');
}

test('literals stay what they are; expressions become plain values', () => {
  const book = playbook([
    'with:',
    '  account: "111122223333"',
    '  count: ${ 1 + 1 }',
    '  ratio: ${ 0.5 }',
    '  loud: ${ !inputs.loud }',
    '  regions: ${ inputs.names.split(",") }',
    '  note: null',
  ]);
  expect(steps(book)).toEqual([
    {
      id: 'one',
      action: 'aws.test.all-types',
      inputs: { account: '111122223333', count: 2, ratio: 0.5, loud: true, regions: ['a', 'b'], note: null },
    },
  ]);
});

test('for_each gives a step for each item, numbered from 1', () => {
  const book = playbook([
    'for_each: ${ inputs.names.split(",") }',
    'with: { account: "111122223333", note: "${ item }" }',
  ]);
  expect(steps(book, { names: 'x,y,z' }).map((s) => [s.id, s.inputs.note])).toEqual([
    ['one.1', 'x'],
    ['one.2', 'y'],
    ['one.3', 'z'],
  ]);
});

test('a guard may ask about the item; the numbers stay those of the list', () => {
  const book = playbook([
    'for_each: ${ inputs.names.split(",") }',
    'when: item != "b"',
    'with: { account: "111122223333", note: "${ item }" }',
  ]);
  expect(steps(book, { names: 'a,b,c' }).map((s) => s.id)).toEqual(['one.1', 'one.3']);
});

test('a stage with nothing to do keeps its place', () => {
  const book = playbook(['when: inputs.loud', 'with: { account: "111122223333" }']);
  expect(expand(book, {})).toEqual([{ stage: book.stages[0], steps: [] }]);
  expect(steps(book, { loud: true })).toHaveLength(1);
});

test('a guard lets a playbook be used for an identity that lacks a cloud, and without an optional identity', () => {
  const book = playbook([
    'when: has(inputs.identity) && has(inputs.identity.aws)',
    'with: { account: "${ inputs.identity.aws.account }" }',
  ]);
  expect(steps(book, { identity: AWS })).toHaveLength(1);
  expect(steps(book, { identity: { name: 'elsewhere' } })).toEqual([]);
  expect(steps(book)).toEqual([]);
});

describe('inputs are refused', () => {
  const book = playbook(['with: { account: "111122223333" }'], ['must: { type: string, describe: Give it. }']);

  test.each<[string, Inputs, RegExp]>([
    ['that nobody declared', { must: 'x', mist: 'x' }, /no input `mist`/],
    ['that an object inherits', { must: 'x', toString: 'x' }, /no input `toString`/],
    ['that are missing', {}, /`must` is missing \(Give it.\)/],
    ['of another type', { must: 7 }, /`must` does not fit/],
    ['longer than a thousand characters', { must: 'x'.repeat(1001) }, /`must` does not fit/],
    [
      'that are half an identity',
      { must: 'x', identity: { name: 'n', aws: { account: '1' } } },
      /identity` does not fit: aws\.account/,
    ],
  ])('%s', (_name, inputs, message) => {
    const refused = fault(book, inputs);
    expect(refused.code).toBe('playbook.input');
    expect(refused.message).toMatch(message);
    expect(refused.fix).toContain('must');
  });
});

describe('what cannot be computed is told with its place', () => {
  test('a division by zero', () => {
    const book = playbook(['with:', '  account: "111122223333"', '  count: ${ 1 / size(inputs.names) }']);
    const failed = fault(book, { names: '' });
    expect(failed.code).toBe('playbook.expression');
    expect(failed.at).toEqual({ file: 'test.yaml', line: 17, column: 21 });
  });

  test('a number that JSON cannot hold', () => {
    const book = playbook(['with:', '  account: "111122223333"', '  count: ${ 9007199254740993 }']);
    expect(fault(book)).toMatchObject({ code: 'playbook.expression', at: { line: 17, column: 21 } });
  });

  test('an index beyond the list', () => {
    const book = playbook(['with: { account: "111122223333", note: "${ inputs.names.split(\',\')[1] }" }']);
    expect(fault(book, { names: 'only' })).toMatchObject({ code: 'playbook.expression', at: { line: 15 } });
  });

  test('a list that nobody could approve', () => {
    const book = playbook(['for_each: ${ inputs.names.split(",") }', 'with: { account: "111122223333" }']);
    expect(steps(book, { names: 'x,'.repeat(49) + 'x' })).toHaveLength(50);
    expect(fault(book, { names: 'x,'.repeat(50) + 'x' })).toMatchObject({
      code: 'playbook.for-each',
      at: { line: 15, column: 19 },
    });
  });

  test('without a place when the playbook came from somewhere else', () => {
    const book = structuredClone(playbook(['with: { account: "111122223333", count: "${ 1 / size(inputs.names) }" }']));
    expect(fault(book, { names: '' })).toMatchObject({ code: 'playbook.expression', at: undefined });
  });
});
