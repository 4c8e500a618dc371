import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { GOOD, load, TOKENS } from './fixture.ts';

const PLANTED = { ...TOKENS, DATABASE_URL: 'postgresql://quell:fake-planted-password@db/quell' };
const SECRETS = [...Object.values(PLANTED), 'fake-planted-password', 'xoxb-fake-planted-0000', 'AKIAFAKEFAKEFAKEFAKE'];

const scrap = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '\n',
    '  ',
    ': ',
    '- ',
    '{',
    '[',
    ']',
    '}',
    '? ',
    '&a ',
    '*a',
    '!!x ',
    '%',
    '---\n',
    '#',
    '"',
    "'",
    '|\n',
    '\t',
    '__proto__: 1',
  ),
  fc.constantFrom(...SECRETS),
  fc.constantFrom(...GOOD.split('\n').map((line) => `${line}\n`)),
);

/** The sound file with cuts and insertions, or nothing but scraps. */
const text = fc.oneof(
  fc.array(scrap, { maxLength: 40 }).map((parts) => parts.join('')),
  fc
    .array(fc.record({ at: fc.nat(GOOD.length), cut: fc.nat(60), put: scrap }), { minLength: 1, maxLength: 4 })
    .map((edits) => edits.reduce((t, { at, cut, put }) => t.slice(0, at) + put + t.slice(at + cut), GOOD)),
);

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));

function faultOf(source: string, env: Record<string, string>): Fault | undefined {
  try {
    load(source, env);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    return error as Fault;
  }
}

function keepsItsWord(fault: Fault | undefined, secrets: readonly string[] = SECRETS): void {
  if (!fault) return;
  const said = `${JSON.stringify(fault)}\n${fault.message}\n${fault.stack}`;
  for (const secret of secrets) expect(said).not.toContain(secret);
  expect(fault.message).toMatch(/^The configuration has (a problem|\d+ problems)\.\n/);
}

describe('whatever stands in quell.yaml', () => {
  it('is accepted or refused with a Fault that shows no secret', () => {
    fc.assert(
      fc.property(text, (t) => keepsItsWord(faultOf(t, PLANTED))),
      { numRuns: 300 },
    );
  });

  it('may be any JSON', () => {
    fc.assert(
      fc.property(json, (t) => keepsItsWord(faultOf(t, PLANTED))),
      { numRuns: 200 },
    );
  });

  it('and in the environment, whose secrets are known by their values alone', () => {
    const secret = fc.stringMatching(/^[a-z]{3}-[0-9a-f]{12}$/);
    const entry = fc.record({ name: fc.constantFrom(...Object.keys(PLANTED)), value: secret, at: fc.nat(GOOD.length) });
    fc.assert(
      fc.property(text, fc.array(entry, { maxLength: 3 }), (t, entries) => {
        const planted = entries.reduce((all, { value, at }) => all.slice(0, at) + value + all.slice(at), t);
        const env = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
        keepsItsWord(faultOf(planted, env), Object.values(env));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['brackets', '['.repeat(200_000)],
    ['braces', '{a: '.repeat(60_000)],
    ['dashes', '- '.repeat(100_000)],
    ['question marks', '? '.repeat(100_000)],
    ['anchors', '&a '.repeat(80_000)],
    ['the same key', 'a:\n'.repeat(80_000)],
    ['keys', Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n')],
    ['people', `people:\n${'  - {}\n'.repeat(5_000)}`],
    ['almost addresses', 'aa://'.repeat(50_000)],
    ['almost tokens', 'eyJ-'.repeat(60_000)],
    ['megabytes', 'x'.repeat(5_000_000)],
    ['words of one indent each', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}k:`).join('\n')],
  ])('never keeps the reader busy: very many %s', (_, t) => {
    const before = process.threadCpuUsage();
    expect(faultOf(t, PLANTED)?.code).toBe('config.invalid');
    // Time of this thread alone: a busy machine is no hang.
    expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(4000);
  });
});
