import type { types } from '@slack/bolt';
import { z } from 'zod';
import { clip, seen } from '../../card/seen.ts';
import type { Field } from '../../domain/card.ts';
import { LIMITS } from './limits.ts';

export const BLOCK = 'field.';
const ACTION = 'value';

export const plain = (text: string, max: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: clip(seen(text) || '\u2013', max),
  emoji: false,
});

/** A choice as a menu shows it: what one line cannot hold goes on in the second, so that long names stay apart. */
function optionOf({ label, value }: { label: string; value: string }): types.PlainTextOption {
  const words = seen(label);
  const { text: most } = LIMITS.option;
  if (words.length <= most) return { text: plain(words, most), value };
  const blank = words.lastIndexOf(' ', most);
  const half = /[\ud800-\udbff]/.test(words[most - 1]!) ? most - 1 : most;
  const end = blank > most / 2 ? blank : half;
  return { text: plain(words.slice(0, end), most), description: plain(words.slice(end).trim(), most), value };
}

/** The choices of a field, where Slack can show every one as it is; else a line to type in, with the reason in the hint. */
function asMenu(field: Field): types.PlainTextOption[] | undefined {
  const choices = field.choices ?? [];
  const fits = choices.every((c) => c.value.length > 0 && c.value.length <= LIMITS.option.value);
  const chosen = field.type === 'choice' || field.type === 'many';
  if (!chosen || choices.length === 0 || choices.length > LIMITS.option.count || !fits) return undefined;
  return choices.map(optionOf);
}

type Element = types.PlainTextInput | types.StaticSelect | types.MultiStaticSelect | types.Checkboxes;

/** All of a few stand there with boxes; more of them open as a menu. */
function severalOf(field: Field, options: types.PlainTextOption[]): Element {
  const given = new Set((field.value ?? '').split(/\s+/));
  const chosen = options.filter((o) => given.has(o.value!));
  const type = options.length <= LIMITS.option.boxes ? ('checkboxes' as const) : ('multi_static_select' as const);
  return { type, action_id: ACTION, options, ...(chosen.length > 0 ? { initial_options: chosen } : {}) };
}

function elementOf(field: Field): Element {
  const options = asMenu(field);
  if (options && field.type === 'many') return severalOf(field, options);
  if (options) {
    const chosen = options.find((o) => o.value === field.value);
    return { type: 'static_select', action_id: ACTION, options, ...(chosen ? { initial_option: chosen } : {}) };
  }
  return {
    type: 'plain_text_input',
    action_id: ACTION,
    multiline: field.type === 'long-text',
    max_length: LIMITS.input.text,
    ...(field.value ? { initial_value: clip(field.value.toWellFormed(), LIMITS.input.text) } : {}),
  };
}

/** Why a person has to type what would be a menu elsewhere. */
function typedHint(field: Field): string {
  const count = field.choices?.length ?? 0;
  if (count === 0 || asMenu(field)) return '';
  if (field.type === 'choice') return `One of ${count}; type it. `;
  return field.type === 'many' ? `Some of ${count}, more than a menu holds; type them, parted by blanks. ` : '';
}

export function inputOf(field: Field): types.InputBlock {
  const hint = `${typedHint(field)}${field.hint ?? ''}`;
  return {
    type: 'input',
    block_id: `${BLOCK}${field.name}`,
    label: plain(field.label, LIMITS.input.label),
    element: elementOf(field),
    optional: !field.required,
    ...(hint ? { hint: plain(hint, LIMITS.input.hint) } : {}),
  };
}

const Chosen = z.object({ value: z.string().max(3000) });

/** `view.state.values` as Slack sends it, as far as we read it. */
export const ViewState = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_option: Chosen.nullish(),
      selected_options: z.array(Chosen).max(LIMITS.option.count).nullish(),
    }),
  ),
);

/** The values that a person filled in; a field left empty is absent. Several choices are parted by blanks. */
export function valuesOf(state: z.infer<typeof ViewState>): Record<string, string> {
  const values: [string, string][] = [];
  for (const [block, actions] of Object.entries(state)) {
    const field = actions[ACTION];
    if (!block.startsWith(BLOCK) || !field) continue;
    const several = field.selected_options?.map((o) => o.value).join(' ');
    const given = several ?? field.selected_option?.value ?? field.value ?? '';
    if (given.trim() !== '') values.push([block.slice(BLOCK.length), given]);
  }
  return Object.fromEntries(values);
}

/** Puts a sentence at the field that it speaks of, or at the first one. Keys are block ids, as Slack wants them. */
export function errorsOf(sentence: string, fields: string[]): Record<string, string> {
  const names = fields.filter((block) => block.startsWith(BLOCK));
  const spoken = names.find((block) =>
    new RegExp(`\\b${RegExp.escape(block.slice(BLOCK.length))}\\b`, 'i').test(sentence),
  );
  const at = spoken ?? names[0];
  return at === undefined ? {} : { [at]: clip(seen(sentence), LIMITS.input.hint) };
}
