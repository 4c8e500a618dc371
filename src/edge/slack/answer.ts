import type { Reply } from '../../command/surface.ts';
import type { Card } from '../../domain/card.ts';
import { asFault } from '../../domain/fault.ts';
import type { Outbox } from '../outbox.ts';
import { type Call, PLAIN } from './api.ts';
import type { Drawn } from './blocks.ts';

/** Where an answer goes. Without a channel, or in a direct message, it goes to the person's own conversation. */
export interface Asker {
  user: string;
  channel?: string;
  thread?: string;
}

/** Shows a reply where it belongs: to everybody in the thread, or to the person who asked and nobody else. */
export function openAnswer(call: Call, outbox: Outbox, show: (card: Card) => Drawn, pages: (card: Card) => Drawn[]) {
  async function direct(user: string, channel: string, { text, blocks }: Drawn): Promise<void> {
    await outbox.push(channel, undefined, () =>
      call('chat.postMessage', { channel: channel || user, text, blocks, ...PLAIN }),
    );
  }

  async function whisper(to: Asker, card: Card, seen = 0): Promise<void> {
    for (const page of pages(card).slice(seen)) await whisperOne(to, page);
  }

  async function whisperOne(to: Asker, page: Drawn): Promise<void> {
    if (!to.channel || to.channel.startsWith('D')) return direct(to.user, to.channel ?? to.user, page);
    const { text, blocks } = page;
    const thread = to.thread ? { thread_ts: to.thread } : {};
    try {
      await outbox.push(`${to.channel} ${to.user}`, undefined, () =>
        call('chat.postEphemeral', {
          channel: to.channel,
          user: to.user,
          text,
          blocks,
          parse: 'none',
          link_names: false,
          ...thread,
        }),
      );
    } catch (thrown) {
      // A command can be typed where the bot is no member; its answer still has to arrive, and still privately.
      if (asFault(thrown).retry === 'later') throw thrown;
      await direct(to.user, to.user, page);
    }
  }

  /** @param seen parts of a private answer that the person has already */
  async function reply(to: Asker, given: Reply, seen = 0): Promise<void> {
    if (!given.public || !to.channel) return whisper(to, given.card, seen);
    const { text, blocks } = show(given.card);
    const thread = to.thread ? { thread_ts: to.thread } : {};
    const channel = to.channel;
    await outbox.push(channel, undefined, () =>
      call('chat.postMessage', { channel, text, blocks, ...thread, ...PLAIN }),
    );
  }

  return { whisper, reply };
}

export type Answer = ReturnType<typeof openAnswer>;
