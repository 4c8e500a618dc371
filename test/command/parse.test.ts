import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/command/parse.ts';
import { COMMANDS } from '../../src/command/table.ts';
import { Fault } from '../../src/domain/fault.ts';

const fault = (text: string): Fault => {
  try {
    parseCommand(text);
  } catch (error) {
    return error as Fault;
  }
  throw new Error(`no fault for ${text}`);
};

describe('a command line', () => {
  it('takes an incident’s id wherever it stands, where the command is about one', () => {
    expect(parseCommand('contain stolen-key inc-7 identity=ml-train').values).toEqual({
      playbook: 'stolen-key',
      incident: 'INC-7',
      identity: 'ml-train',
    });
    expect(() => parseCommand('contain stolen-key INC-7 INC-8')).toThrow(/INC-8/);
    expect(() => parseCommand('contain stolen-key INC-7 incident=INC-8')).toThrow(/INC-7/);
    expect(() => parseCommand('approve 7F3A-91C2 INC-7')).toThrow(/INC-7/);
    expect(parseCommand('note seen on INC-7 too').values).toEqual({ text: 'seen on INC-7 too' });
  });

  it('is a verb, what it acts on, then key=value', () => {
    expect(parseCommand('declare ml-train used from outside sev=1')).toEqual({
      verb: 'declare',
      values: { title: 'ml-train used from outside', sev: '1' },
      missing: [],
    });
  });

  it('takes the inputs of a playbook as further key=value', () => {
    expect(parseCommand('contain gpu-hijack identity=ml-train freeze_gpu=false').values).toEqual({
      playbook: 'gpu-hijack',
      identity: 'ml-train',
      freeze_gpu: 'false',
    });
  });

  it('keeps blanks together in quotes, the curly ones of a phone too', () => {
    expect(parseCommand('note text="a b" incident=INC-1').values).toEqual({ text: 'a b', incident: 'INC-1' });
    expect(parseCommand('deny 7F3A-91C2 reason=\u201cwrong account\u201d').values.reason).toBe('wrong account');
  });

  it('keeps a sign of equality inside of free text', () => {
    expect(parseCommand('note quota=0 was seen').values).toEqual({ text: 'quota=0 was seen' });
  });

  it('names what is missing instead of failing, so that a form can ask for it', () => {
    expect(parseCommand('contain').missing).toEqual(['playbook']);
    expect(parseCommand('deny plan-1').missing).toEqual(['reason']);
  });

  it('is help when it is empty', () => {
    expect(parseCommand('  ').verb).toBe('help');
  });

  it('says which command was meant, and where', () => {
    expect(fault('  contian x')).toMatchObject({
      code: 'command.syntax',
      message: 'There is no command "contian".',
      fix: expect.stringContaining('`contain`'),
      at: { line: 1, column: 3 },
    });
  });

  it.each([
    ['severity 9', 'to cannot be "9".', 10],
    ['note "never closed', 'The quote at column 6 is not closed.', 6],
    ['close INC-1 INC-2', '`close` does not know what to do with "INC-2".', 13],
    ['release INC-1 reson=x', '`release` takes no "reson".', 15],
    ['incidents status=open status=all', 'status is given twice.', 23],
  ])('refuses %s with position, cause and fix', (text, message, column) => {
    const seen = fault(text);
    expect(seen.message).toBe(message);
    expect(seen.at).toEqual({ line: 1, column });
    expect(seen.fix).not.toBe('');
  });

  it('reads every example of the table without a fault', () => {
    for (const command of COMMANDS) {
      const parsed = parseCommand(command.example);
      expect(parsed.verb).toBe(command.verb);
      expect(parsed.missing).toEqual([]);
    }
  });

  it('never throws anything but a Fault, whatever is typed', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(...COMMANDS.map((c) => c.verb), 'sev=', '"', '=', '__proto__=x', 'reason='),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        try {
          const parsed = parseCommand(words.join(' '));
          expect(COMMANDS.some((c) => c.verb === parsed.verb)).toBe(true);
          expect(Object.getPrototypeOf(parsed.values)).toBe(Object.prototype);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
