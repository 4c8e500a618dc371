import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Inbound } from '../../command/surface.ts';
import type { Form } from '../../domain/card.ts';
import { asFault } from '../../domain/fault.ts';
import type { Desk } from './desk.ts';
import { type FormAt, saidView, viewOf } from './modal.ts';

const Opened = z.object({ id: z.string().min(1), hash: z.string().optional() });

/** Somebody closed it, or a newer state stands in it already: nobody waits for ours. */
const OVERTAKEN = new Set(['slack.not-found', 'slack.hash-conflict', 'slack.view-not-found']);

/** The trigger has opened a view: Slack sent the press again, and its person has the form already. */
const DELIVERED_TWICE = 'slack.exchanged-trigger-id';

/** Stands in a view until the record has been read. */
export const READING = 'Reading the record\u2026';

/** Choices of such a field are in the record, which takes longer than a trigger lives. */
function asksTheRecord(form: Form): boolean {
  return form.fields.some((f) => (f.type === 'choice' || f.type === 'many') && !f.choices?.length);
}

/** Shows a view in answer to a trigger: over the one where the trigger comes from, if that is a modal too. */
export async function openView(
  desk: Desk,
  trigger: string,
  view: types.ModalView,
  overModal: boolean,
): Promise<z.infer<typeof Opened> | undefined> {
  const args = { trigger_id: trigger, view };
  try {
    const answer = overModal ? await desk.call('views.push', args) : await desk.call('views.open', args);
    return Opened.safeParse(answer.view).data;
  } catch (thrown) {
    if (asFault(thrown).code !== DELIVERED_TWICE) throw thrown;
    desk.log.warn({ code: DELIVERED_TWICE }, 'a form that was asked for twice by one press is open already');
    return undefined;
  }
}

/** Puts another view in an opened one's place; false where somebody closed it or changed it meanwhile. */
export async function replaceView(
  desk: Desk,
  { id, hash }: { id: string; hash?: string | undefined },
  view: types.ModalView,
): Promise<boolean> {
  try {
    await desk.call('views.update', { view_id: id, ...(hash ? { hash } : {}), view });
    return true;
  } catch (thrown) {
    if (!OVERTAKEN.has(asFault(thrown).code)) throw thrown;
    return false;
  }
}

async function filledView(desk: Desk, form: Form, at: FormAt, from: Inbound): Promise<types.ModalView> {
  try {
    const filled = await desk.front.filled!(form, from);
    if (filled.fields.length > 0) return viewOf(filled, at);
    return saidView(form, at, 'There is nothing to choose from.');
  } catch (thrown) {
    const fault = asFault(thrown);
    desk.log.warn({ code: fault.code }, 'a form could not be filled');
    return saidView(form, at, fault.message, fault.fix);
  }
}

/**
 * Opens a form at once, before anything that could take time: a trigger lives three seconds and serves once. What only
 * the record knows is read while the person sees that it is being read, and put into the open form.
 */
export async function openForm(
  desk: Desk,
  given: { trigger: string; form: Form; at: FormAt; from: Inbound; overModal?: boolean },
): Promise<void> {
  const { trigger, form, at, from, overModal = false } = given;
  if (!desk.front.filled || !asksTheRecord(form)) {
    await openView(desk, trigger, viewOf(form, at), overModal);
    return;
  }
  const opened = await openView(desk, trigger, saidView(form, at, READING), overModal);
  if (opened) await replaceView(desk, opened, await filledView(desk, form, at, from));
}
