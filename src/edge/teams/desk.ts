import type { Reply } from '../../command/surface.ts';
import type { Card, Form } from '../../domain/card.ts';
import { asFault } from '../../domain/fault.ts';
import type { Principal } from '../../domain/person.ts';
import { calling } from './mentions.ts';
import type { TeamsOptions } from './options.ts';
import type { Message, Send } from './send.ts';

/** What every listener needs. Built once by `openTeams`. */
export interface Desk extends Pick<TeamsOptions, 'front' | 'cardOf' | 'seen' | 'log'> {
  send: Send;
  /** How long a press may take before its answer comes in the person's own chat, in ms. */
  answerMs: number;
  /** A card as a message for everybody in a conversation. */
  message(card: Card): Message;
  /** A card for one person: what an invoke is answered with. @param back what it stands in the place of */
  content(card: Card, back?: string): unknown;
  /** @param wrong what was wrong with what was filled in */
  formMessage(form: Form, wrong?: string): Message;
  formContent(form: Form, wrong?: string): unknown;
  /** The person behind an account, by id. */
  personOf(user: string): string | undefined;
}

/** The address of somebody alone, where a private answer goes. */
export interface Asker {
  who: Principal;
  /** `29:…` where Teams said it. */
  member: string;
  /** As the directory has it; foreign text. */
  name: string;
  /** Where the question was asked. */
  conversation: string;
  personal: boolean;
  /** Asked where others read, but seen by the bot alone. */
  unseen: boolean;
}

const line = (text: string): Message => ({ type: 'message', text, summary: text });

const ALONE = line('Answered to you alone, in your chat with Quell.');

/**
 * Shows something to one person and nobody else. Where Teams does not let the bot write to them, the place where they
 * asked says how it may, and nothing of what it is about.
 * @returns whether it arrived
 */
export async function alone(desk: Desk, to: Asker, message: Message): Promise<boolean> {
  try {
    await desk.send.add(to.personal ? to.conversation : await desk.send.personal(to.member), message);
    return true;
  } catch (thrown) {
    if (to.personal || asFault(thrown).code !== 'teams.not-allowed') throw thrown;
    desk.log.warn({ code: 'teams.not-allowed' }, 'somebody cannot be answered alone, and was told how they can be');
    const how =
      'the answer is for you alone, and Teams does not let Quell write to you yet. In Teams, search for Quell under Apps, open it and say hello; then ask again.';
    await desk.send.add(to.conversation, calling(to, how));
    return false;
  }
}

/** An answer is for the person who asked, unless it says that it is for everybody. Of a refusal nobody else hears. */
export async function answer(desk: Desk, to: Asker, reply: Reply): Promise<void> {
  const message = desk.message(reply.card);
  if (reply.public) return void (await desk.send.add(to.conversation, message));
  const arrived = await alone(desk, to, message);
  if (arrived && !to.personal && !to.unseen && reply.card.kind !== 'fault') await desk.send.add(to.conversation, ALONE);
}
