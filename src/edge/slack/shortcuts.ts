import { clip } from '../../card/seen.ts';
import { COMMANDS, type Command, type Verb } from '../../command/table.ts';
import type { Field, Form } from '../../domain/card.ts';

interface Shortcut {
  /** How Slack names it back to us; also the manifest's. */
  id: string;
  type: 'message' | 'global';
  /** As it stands in Slack's menu: 24 characters at most. */
  name: string;
  description: string;
  /** The command whose form it opens; none opens the person's approvals. */
  verb?: Verb;
  /** Arguments that the form asks for besides the required ones, because there is no thread that would tell. */
  also?: readonly string[];
  /** The field that takes a message's text, as a value and never as a command, and how much of it the record keeps. */
  takes?: { field: string; max: number; lines: boolean };
}

/** What Quell adds to Slack's menus. The manifest and the listeners are made from here. */
export const SHORTCUTS = [
  {
    id: 'quell.note',
    type: 'message',
    name: 'Note this in an incident',
    description: 'Writes this message into an incident\u2019s timeline.',
    verb: 'note',
    also: ['incident'],
    takes: { field: 'text', max: 1000, lines: true },
  },
  {
    id: 'quell.declare-from',
    type: 'message',
    name: 'Declare from message',
    description: 'Opens an incident that begins with this message.',
    verb: 'declare',
    also: ['sev'],
    takes: { field: 'title', max: 150, lines: false },
  },
  {
    id: 'quell.declare',
    type: 'global',
    name: 'Declare an incident',
    description: 'Opens an incident.',
    verb: 'declare',
    also: ['sev'],
  },
  {
    id: 'quell.contain',
    type: 'global',
    name: 'Contain',
    description: 'Plans a playbook and asks for approval. Changes nothing yet.',
    verb: 'contain',
    also: ['incident'],
  },
  { id: 'quell.approvals', type: 'global', name: 'My approvals', description: 'Shows what waits for your decision.' },
] as const satisfies readonly Shortcut[];

/** Looks one up by the name that Slack says. */
export function shortcutOf(id: string): Shortcut | undefined {
  return SHORTCUTS.find((s) => s.id === id);
}

/** A field for an argument that the form of the front left out. Which incidents there are is read from the record. */
function optional(command: Command, name: string): Field {
  const { describe, choices } = command.args.find((a) => a.name === name)!;
  const listed = Array.isArray(choices) ? choices.map((c: string) => ({ value: c, label: c })) : [];
  const label = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  return { name, label, type: 'choice', choices: listed, required: false, hint: describe };
}

/** The form of a shortcut: the front's own, what else must be asked, and the message's text in its field. */
export function shortcutForm(shortcut: Shortcut, given: Form, text: string | undefined): Form {
  const command: Command = COMMANDS.find((c) => c.verb === shortcut.verb)!;
  const asked = new Set(given.fields.map((f) => f.name));
  const more = (shortcut.also ?? []).filter((name) => !asked.has(name)).map((name) => optional(command, name));
  const { takes } = shortcut;
  const value = (max: number, lines: boolean) =>
    clip(lines ? (text ?? '').trim() : (text ?? '').replace(/\s+/g, ' ').trim(), max);
  const fields = given.fields.map((field) =>
    takes && text !== undefined && field.name === takes.field
      ? { ...field, value: value(takes.max, takes.lines) }
      : field,
  );
  return { ...given, fields: [...fields, ...more] };
}
