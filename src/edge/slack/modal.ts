import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Form } from '../../domain/card.ts';
import { inputOf, plain } from './fields.ts';
import { LIMITS } from './limits.ts';

export const FORM_ID = 'quell.form';

/** A list that a form was opened over. */
const Below = z.strictObject({ id: z.string().min(1).max(64), title: z.string().max(100) });
export type Below = z.infer<typeof Below>;

/** What a view carries through Slack: which command it fills in, and where its answer belongs. Never a payload. */
const Metadata = z.strictObject({
  verb: z.string().min(1).max(80),
  ref: z.string().max(2000),
  channel: z.string().max(40).optional(),
  thread: z.string().max(40).optional(),
  below: Below.optional(),
});
export type Metadata = z.infer<typeof Metadata>;

/** Where a form belongs: what its button stood for, and the place of its answer. */
export interface FormAt {
  ref?: string;
  channel?: string;
  thread?: string;
  below?: Below;
}

/** Reads what `viewOf` wrote; undefined when it is not ours. */
export function metadataOf(text: string): Metadata | undefined {
  try {
    const read = Metadata.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

function frame(form: Form, at: FormAt): Omit<types.ModalView, 'blocks'> {
  const metadata: Metadata = {
    verb: form.verb,
    ref: form.ref ?? at.ref ?? '',
    ...(at.channel ? { channel: at.channel } : {}),
    ...(at.thread ? { thread: at.thread } : {}),
    ...(at.below ? { below: at.below } : {}),
  };
  return {
    type: 'modal',
    callback_id: FORM_ID,
    private_metadata: JSON.stringify(metadata),
    title: plain(form.title, LIMITS.view.title),
    close: plain('Cancel', LIMITS.view.close),
  };
}

const sentence = (text: string): types.KnownBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: plain(text, LIMITS.richText).text }] }],
});

/** A form as a Slack modal. What must be asked comes first, so that a very long form loses optional fields only. */
export function viewOf(form: Form, at: FormAt): types.ModalView {
  const fields = form.fields.toSorted((a, b) => Number(b.required) - Number(a.required));
  const shown = fields.slice(0, LIMITS.view.blocks - 1);
  const blocks: types.KnownBlock[] = shown.map(inputOf);
  if (shown.length < fields.length) {
    const said = `${fields.length - shown.length} more optional fields: type the command instead.`;
    blocks.push({ type: 'context', elements: [plain(said, LIMITS.context.text)] });
  }
  const { close, ...rest } = frame(form, at);
  return { ...rest, submit: plain(form.submit, LIMITS.view.submit), close: close!, blocks };
}

/** The same modal with a sentence in place of its fields, and nothing to submit. */
export function saidView(form: Form, at: FormAt, ...sentences: string[]): types.ModalView {
  return { ...frame(form, at), blocks: sentences.map(sentence) };
}
