import { faultCard } from '../../card/notice.ts';
import type { Inbound } from '../../command/surface.ts';
import type { Form } from '../../domain/card.ts';
import { Fault } from '../../domain/fault.ts';
import { type Asker, alone, answer, type Desk } from './desk.ts';
import { valuesOf } from './fields.ts';
import { guarded } from './guarded.ts';
import { type Activity, inbound, isForward, Submit, spoken, withPeople } from './inbound.ts';

export function askerOf(activity: Activity, from: Inbound): Asker {
  return {
    who: from.who,
    member: activity.from.id,
    name: activity.from.name ?? '',
    conversation: activity.conversation.id,
    personal: activity.conversation.conversationType === 'personal',
    unseen: activity.recipient.isTargeted === true,
  };
}

/** The form with what only the record knows. */
export async function filled(desk: Desk, form: Form, from: Inbound): Promise<Form> {
  return desk.front.filled ? desk.front.filled(form, from) : form;
}

async function say(desk: Desk, to: Asker, form: Form, from: Inbound): Promise<void> {
  await desk.send.add(to.conversation, desk.formMessage(await filled(desk, form, from)));
}

/** A button of a client that knows no `Action.Execute`: it arrives as a message with a value. */
async function submitted(desk: Desk, to: Asker, value: unknown, from: Inbound): Promise<void> {
  const read = Submit.safeParse(value);
  if (!read.success) return;
  const { quell: verb, ref = '' } = read.data;
  const data = value as Record<string, unknown>;
  const form = data.filled === true ? undefined : desk.front.formOf(verb, ref);
  if (form) return say(desk, to, form, from);
  await answer(desk, to, await desk.front.press(verb, ref, valuesOf(data), from));
}

async function typed(desk: Desk, to: Asker, text: string, from: Inbound): Promise<void> {
  const form = desk.front.formFor(text);
  if (form) return say(desk, to, form, from);
  await answer(desk, to, await desk.front.command(text, from));
}

/** Whoever forwards a message has not said what stands in it. */
async function forwarded(desk: Desk, to: Asker): Promise<void> {
  const fault = new Fault({
    code: 'teams.forwarded',
    message: 'A forwarded message is no command: the words are somebody else’s.',
    fix: 'Type it yourself; `note …` keeps a text in an incident.',
  });
  await alone(desk, to, desk.message(faultCard(fault)));
}

/** Something said to the bot. Answered with nothing at once; what comes of it comes as messages. */
export function onMessage(desk: Desk, activity: Activity, tenant: string, dedupe: string): Promise<void> | undefined {
  const from = inbound(activity, tenant, dedupe);
  const to = askerOf(activity, from);
  // Asked for in here: where the record cannot say, the person is told so.
  const once = async (work: () => Promise<void>) => {
    if (!(await desk.seen(`delivery:${dedupe}`))) await work();
  };
  if (activity.value !== undefined)
    return guarded(desk, to, 'a submitted card failed', () => once(() => submitted(desk, to, activity.value, from)));
  const said = spoken(activity);
  if (said === undefined) return undefined;
  const text = withPeople(said, activity, desk.personOf);
  const work = isForward(activity) ? () => forwarded(desk, to) : () => typed(desk, to, text, from);
  return guarded(desk, to, 'a command failed', () => once(work));
}
