import { faultCard } from '../../card/notice.ts';
import { mayMend } from '../../command/refused.ts';
import type { Inbound, Reply } from '../../command/surface.ts';
import type { Card, Form } from '../../domain/card.ts';
import { asFault } from '../../domain/fault.ts';
import { within } from '../timer.ts';
import { alone, type Desk } from './desk.ts';
import type { Answer } from './door.ts';
import { valuesOf } from './fields.ts';
import { guarded } from './guarded.ts';
import { type Activity, Execute, inbound, verbOf } from './inbound.ts';
import { askerOf, filled } from './on-message.ts';
import type { Message } from './send.ts';

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';

const said = (type: string, value: unknown): Answer => ({ status: 200, body: { statusCode: 200, type, value } });
/** A bar that the pressing person alone sees. The card stays. */
const note = (text: string): Answer => said(MESSAGE, text);

const NOTHING_NEWER = 'There is nothing newer to show.';
const TOO_LATE = 'The record did not answer in time, so this card may be old. Press Refresh again.';

/** Plans and incidents are shown anew after a press, as they are by then. */
const SHOWN = /^(plan-\d+|(INC|DRILL)-\d+)$/;

/** What comes of a press. */
interface Work {
  answer: Promise<Answer>;
  /** What its person is still told when Teams has stopped waiting for the answer. */
  told?: Promise<Message | undefined>;
}

const now = async (desk: Desk, ref: string, from: Inbound): Promise<Card | undefined> =>
  SHOWN.test(ref) ? desk.cardOf(ref, from.who) : undefined;

/** What the pressing person sees: a refusal as a bar, what was asked for as the card, and else the card as it is now. */
async function afterPress(desk: Desk, ref: string, from: Inbound, { card }: Reply): Promise<Answer> {
  if (card.kind === 'fault') return note(card.summary);
  if (card.kind !== 'notice' || card.buttons.length > 0)
    return said(CARD, desk.content(card, SHOWN.test(ref) ? ref : undefined));
  const shown = await now(desk, ref, from).catch((thrown: unknown) => {
    desk.log.warn({ code: asFault(thrown).code }, 'the card behind a press cannot be read');
    return undefined;
  });
  return shown ? said(CARD, desk.content(shown)) : note(card.summary);
}

async function refreshed(desk: Desk, ref: string, from: Inbound): Promise<Answer> {
  const card = await now(desk, ref, from);
  return card ? said(CARD, desk.content(card)) : note(NOTHING_NEWER);
}

function opened(desk: Desk, form: Form, from: Inbound): Work {
  const ready = filled(desk, form, from);
  return {
    answer: ready.then((whole) => said(CARD, desk.formContent(whole))),
    told: ready.then((whole) => desk.formMessage(whole)),
  };
}

/** A form to be mended: with what was wrong, and all that was filled in. */
interface Mending {
  form: Form;
  wrong: string;
}

/** Undefined where nothing of it is to be mended, or where the form cannot be read again: then the refusal stands alone. */
async function mending(desk: Desk, press: Press, from: Inbound, reply: Reply): Promise<Mending | undefined> {
  const { verb, ref, filledIn, values } = press;
  const form = filledIn && ref !== '' && mayMend(reply) ? desk.front.formOf(verb, ref) : undefined;
  const whole = form && (await filled(desk, form, from).catch(() => undefined));
  if (!whole) return undefined;
  const fields = whole.fields.map((field) => {
    const { value: _, ...empty } = field;
    const value = values[field.name];
    return value === undefined ? empty : { ...empty, value };
  });
  return { form: { ...whole, fields }, wrong: reply.card.summary };
}

interface Press {
  verb: string;
  ref: string;
  /** Sent with a form. */
  filledIn: boolean;
  values: Record<string, string>;
}

function pressed(desk: Desk, press: Press, from: Inbound): Work {
  const { verb, ref, values } = press;
  const counted = async (): Promise<Reply | undefined> =>
    (await desk.seen(`delivery:${from.dedupe}`)) ? undefined : desk.front.press(verb, ref, values, from);
  const reply = counted();
  const mended = reply.then((given) => given && mending(desk, press, from, given));
  return {
    answer: mended.then(async (form) => {
      if (form) return said(CARD, desk.formContent(form.form, form.wrong));
      const given = await reply;
      return given ? afterPress(desk, ref, from, given) : note('This was handled already.');
    }),
    told: mended.then(async (form) => {
      if (form) return desk.formMessage(form.form, form.wrong);
      const given = await reply;
      return given && desk.message(given.card);
    }),
  };
}

function begun(desk: Desk, verb: string, data: Record<string, unknown>, from: Inbound): Work {
  const ref = typeof data.ref === 'string' ? data.ref.slice(0, 2000) : '';
  if (verb === 'refresh') return { answer: refreshed(desk, ref, from) };
  const filledIn = data.filled === true;
  const form = filledIn ? undefined : desk.front.formOf(verb, ref);
  return form ? opened(desk, form, from) : pressed(desk, { verb, ref, filledIn, values: valuesOf(data) }, from);
}

/**
 * A press on a card. The record decides what it means; this only carries the verb and the reference in. Teams waits some
 * seconds for the answer, so what takes longer comes later, in the person's own chat.
 */
export async function onInvoke(desk: Desk, activity: Activity, tenant: string, dedupe: string): Promise<Answer> {
  const read = Execute.safeParse(activity.value);
  const verb = read.success ? verbOf(read.data.action.verb) : undefined;
  if (!read.success || !verb) return note('This button is not one of Quell’s.');
  const from = inbound(activity, tenant, dedupe);
  const to = askerOf(activity, from);
  try {
    const { answer, told } = begun(desk, verb, read.data.action.data ?? {}, from);
    // Its failure is that of the answer, unless it is waited for below.
    told?.catch(() => undefined);
    const first = await within(desk.answerMs, answer);
    if (first !== 'late') return first.value;
    if (!told) return note(TOO_LATE);
    void guarded(desk, to, 'a press that took long failed', async () => {
      const message = await told;
      if (message) await alone(desk, to, message);
    });
    return note('Quell is at it. The answer comes to you alone, in your chat with Quell.');
  } catch (thrown) {
    const fault = asFault(thrown);
    desk.log.error({ code: fault.code }, 'a button press failed');
    return note(faultCard(fault).summary);
  }
}
