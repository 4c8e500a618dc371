import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Drill, DrillFile, parseDrill } from '../../src/drill/file.ts';
import { readOrFault } from '../fuzz.ts';
import { damaged, garbage, repeated } from '../mutate.ts';

const REAL = readdirSync('drills')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(`drills/${name}`, 'utf8'));
const SCRAPS = [
  ...['title: ', 'pattern: ', 'tz: ', 'with:\n  ', 'runbook:\n  - ', 'severity: ', 'channel: ', 'playbook: '],
  ...[': ', '- ', '\n', '  ', '\t', '{', '}', '[', ']', '"', "'", '|\n', '>-\n', '#', '---\n', '...\n', '? ', ','],
  ...['&a ', '*a', '!!str ', '<<: *a', '%YAML 1.2\n', '__proto__: 1\n', 'null', '~', '0x1F', '1e999', '.nan', 'yes'],
  ...['\u0000', '\ufeff', '\ud800', '\u2028', '\r\n'],
];

function read(text: string): void {
  const got = readOrFault(() => parseDrill(text, 'drills/any.yaml'));
  if ('fault' in got) {
    const { code, at, message } = got.fault;
    expect(code).toBe('drill.file');
    expect(at!.line).toBeGreaterThan(0);
    expect(at!.column).toBeGreaterThan(0);
    expect(message.startsWith(`drills/any.yaml:${at!.line}:${at!.column}: `)).toBe(true);
    expect(at!.line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length + 1);
    return;
  }
  const { name, ...file } = got.read;
  expect(name).toBe('any');
  expect(DrillFile.safeParse(file).success).toBe(true);
}

const line = fc
  .array(
    fc.oneof(fc.string({ unit: 'grapheme-ascii', maxLength: 8 }), fc.constantFrom('ä', '👩‍🚒', ': ', '# ', '- ', '\n')),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) => parts.join(''))
  .filter((s) => s !== '');
const sound: fc.Arbitrary<Omit<Drill, 'name'>> = fc.record(
  {
    title: line.filter((s) => s.length <= 75),
    pattern: fc.constantFrom('0 10 * * 2#1', '*/5 * * * *', '0 0 3 * * 1'),
    tz: fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Tokyo'),
    channel: line,
    thread: line,
    playbook: line,
    with: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), fc.oneof(line, fc.boolean()), { maxKeys: 3 }),
    severity: fc.integer({ min: 1, max: 4 }),
    runbook: fc.array(line, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['title', 'pattern', 'tz', 'with', 'playbook', 'runbook', 'severity'] },
);

describe('whatever stands in a drill file', () => {
  it('is a drill or a fault with a place', () => {
    fc.assert(
      fc.property(fc.oneof(damaged(REAL, SCRAPS), damaged(REAL, SCRAPS), garbage(SCRAPS)), (text) => read(text)),
      { numRuns: 1000 },
    );
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(sound, (drill) => {
        const text = stringify(drill, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
        expect(parseDrill(text, 'drills/any.yaml')).toEqual({ ...drill, name: 'any' });
      }),
      { numRuns: 200 },
    );
  });

  it.each(repeated(SCRAPS, 256 * 1024))('256 KiB of %s are no work', (_, text) => read(text));
});
