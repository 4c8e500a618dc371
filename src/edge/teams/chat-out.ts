import type { ChatOut } from '../../command/surface.ts';
import type { Card, MessageRef } from '../../domain/card.ts';
import { Fault } from '../../domain/fault.ts';
import type { Place } from '../../domain/incident.ts';
import type { Outbox } from '../outbox.ts';
import type { TeamsOptions } from './options.ts';
import type { Message, Send } from './send.ts';

/** Longest that a stop waits for what is still to be posted. */
const LAST_WORDS_MS = 2000;

/** A group chat has no threads; a channel's messages begin one each. */
const CHANNEL = /@thread\.(tacv2|skype)$/;

function mine(surface: string): void {
  if (surface === 'teams') return;
  throw new Fault({
    code: 'teams.other-surface',
    message: `A card for ${surface} was handed to Teams.`,
    fix: 'Please report it: nothing was posted.',
  });
}

const within = (channel: string, thread: string | undefined) =>
  thread && CHANNEL.test(channel) ? `${channel};messageid=${thread}` : channel;

/** A reply is known by its thread and itself: Teams edits it in the conversation of its thread. */
function addressOf({ channel, message }: MessageRef): { conversation: string; root: string; id: string } {
  const [root = '', reply] = message.split('/');
  return { conversation: within(channel, root), root, id: reply ?? root };
}

interface Parts extends Pick<TeamsOptions, 'messageFor' | 'remember' | 'account'> {
  send: Send;
  outbox: Outbox;
  tenant: string;
  message(card: Card): Message;
  /** `29:…`, or the Entra object id, by which a personal chat is opened. */
  memberOf(account: string): string;
  /** Sees to it that the people of a channel are known before a card that names them is drawn. */
  known(channel: string): Promise<void>;
}

/** What Quell shows in Teams. As in every chat, a card is posted once per key, and two posts under way with one key are one. */
export function openChatOut(parts: Parts): ChatOut {
  const { send, message } = parts;
  const underway = new Map<string, Promise<unknown>>();

  /** What is under way for this key, or else what `work` begins. */
  function once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const now = underway.get(key) ?? work().finally(() => underway.delete(key));
    underway.set(key, now);
    return now as Promise<T>;
  }

  async function postOnce(place: Place, card: Card, key: string): Promise<MessageRef> {
    const known = await parts.messageFor(key);
    if (known) return known;
    const { channel, thread, tenant } = place;
    await parts.known(channel);
    const begins = !thread && CHANNEL.test(channel);
    const id = begins
      ? await send.begin(channel, message(card))
      : await send.add(within(channel, thread), message(card));
    const ref: MessageRef = { surface: 'teams', tenant, channel, message: thread ? `${thread}/${id}` : id };
    await parts.remember(key, ref);
    return ref;
  }

  async function tellOnce(person: string, card: Card, key: string): Promise<void> {
    const account = parts.account(person);
    if (!account || (await parts.messageFor(key))) return;
    const channel = await send.personal(parts.memberOf(account));
    const id = await send.add(channel, message(card));
    await parts.remember(key, { surface: 'teams', tenant: parts.tenant, channel, message: id });
  }

  return {
    surface: 'teams',
    async post(place, card, key) {
      mine(place.surface);
      return once(`post ${key}`, () => postOnce(place, card, key));
    },
    async update(ref, card) {
      mine(ref.surface);
      const { conversation, id } = addressOf(ref);
      await parts.known(ref.channel);
      await send.edit(conversation, id, message(card));
    },
    threadOf: (ref) => ({
      surface: 'teams',
      tenant: ref.tenant,
      channel: ref.channel,
      thread: addressOf(ref).root,
    }),
    tell: (person, card, key) => once(`tell ${key}`, () => tellOnce(person, card, key)),
    close: () => parts.outbox.close(LAST_WORDS_MS),
  };
}
