import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Inputs } from '../../../src/domain/action.ts';
import { Fault } from '../../../src/domain/fault.ts';
import type { Playbook } from '../../../src/domain/playbook.ts';
import { expand } from '../../../src/plan/playbook/expand.ts';
import { lintPlaybook, parsePlaybook } from '../../../src/plan/playbook/parse.ts';
import { REGISTRY } from './registry.ts';

const FILE = 'playbooks/compromised-workload-identity/playbook.yaml';
const REAL = readFileSync(FILE, 'utf8');

/** Far more than any of these texts needs here, on a busy machine. */
const LONGEST_MS = 2000;

/** Reads a text as anybody could hand it in: a playbook, or a fault with a place, and soon. */
function read(text: string): Playbook | Fault {
  const start = performance.now();
  let result: Playbook | Fault;
  try {
    result = parsePlaybook(text, 'fuzz.yaml', REGISTRY);
  } catch (thrown) {
    expect(thrown, String((thrown as Error).stack)).toBeInstanceOf(Fault);
    result = thrown as Fault;
    expect(result.at?.line).toBeGreaterThan(0);
    expect(result.at?.column).toBeGreaterThan(0);
    expect(result.at!.line).toBeLessThanOrEqual(text.split('\n').length);
  }
  expect(performance.now() - start).toBeLessThan(LONGEST_MS);
  return result;
}

const SNIPPETS = [
  ...[
    '${',
    '}',
    '${ inputs.identity }',
    '&a ',
    '*a',
    '!!str ',
    '<<: ',
    '? ',
    '- ',
    ': ',
    '|',
    '>-',
    '"',
    "'",
    '[',
    '{',
    '\t',
  ],
  ...[
    '__proto__: 1',
    'constructor: {}',
    'inputs.',
    'has(',
    'when: ',
    'for_each: ',
    'item',
    '\u0000',
    '\ud800',
    '---',
    '...',
    '%',
  ],
];

const mutation = fc.record({
  at: fc.nat({ max: REAL.length }),
  drop: fc.nat({ max: 40 }),
  put: fc.oneof(fc.constantFrom(...SNIPPETS), fc.string({ unit: 'binary', maxLength: 8 }), fc.constant('')),
});

describe('whatever text is read, it is a playbook or a fault with a place', () => {
  test('random text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void read(text)),
      { numRuns: 300 },
    );
  });

  test('random bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 400 }).map((b) => Buffer.from(b).toString('utf8'));
    fc.assert(
      fc.property(bytes, (text) => void read(text)),
      { numRuns: 300 },
    );
  });

  test('a real playbook, damaged', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const text = mutations.reduce((t, m) => t.slice(0, m.at) + m.put + t.slice(m.at + m.drop), REAL);
        read(text);
      }),
      { numRuns: 80 },
    );
  });

  test('random expressions in a sound playbook', () => {
    const word = fc.constantFrom(
      'inputs',
      '.identity',
      '.aws',
      '.role',
      'has(',
      ')',
      '[',
      ']',
      '"a"',
      ' + ',
      ' && ',
      '?',
      ':',
      '1',
      '0',
      '/',
      'size(',
      '.map(x, ',
      'x',
      '{',
      ',',
      '!',
      '-',
      ' in ',
    );
    const cel = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(''));
    const sound = 'role: ${ inputs.identity.aws.role }';
    fc.assert(
      fc.property(cel, (text) => {
        const result = read(REAL.replace(sound, `role: >-\n            \${ ${text} }`));
        if (!(result instanceof Fault)) expandAny(result);
      }),
      { numRuns: 100 },
    );
  });

  test.each(
    [
      '[',
      '{',
      '- ',
      '? ',
      '&a ',
      '*a ',
      '"',
      "'",
      '!',
      ': ',
      ':\n',
      '---\n',
      '#\n',
      'a: 1\n',
      'a: >\n',
      '{a: ',
      '[{a: ',
      ' ',
      '\t',
      '\r',
      '|\n',
      ',',
    ].map((unit) => [JSON.stringify(unit), unit]),
  )('256 KiB of %s', (_name, unit) => {
    expect(read(unit.repeat(Math.floor((256 * 1024) / unit.length)))).toBeInstanceOf(Fault);
  });
});

function expandAny(playbook: Playbook): void {
  const identity = { name: 'n', aws: { account: '111122223333', region: 'r', role: 'r' } };
  try {
    expand(playbook, { identity });
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Fault);
  }
}

test('expand is pure: the same inputs give the same stages, and nothing that was handed in changes', () => {
  const playbook = parsePlaybook(REAL, FILE, REGISTRY);
  const frozen = JSON.stringify(playbook);
  const name = fc.string({ minLength: 1, maxLength: 20 });
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const identity = fc.record({
    name,
    aws: optional(fc.record({ account: fc.stringMatching(/^\d{12}$/), region: name, role: name })),
    gcp: optional(fc.record({ project: name, region: name, service_account: name, pool: optional(name) })),
    azure: optional(
      fc.record({
        tenant: name,
        subscription: name,
        location: name,
        application: optional(name),
        service_principal: name,
      }),
    ),
  });
  fc.assert(
    fc.property(identity, fc.boolean(), (who, freeze_gpu) => {
      const inputs = JSON.parse(JSON.stringify({ identity: who, freeze_gpu })) as Inputs;
      const before = JSON.stringify(inputs);
      const first = JSON.stringify(expand(playbook, inputs));
      expect(JSON.stringify(expand(playbook, inputs))).toBe(first);
      expect(JSON.stringify(expand(JSON.parse(frozen), JSON.parse(before)))).toBe(first);
      expect(JSON.stringify(inputs)).toBe(before);
      expect(JSON.stringify(playbook)).toBe(frozen);
    }),
    { numRuns: 30 },
  );
});

test('what lint lists is what parse throws', () => {
  const broken = REAL.replace('aws.iam.revoke-role-sessions', 'aws.iam.revoke-sessions').replace('title: ', 'titel: ');
  const faults = lintPlaybook(broken, FILE, REGISTRY);
  expect(faults.length).toBeGreaterThan(1);
  expect(() => parsePlaybook(broken, FILE, REGISTRY)).toThrow(faults.map((f) => f.message).at(0)!);
  expect(lintPlaybook(REAL, FILE, REGISTRY)).toEqual([]);
});
