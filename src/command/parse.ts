import { Fault } from '../domain/fault.ts';
import { nearest } from '../domain/nearest.ts';
import { type Arg, COMMANDS, type Command, type Verb } from './table.ts';

/** A command with its values: those of the table's args, and for an open command whatever else was given. */
export interface Parsed {
  verb: Verb;
  values: Record<string, string>;
  /** Required args that were left out; a form asks for them. */
  missing: string[];
}

interface Token {
  text: string;
  /** One-based column where it starts. */
  column: number;
  quoted: boolean;
}

const LONGEST = 2000;
const INCIDENT = /^(inc|drill)-\d+$/i;
const OPEN = new Map([
  ['"', '"'],
  ['\u201c', '\u201d'], // phones type curly quotes by themselves
  ["'", "'"],
]);

function fault(message: string, fix: string, column?: number): Fault {
  return new Fault({
    code: 'command.syntax',
    message,
    fix,
    ...(column === undefined ? {} : { at: { line: 1, column } }),
  });
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let i = 0;
  while (i < text.length) {
    if (/\s/.test(text[i]!)) {
      i += 1;
      continue;
    }
    const column = i + 1;
    let word = '';
    let quoted = false;
    while (i < text.length && !/\s/.test(text[i]!)) {
      const close = word === '' || word.endsWith('=') ? OPEN.get(text[i]!) : undefined;
      if (!close) {
        word += text[i++];
        continue;
      }
      const end = text.indexOf(close, i + 1);
      if (end < 0)
        throw fault(`The quote at column ${i + 1} is not closed.`, `Add ${close} where the text ends.`, i + 1);
      word += text.slice(i + 1, end);
      i = end + 1;
      quoted = true;
    }
    found.push({ text: word, column, quoted });
  }
  return found;
}

export function commandOf(verb: string): Command | undefined {
  return COMMANDS.find((c) => c.verb === verb);
}

function known(verb: Token): Command {
  const command = commandOf(verb.text.toLowerCase());
  if (command) return command;
  const near = nearest(
    verb.text.slice(0, 40),
    COMMANDS.map((c) => c.verb),
  );
  throw fault(
    `There is no command "${verb.text.slice(0, 40)}".`,
    near ? `Did you mean \`${near}\`? \`help\` lists all commands.` : '`help` lists all commands.',
    verb.column,
  );
}

function checkChoice(arg: Arg, value: string, column?: number): void {
  if (!Array.isArray(arg.choices) || arg.choices.includes(value)) return;
  throw fault(`${arg.name} cannot be "${value.slice(0, 40)}".`, `Use one of ${arg.choices.join(', ')}.`, column);
}

/** What came with a press, which nobody typed. @throws Fault `command.syntax` for what an argument cannot be */
export function checkValues({ args }: Command, values: Record<string, string>): void {
  for (const arg of args) {
    const value = values[arg.name];
    if (value !== undefined) checkChoice(arg, value);
  }
}

/**
 * Reads one line: a verb, what it acts on, then `key=value` in any order. Quotes hold blanks together.
 * @throws Fault `command.syntax` with the column, the cause and a fix.
 */
export function parseCommand(line: string): Parsed {
  if (line.length > LONGEST) {
    throw fault(`A command may have ${LONGEST} characters; this one has ${line.length}.`, 'Say it shorter.', LONGEST);
  }
  const [first, ...rest] = tokens(line);
  if (!first) return { verb: 'help', values: {}, missing: [] };
  const command = known(first);
  const values: Record<string, string> = Object.create(null);
  const positional = command.args.filter((a) => a.kind !== 'key');
  const words: Token[] = [];
  for (const token of rest) {
    const eq = token.text.indexOf('=');
    const name = eq > 0 ? token.text.slice(0, eq) : '';
    const arg = command.args.find((a) => a.name === name);
    if (arg || (name && command.open && /^[a-z][a-z0-9_]*$/.test(name))) {
      if (name in values) throw fault(`${name} is given twice.`, `Give ${name} once.`, token.column);
      values[name] = token.text.slice(eq + 1);
      if (arg) checkChoice(arg, values[name]!, token.column + eq + 1);
      continue;
    }
    if (name && !positional.some((a) => a.kind === 'rest')) {
      const names = command.args.map((a) => a.name);
      const near = nearest(name, names);
      throw fault(
        `\`${command.verb}\` takes no "${name.slice(0, 40)}".`,
        near ? `Did you mean \`${near}=\`?` : `It takes ${names.join(', ') || 'nothing'}.`,
        token.column,
      );
    }
    words.push(token);
  }
  for (const arg of positional) {
    if (arg.name in values) continue;
    const taken = arg.kind === 'rest' ? words.splice(0) : words.splice(0, 1);
    if (taken.length === 0) continue;
    values[arg.name] = taken.map((t) => t.text).join(' ');
    checkChoice(arg, values[arg.name]!, taken[0]!.column);
  }
  // `contain stolen-key INC-7`: an incident's id can be nothing else, wherever it stands.
  const id = words.findIndex((w) => !w.quoted && INCIDENT.test(w.text));
  if (id >= 0 && !('incident' in values) && command.args.some((a) => a.name === 'incident'))
    values.incident = words.splice(id, 1)[0]!.text.toUpperCase();
  const surplus = words[0];
  if (surplus) {
    throw fault(
      `\`${command.verb}\` does not know what to do with "${surplus.text.slice(0, 40)}".`,
      `For example: \`${command.example}\`.`,
      surplus.column,
    );
  }
  const missing = command.args.filter((a) => a.required && !values[a.name]).map((a) => a.name);
  return { verb: command.verb as Verb, values: { ...values }, missing };
}
