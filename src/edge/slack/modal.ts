import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Field, Form } from '../../domain/card.ts';
import { LIMITS } from './limits.ts';
import { clip, seen } from './text.ts';

export const FORM_ID = 'quell.form';
const BLOCK = 'field.';
const ACTION = 'value';

const plain = (text: string, max: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: clip(seen(text) || '\u2013', max),
  emoji: false,
});

/** What a view carries through Slack: which command it fills in, and where its answer belongs. Never a payload. */
const Metadata = z.strictObject({
  verb: z.string().min(1).max(80),
  ref: z.string().max(2000),
  channel: z.string().max(40).optional(),
  thread: z.string().max(40).optional(),
});
export type Metadata = z.infer<typeof Metadata>;

/** Reads what `viewOf` wrote; undefined when it is not ours. */
export function metadataOf(text: string): Metadata | undefined {
  try {
    const read = Metadata.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** A menu where Slack can show every choice as it is; else a line to type in, with the reason in the hint. */
function asMenu(field: Field): types.PlainTextOption[] | undefined {
  const choices = field.choices ?? [];
  const fits = choices.every((c) => c.value.length > 0 && c.value.length <= LIMITS.option.value);
  if (field.type !== 'choice' || choices.length === 0 || choices.length > LIMITS.option.count || !fits)
    return undefined;
  return choices.map((c) => ({ text: plain(c.label, LIMITS.option.text), value: c.value }));
}

function elementOf(field: Field): types.PlainTextInput | types.StaticSelect {
  const options = asMenu(field);
  if (options) {
    const chosen = options.find((o) => o.value === field.value);
    return { type: 'static_select', action_id: ACTION, options, ...(chosen ? { initial_option: chosen } : {}) };
  }
  return {
    type: 'plain_text_input',
    action_id: ACTION,
    multiline: field.type === 'long-text',
    max_length: LIMITS.input.text,
    ...(field.value ? { initial_value: field.value.slice(0, LIMITS.input.text) } : {}),
  };
}

function inputOf(field: Field): types.InputBlock {
  const tooMany = field.type === 'choice' && !asMenu(field) ? `One of ${field.choices?.length ?? 0}; type it. ` : '';
  const hint = `${tooMany}${field.hint ?? ''}`;
  return {
    type: 'input',
    block_id: `${BLOCK}${field.name}`,
    label: plain(field.label, LIMITS.input.label),
    element: elementOf(field),
    optional: !field.required,
    ...(hint ? { hint: plain(hint, LIMITS.input.hint) } : {}),
  };
}

/** A form as a Slack modal. What must be asked comes first, so that a very long form loses optional fields only. */
export function viewOf(form: Form, at: { ref?: string; channel?: string; thread?: string }): types.ModalView {
  const metadata: Metadata = {
    verb: form.verb,
    ref: form.ref ?? at.ref ?? '',
    ...(at.channel ? { channel: at.channel } : {}),
    ...(at.thread ? { thread: at.thread } : {}),
  };
  const fields = form.fields.toSorted((a, b) => Number(b.required) - Number(a.required));
  const shown = fields.slice(0, LIMITS.view.blocks - 1);
  const blocks: types.KnownBlock[] = shown.map(inputOf);
  if (shown.length < fields.length) {
    const said = `${fields.length - shown.length} more optional fields: type the command instead.`;
    blocks.push({ type: 'context', elements: [plain(said, LIMITS.context.text)] });
  }
  return {
    type: 'modal',
    callback_id: FORM_ID,
    private_metadata: JSON.stringify(metadata),
    title: plain(form.title, LIMITS.view.title),
    submit: plain(form.submit, LIMITS.view.submit),
    close: plain('Cancel', LIMITS.view.close),
    blocks,
  };
}

/** `view.state.values` as Slack sends it, as far as we read it. */
export const ViewState = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({ value: z.string().nullish(), selected_option: z.object({ value: z.string() }).nullish() }),
  ),
);

/** The values that a person filled in; a field left empty is absent. */
export function valuesOf(state: z.infer<typeof ViewState>): Record<string, string> {
  const values: [string, string][] = [];
  for (const [block, actions] of Object.entries(state)) {
    if (!block.startsWith(BLOCK)) continue;
    const given = actions[ACTION]?.selected_option?.value ?? actions[ACTION]?.value ?? '';
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
