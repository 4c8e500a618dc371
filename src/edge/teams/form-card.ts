import { clip, seen } from '../../card/seen.ts';
import { bytes } from '../../card/share.ts';
import type { Field, Form } from '../../domain/card.ts';
import { execute, refreshing } from './actions.ts';
import { type Attachment, attachment, type Element } from './adaptive.ts';
import { inputOf } from './fields.ts';
import { HABIT, LIMITS } from './limits.ts';
import { bold, defuse, line, run } from './text.ts';

function head(form: Form, wrong: string | undefined): Element[] {
  const title = line([run(clip(seen(form.title), HABIT.title), { weight: 'Bolder', size: 'Large' })]);
  const said = wrong === undefined ? [] : [line([bold('\u26a0 '), run(clip(seen(wrong), HABIT.hint))])];
  return [title, ...said];
}

/** Cancel shows what stood there before; a form of no thing has nothing to show. */
function actions(form: Form) {
  const ref = form.ref ?? '';
  const send = { ...execute(form.submit, form.verb, { ref, filled: true }), style: 'positive' as const };
  const back = { ...refreshing(ref), title: 'Cancel', associatedInputs: 'none' as const };
  return ref === '' ? [send] : [send, back];
}

function drawn(form: Form, fields: readonly Field[], menus: boolean, wrong: string | undefined): Attachment {
  const left = form.fields.length - fields.length;
  const rest = left > 0 ? [line([run(`${left} more optional fields: type the command instead.`)])] : [];
  return attachment(defuse(clip(form.title, HABIT.title)), {
    body: [...head(form, wrong), ...fields.flatMap((field) => inputOf(field, menus)), ...rest],
    actions: actions(form),
  });
}

/**
 * A form as a card of its own. Submitting it is the command `verb` with the fields as values. What must be asked comes
 * first, so that a form that is too long loses its menus, and then optional fields only.
 *
 * @param wrong what was wrong with the last attempt
 */
export function formCard(form: Form, wrong?: string): Attachment {
  const fields = form.fields.toSorted((a, b) => Number(b.required) - Number(a.required));
  const needed = fields.filter((field) => field.required).length;
  const most = Math.max(needed, Math.min(fields.length, HABIT.fields));
  for (const [count, menus] of [
    [most, true],
    [most, false],
    ...[...fields.keys()].reverse().map((n) => [n, false]),
  ] as [number, boolean][]) {
    const card = drawn(form, fields.slice(0, Math.max(count, needed)), menus, wrong);
    if (bytes(card.content) <= LIMITS.cardBytes) return card;
  }
  return drawn(form, fields.slice(0, needed), false, wrong);
}
