import { clip, seen } from '../../card/seen.ts';
import type { Field } from '../../domain/card.ts';
import type { ChoiceInput, Element, TextInput } from './adaptive.ts';
import { HABIT, LIMITS } from './limits.ts';
import { defuse, inert, line, run } from './text.ts';

/** What an input's id begins with; that of several choices says so, because they come back as one text. */
const ONE = 'v.';
const MANY = 'm.';
const ID = /^[vm]\.[a-z][a-z0-9_-]{0,60}$/i;

/** The longest answer that is read: all the choices of a menu. */
const LONGEST = 8000;

/** Few enough to stand there all at once. */
const OPEN = 5;

/** The choices of a field, where Teams can show every one as it is and bring it back whole; else a line to type in. */
function menuOf(field: Field): ChoiceInput['choices'] | undefined {
  const choices = field.choices ?? [];
  if (field.type !== 'choice' && field.type !== 'many') return undefined;
  if (choices.length === 0 || choices.length > LIMITS.choices) return undefined;
  // Several come back parted by commas and go on parted by blanks.
  const whole = field.type === 'many' ? /^[^,\s]+$/ : /\S/;
  if (!choices.every((c) => whole.test(c.value))) return undefined;
  return choices.map(({ label, value }) => ({ title: defuse(clip(seen(label) || value, HABIT.title)), value }));
}

/** Why a person has to type what would be a menu elsewhere. */
function typedHint(field: Field): string {
  const count = field.choices?.length ?? 0;
  if (count === 0) return '';
  if (field.type === 'choice') return `One of ${count}; type it. `;
  return field.type === 'many' ? `Some of ${count}; type them, parted by blanks. ` : '';
}

function asked(field: Field) {
  const label = inert(clip(seen(field.label) || field.name, HABIT.label));
  return {
    label: field.required ? label : `${label} (optional)`,
    ...(field.required ? { isRequired: true as const, errorMessage: 'Please fill this in.' } : {}),
  };
}

function chosen(field: Field, choices: ChoiceInput['choices']): { value?: string } {
  const given = field.type === 'many' ? (field.value ?? '').split(/\s+/) : [field.value];
  const known = given.filter((one) => choices.some((c) => c.value === one));
  return known.length > 0 ? { value: known.join(',') } : {};
}

function choiceInput(field: Field, choices: ChoiceInput['choices']): ChoiceInput {
  const many = field.type === 'many';
  return {
    type: 'Input.ChoiceSet',
    id: `${many ? MANY : ONE}${field.name}`,
    ...asked(field),
    style: many || choices.length <= OPEN ? 'expanded' : 'compact',
    ...(many ? { isMultiSelect: true } : {}),
    wrap: true,
    choices,
    ...chosen(field, choices),
  };
}

function textInput(field: Field): TextInput {
  return {
    type: 'Input.Text',
    id: `${ONE}${field.name}`,
    ...asked(field),
    ...(field.type === 'long-text' ? { isMultiline: true } : {}),
    maxLength: HABIT.input,
    ...(field.value ? { value: clip(field.value.toWellFormed(), HABIT.input) } : {}),
  };
}

/** A field as it is filled in. @param menus false where a menu would not fit: then one types */
export function inputOf(field: Field, menus: boolean): Element[] {
  const choices = menus ? menuOf(field) : undefined;
  const hint = `${choices ? '' : typedHint(field)}${field.hint ?? ''}`;
  return [
    choices ? choiceInput(field, choices) : textInput(field),
    ...(hint ? [line([run(clip(seen(hint), HABIT.hint), { isSubtle: true })], 'None')] : []),
  ];
}

/** The values that a person filled in; a field left empty is absent. Several choices are parted by blanks. */
export function valuesOf(data: unknown): Record<string, string> {
  const values: [string, string][] = [];
  if (typeof data !== 'object' || data === null) return {};
  for (const [id, given] of Object.entries(data)) {
    if (!ID.test(id) || typeof given !== 'string' || given.trim() === '') continue;
    const value = id.startsWith(MANY) ? given.split(',').filter(Boolean).join(' ') : given;
    values.push([id.slice(ONE.length), value.slice(0, LONGEST)]);
  }
  return Object.fromEntries(values);
}
