import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Parsed, parseCommand } from '../../src/command/parse.ts';
import { COMMANDS, type Command } from '../../src/command/table.ts';
import { readOrFault } from '../fuzz.ts';
import { damaged, garbage, repeated } from '../mutate.ts';

const EXAMPLES = COMMANDS.map((c) => c.example);
const SCRAPS = [
  ...COMMANDS.map((c) => `${c.verb} `),
  ...['"', "'", '\u201c', '\u201d', '=', ' ', '\n', '\t', '\u00a0', '\u0000', '\ud800', '<@U1|bo>', '`', '\\', '--'],
  ...['sev=', 'reason=', 'incident=', '__proto__=', 'constructor=', 'toString', 'INC-1', '7F3A-91C2', '==', '=x'],
];

/** Quotes part a text without standing in its values. */
const bare = (text: string) => text.replace(/["'\u201c\u201d]/g, '');

function read(text: string): void {
  const got = readOrFault(() => parseCommand(text));
  if ('fault' in got) {
    expect(got.fault.code).toBe('command.syntax');
    expect(got.fault.at?.line).toBe(1);
    expect(got.fault.at!.column).toBeGreaterThan(0);
    expect(got.fault.at!.column).toBeLessThanOrEqual(text.length + 1);
    return;
  }
  const { verb, values, missing } = got.read;
  const command: Command = COMMANDS.find((c) => c.verb === verb)!;
  expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  for (const name of Object.keys(values)) {
    expect(command.open || command.args.some((a) => a.name === name), name).toBe(true);
    expect(bare(text), 'a value stands in the text').toContain(bare(values[name]!.split(' ')[0]!));
  }
  for (const name of missing) expect(command.args.find((a) => a.name === name)?.required).toBe(true);
}

/** How a careful person types what a command says, so that nothing in it is taken for something else. */
function written({ verb, values }: Parsed, quotes: string): string {
  const quoted = (value: string) => quotes[0]! + value + quotes[1]!;
  return [verb, ...Object.entries(values).map(([name, value]) => `${name}=${quoted(value)}`)].join(' ');
}

const value = fc
  .array(
    fc.oneof(fc.string({ unit: 'grapheme-ascii', maxLength: 6 }), fc.constantFrom(...SCRAPS, 'ä', '👩‍🚒', '日本')),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join('').replace(/["\u201d]/g, 'x'))
  .filter((v) => v !== '');
const extra = fc.dictionary(fc.constantFrom('identity', 'freeze_gpu', 'x9', 'region'), value, { maxKeys: 3 });

/** A command as it is meant, with some of its values left out. */
function meant(command: Command): fc.Arbitrary<Parsed> {
  const own = command.args.map((arg) => {
    const given = Array.isArray(arg.choices) ? fc.constantFrom<string>(...arg.choices) : value;
    return fc.option(
      given.map((v) => [arg.name, v] as const),
      { nil: undefined },
    );
  });
  return fc.tuple(fc.tuple(...own), command.open ? extra : fc.constant({})).map(([args, more]) => {
    const values = { ...Object.fromEntries(args.filter((a) => a !== undefined)), ...more };
    const missing = command.args.filter((a) => a.required && !(a.name in values)).map((a) => a.name);
    return { verb: command.verb as Parsed['verb'], values, missing };
  });
}
const sound = fc.oneof(...COMMANDS.map((command) => meant(command)));

describe('whatever is typed after the slash', () => {
  it('is a command or a fault with a column', () => {
    fc.assert(
      fc.property(fc.oneof(damaged(EXAMPLES, SCRAPS), garbage(SCRAPS)), (text) => read(text)),
      { numRuns: 3000 },
    );
  });

  it('is read back as it was meant, in straight quotes and in those of a phone', () => {
    fc.assert(
      fc.property(sound, fc.constantFrom('""', '\u201c\u201d'), (command, quotes) => {
        expect(parseCommand(written(command, quotes))).toEqual(command);
      }),
      { numRuns: 1500 },
    );
  });

  it.each(repeated([...SCRAPS, 'a', 'a '], 2000))('2,000 characters of %s are read at once', (_, text) => {
    read(text.slice(0, 2000));
  });

  it('is refused unread when it is too long', () => {
    const got = readOrFault(() => parseCommand('"a'.repeat(2_000_000)));
    expect('fault' in got && got.fault.message).toMatch(/2000 characters/);
  });
});
