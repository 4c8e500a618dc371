import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCel, environment } from '../../../src/plan/playbook/cel.ts';
import type { Scope } from '../../../src/plan/playbook/cel-scope.ts';
import { evaluateCel, type Values } from '../../../src/plan/playbook/evaluate.ts';
import { expectFault } from '../../fuzz.ts';
import { damaged, garbage, repeated } from '../../mutate.ts';

const SCOPE: Scope = {
  inputs: {
    identity: { type: 'identity', describe: 'Who.' },
    name: { type: 'string', describe: 'What.' },
    freeze_gpu: { type: 'boolean', describe: 'Whether.' },
  },
  item: 'string',
};
const VALUES: Values = {
  inputs: {
    identity: { name: 'ml-train', aws: { account: '111122223333', region: 'us-east-1', role: 'ml-train' } },
    name: 'a,b,c',
    freeze_gpu: true,
  },
  item: 'b',
};
const TYPES: Record<string, (value: unknown) => boolean> = {
  bool: (v) => typeof v === 'boolean',
  string: (v) => typeof v === 'string',
  int: (v) => Number.isSafeInteger(v),
  double: (v) => typeof v === 'number',
};

/** Milliseconds of this thread's own time: what is refused or computed is a matter of one. */
const LONGEST_MS = 1000;

/** Checks an expression, and computes it when it is sound. What comes out is a value of the type that was told, or a fault. */
function read(cel: string): 'refused' | 'failed' | 'computed' {
  const before = process.threadCpuUsage();
  try {
    const checked = checkCel(cel, SCOPE);
    if (!('type' in checked)) {
      expect(['cel', 'cel-name', 'cel-cost']).toContain(checked.code);
      expect(checked.message).toMatch(/\S[.!?]$/);
      expect(checked.fix).toMatch(/\S/);
      expect(`${checked.message} ${checked.fix}`).not.toMatch(/\[object |\bundefined\b|TypeError|\n\s+at /);
      expect(checked.offset).toBeGreaterThanOrEqual(0);
      expect(checked.offset).toBeLessThanOrEqual(cel.length + 1);
      return 'refused';
    }
    const place = () => ({ line: 1, column: 1 });
    let value: unknown;
    try {
      value = evaluateCel(cel, environment(SCOPE), VALUES, place);
    } catch (thrown) {
      expect(['playbook.absent', 'playbook.expression']).toContain(expectFault(thrown).code);
      return 'failed';
    }
    const fits = TYPES[checked.type];
    if (fits) expect(fits(value), `${cel} is a ${checked.type}: ${JSON.stringify(value)}`).toBe(true);
    return 'computed';
  } finally {
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(LONGEST_MS);
  }
}

type Typed = 'bool' | 'string' | 'int';

/** Expressions that are well typed, as deep as people write them and a little deeper. */
const sound = fc.letrec<Record<Typed, string>>((tie) => ({
  bool: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('true', 'false', 'inputs.freeze_gpu', 'has(inputs.identity.aws)', 'has(inputs.identity.gcp)'),
    fc
      .tuple(tie('bool'), fc.constantFrom('&&', '||', '==', '!='), tie('bool'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('string'), fc.constantFrom('==', '!=', '<'), tie('string')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('int'), fc.constantFrom('==', '<', '>='), tie('int')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(tie('string'), fc.constantFrom('startsWith', 'endsWith', 'contains'), tie('string'))
      .map(([a, call, b]) => `${a}.${call}(${b})`),
    tie('bool').map((a) => `!(${a})`),
    fc.tuple(tie('string'), tie('bool')).map(([a, b]) => `[${a}].exists(x, x == "a" || ${b})`),
  ),
  string: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('"a"', '""', "'b'", 'inputs.name', 'item', 'inputs.identity.name', 'inputs.identity.aws.role'),
    fc.constantFrom('inputs.identity.gcp.project', 'inputs.identity.azure.tenant'),
    fc.tuple(tie('string'), tie('string')).map(([a, b]) => `(${a} + ${b})`),
    fc.tuple(tie('bool'), tie('string'), tie('string')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    tie('string').map((a) => `${a}.lowerAscii().trim()`),
    tie('int').map((a) => `string(${a})`),
    fc.tuple(tie('string'), tie('int'), tie('int')).map(([a, from, to]) => `${a}.substring(${from}, ${to})`),
  ),
  int: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('0', '1', '-1', '9223372036854775807', 'size(inputs.name)'),
    fc.tuple(tie('int'), fc.constantFrom('+', '-', '*', '/', '%'), tie('int')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('string').map((a) => `size(${a}.split(","))`),
    tie('string').map((a) => `int(${a})`),
  ),
}));

const WORDS = [
  ...['inputs', '.identity', '.aws', '.role', '.name', 'item', 'has(', ')', '(', '[', ']', '{', '}', '"a"', "'", '"'],
  ...[
    ' + ',
    ' - ',
    '*',
    '/',
    '%',
    ' && ',
    ' || ',
    '!',
    '?',
    ':',
    ' in ',
    ' == ',
    '<=',
    '.',
    ',',
    '1',
    '0',
    '1.5',
    '1e9',
  ],
  ...[
    '9223372036854775808',
    '0x7f',
    '1u',
    'b"x"',
    'r"\\"',
    '"""',
    'true',
    'null',
    '\\u{110000}',
    '\\',
    '\n',
    '//',
    '#',
  ],
  ...[
    'size(',
    'int(',
    'double(',
    'matches(',
    'timestamp(',
    'duration("1h")',
    'type(',
    'dyn(',
    '.map(x, ',
    '.filter(x, ',
  ],
  ...[
    '.exists(x, ',
    'x',
    '__proto__',
    'constructor',
    '.constructor',
    'this',
    'globalThis',
    '\u0000',
    '\ud800',
    '${',
    ';',
  ],
];
const REAL = [
  'has(inputs.identity.aws)',
  'has(inputs.identity.gcp.pool)',
  'inputs.identity.aws.role',
  'inputs.freeze_gpu && has(inputs.identity.aws)',
  'inputs.name.split(",").map(x, x.trim())',
  '[1, 2, 3].exists(x, x == size(item))',
];

describe('whatever stands in `${ }`', () => {
  it('is computed or refused with its place, and reaches nothing that was not handed to it', () => {
    fc.assert(
      fc.property(fc.oneof(damaged(REAL, WORDS), garbage(WORDS)), (cel) => void read(cel)),
      // The parser ends its sentence with the character that it met: here one that nobody sees.
      { numRuns: 2500, examples: [["'\\ == '"]] },
    );
  });

  it('is what its type says, when it is well typed', () => {
    const seen = { refused: 0, failed: 0, computed: 0 };
    fc.assert(
      fc.property(fc.oneof(sound.bool, sound.string, sound.int), (cel) => {
        seen[read(cel)] += 1;
      }),
      { numRuns: 1500 },
    );
    // Most of them are sound, or this would prove little.
    expect(seen.computed).toBeGreaterThan(200);
  });

  it('changes nothing that it reads', () => {
    const before = JSON.stringify(VALUES);
    for (const cel of REAL) read(cel);
    expect(JSON.stringify(VALUES)).toBe(before);
  });

  it.each(repeated(WORDS, 500))('500 characters of %s are no work', (_, cel) => void read(cel.slice(0, 500)));

  it.each(repeated(WORDS, 256 * 1024))('256 KiB of %s are refused unread', (_, cel) => {
    expect(checkCel(cel, SCOPE)).toMatchObject({ code: 'cel-cost' });
  });
});
