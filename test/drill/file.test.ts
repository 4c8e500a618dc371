import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { parseDrill } from '../../src/drill/file.ts';

const GOOD = `title: Stolen identity
pattern: "0 10 * * 2#1"
tz: Europe/Berlin
playbook: compromised-workload-identity
with:
  identity: ml-train
runbook:
  - Read the plan card.
`;

function refused(text: string): Fault {
  try {
    parseDrill(text, 'drills/monthly.yaml');
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('it was taken');
}

describe('a drill file', () => {
  it('is read whole, under the name of its file', () => {
    expect(parseDrill(GOOD, 'drills/monthly.yaml')).toEqual({
      name: 'monthly',
      title: 'Stolen identity',
      pattern: '0 10 * * 2#1',
      tz: 'Europe/Berlin',
      playbook: 'compromised-workload-identity',
      with: { identity: 'ml-train' },
      severity: 3,
      runbook: ['Read the plan card.'],
    });
  });

  it('that ships with Quell is a good one', () => {
    const text = readFileSync('drills/first-tuesday.yaml', 'utf8');
    expect(parseDrill(text, 'drills/first-tuesday.yaml')).toMatchObject({ name: 'first-tuesday', tz: 'Europe/Berlin' });
  });

  const cases: [string, string, { line: number; column: number }, RegExp][] = [
    [
      'a time zone that nobody knows',
      GOOD.replace('Europe/Berlin', 'Mars/Base'),
      { line: 3, column: 5 },
      /^tz: .*IANA/,
    ],
    ['a pattern of four fields', GOOD.replace('0 10 * * 2#1', '0 10 * *'), { line: 2, column: 10 }, /^pattern: .*cron/],
    ['an empty sentence', GOOD.replace('Read the plan card.', '""'), { line: 8, column: 5 }, /^runbook\.0/],
    [
      'a title that is no number',
      GOOD.replace('Stolen identity', '.nan'),
      { line: 1, column: 8 },
      /`\.nan` is no number/,
    ],
    ['a severity of 9', `${GOOD}severity: 9\n`, { line: 9, column: 11 }, /^severity/],
    ['a key that nobody knows', `${GOOD}chanel: C0\n`, { line: 9, column: 1 }, /chanel/],
    ['a key below `with` that is a list', GOOD.replace('ml-train', '[a]'), { line: 6, column: 13 }, /^with\.identity/],
    ['no runbook', GOOD.slice(0, GOOD.indexOf('runbook')), { line: 1, column: 1 }, /^runbook/],
    ['the same key twice', `${GOOD}tz: UTC\n`, { line: 9, column: 1 }, /second time/],
    ['an indentation that fits nowhere', GOOD.replace('  identity', ' - identity'), { line: 6, column: 2 }, /./],
    [
      'an anchor and its alias',
      GOOD.replace('Stolen identity', '&a x').replace('ml-train', '*a'),
      { line: 1, column: 8 },
      /anchor/i,
    ],
    ['nothing at all', '', { line: 1, column: 1 }, /the file/],
    ['a list', '- a\n', { line: 1, column: 1 }, /the file/],
  ];

  it.each(cases)('with %s is refused where it is wrong', (_, text, at, cause) => {
    const fault = refused(text);
    expect(fault.code).toBe('drill.file');
    expect({ line: fault.at!.line, column: fault.at!.column }).toEqual(at);
    const place = `drills/monthly.yaml:${at.line}:${at.column}: `;
    expect(fault.message.startsWith(place)).toBe(true);
    expect(fault.message.slice(place.length)).toMatch(cause);
    expect(fault.message).toMatch(/[^.]\.$/);
    expect(fault.fix).toContain('docs/drills.md');
  });

  it('of any text is read or refused with a place, and nothing else', () => {
    const lines = GOOD.split('\n');
    const mangled = fc
      .tuple(fc.nat(lines.length), fc.nat(2), fc.string({ unit: 'binary' }))
      .map(([i, drop, text]) => lines.toSpliced(i, drop, text).join('\n'));
    const yamlish = fc
      .array(
        fc.constantFrom(
          'title',
          ': ',
          '- ',
          '\n',
          '  ',
          '&a ',
          '*a',
          '{',
          '}',
          '[',
          ']',
          '"',
          '!!x ',
          '<<: ',
          'a',
          '|',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(mangled, yamlish, fc.string()), (text) => {
        let read: object | undefined;
        try {
          read = parseDrill(text, 'x.yaml');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Fault);
          const { at, message } = thrown as Fault;
          expect(at!.line).toBeLessThanOrEqual(text.split('\n').length + 1);
          expect(message).not.toMatch(/\n|undefined|\[object/);
        }
        if (read) expect(read).toHaveProperty('runbook');
      }),
      { numRuns: 400 },
    );
  });
});
