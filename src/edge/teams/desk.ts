import type { Reply } from '../../command/surface.ts';
import type { Card, Form } from '../../domain/card.ts';
import type { Principal } from '../../domain/person.ts';
import type { TeamsOptions } from './options.ts';
import type { Message, Send } from './send.ts';

/** What every listener needs. Built once by `openTeams`. */
export interface Desk extends Pick<TeamsOptions, 'front' | 'cardOf' | 'seen' | 'log'> {
  send: Send;
  /** A card as a message for everybody in a conversation. */
  message(card: Card): Message;
  /** A card for one person: what an invoke is answered with. */
  content(card: Card): unknown;
  formMessage(form: Form): Message;
  formContent(form: Form): unknown;
  /** The person behind an account, by id. */
  personOf(user: string): string | undefined;
}

/** The address of somebody alone, where a private answer goes. */
export interface Asker {
  who: Principal;
  /** `29:…` where Teams said it. */
  member: string;
  /** Where the question was asked. */
  conversation: string;
  personal: boolean;
}

/** A refusal is for the person who met it; an answer to a typed command stands where it was typed. */
export async function answer(desk: Desk, to: Asker, reply: Reply): Promise<void> {
  const alone = reply.card.kind === 'fault' && !to.personal;
  const conversation = alone ? await desk.send.personal(to.member) : to.conversation;
  await desk.send.add(conversation, desk.message(reply.card));
}
