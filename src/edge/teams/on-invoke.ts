import { faultCard } from '../../card/notice.ts';
import type { Inbound, Reply } from '../../command/surface.ts';
import { asFault } from '../../domain/fault.ts';
import { type Asker, alone, type Desk } from './desk.ts';
import type { Answer } from './door.ts';
import { valuesOf } from './fields.ts';
import { type Activity, Execute, inbound, verbOf } from './inbound.ts';
import { askerOf, filled } from './on-message.ts';

/** Teams waits some seconds for the answer to a press; what takes longer is answered later, in the person's own chat. */
const ANSWER_MS = 2500;

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';

const said = (type: string, value: unknown): Answer => ({ status: 200, body: { statusCode: 200, type, value } });
/** A bar that the pressing person alone sees. The card stays. */
const note = (text: string): Answer => said(MESSAGE, text);

/** Plans and incidents are shown anew after a press, as they are by then. */
const SHOWN = /^(plan-\d+|(INC|DRILL)-\d+)$/;

/** What the pressing person sees: a refusal as a bar, what was asked for as the card, and else the card as it is now. */
async function afterPress(desk: Desk, ref: string, from: Inbound, reply: Reply): Promise<Answer> {
  const { card } = reply;
  if (card.kind === 'fault') return note(card.summary);
  if (card.kind !== 'notice' || card.buttons.length > 0) return said(CARD, desk.content(card));
  const now = SHOWN.test(ref) ? await desk.cardOf(ref, from.who) : undefined;
  return now ? said(CARD, desk.content(now)) : note(card.summary);
}

async function refreshed(desk: Desk, ref: string, from: Inbound): Promise<Answer> {
  const card = SHOWN.test(ref) ? await desk.cardOf(ref, from.who) : undefined;
  return card ? said(CARD, desk.content(card)) : note('There is nothing newer to show.');
}

async function pressed(
  desk: Desk,
  to: Asker,
  from: Inbound,
  press: () => Promise<Reply>,
  ref: string,
): Promise<Answer> {
  const work = press();
  const after = work.then((reply) => afterPress(desk, ref, from, reply));
  const slow = new Promise<undefined>((done) => setTimeout(() => done(undefined), ANSWER_MS).unref());
  const first = await Promise.race([after, slow]);
  if (first) return first;
  void work
    .then((reply) => alone(desk, to, desk.message(reply.card)))
    .catch((thrown: unknown) => desk.log.error({ code: asFault(thrown).code }, 'a late answer could not be told'));
  return note('Quell is at it. The answer comes to you alone, in your chat with Quell.');
}

/** A press on a card. The record decides what it means; this only carries the verb and the reference in. */
export async function onInvoke(desk: Desk, activity: Activity, tenant: string, dedupe: string): Promise<Answer> {
  const read = Execute.safeParse(activity.value);
  const verb = read.success ? verbOf(read.data.action.verb) : undefined;
  if (!read.success || !verb) return note('This button is not one of Quell’s.');
  const data = read.data.action.data ?? {};
  const ref = typeof data.ref === 'string' ? data.ref.slice(0, 2000) : '';
  const from = inbound(activity, tenant, dedupe);
  const to = askerOf(activity, from);
  try {
    if (verb === 'refresh') return await refreshed(desk, ref, from);
    const form = data.filled === true ? undefined : desk.front.formOf(verb, ref);
    if (form) return said(CARD, desk.formContent(await filled(desk, form, from)));
    if (await desk.seen(`delivery:${dedupe}`)) return note('This was handled already.');
    return await pressed(desk, to, from, () => desk.front.press(verb, ref, valuesOf(data), from), ref);
  } catch (thrown) {
    const fault = asFault(thrown);
    desk.log.error({ code: fault.code }, 'a button press failed');
    return note(faultCard(fault).summary);
  }
}
