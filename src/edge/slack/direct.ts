import { asFault } from '../../domain/fault.ts';
import type { Outbox } from '../outbox.ts';
import type { Call } from './api.ts';

/** People whose conversation is remembered; asking again does no harm. */
const KEPT = 1000;

/** Finds the conversation that the bot has with one person alone. */
export function openDirect(call: Call, outbox: Outbox): (user: string) => Promise<string> {
  const known = new Map<string, string>();
  return async (user) => {
    const before = known.get(user);
    if (before) return before;
    try {
      const answer = await outbox.push('conversations.open', undefined, () =>
        call('conversations.open', { users: user }),
      );
      const channel = String((answer.channel as { id?: unknown } | undefined)?.id ?? '');
      if (!channel) return user;
      if (known.size >= KEPT) known.clear();
      known.set(user, channel);
      return channel;
    } catch (thrown) {
      // Without the scope a message to the person's id arrives in the same conversation.
      if (asFault(thrown).code === 'slack.missing-scope') return user;
      throw thrown;
    }
  };
}
