import { asFault } from '../../domain/fault.ts';
import type { Call } from './api.ts';
import type { SlackOptions } from './options.ts';

/** Who is not in it need not be taken out. */
const GONE = new Set(['slack.not-in-channel', 'slack.user-not-found']);

/** People whose removal is remembered here, so that Slack is not asked at every card. */
const KEPT = 10_000;

/**
 * Takes people out of an incident's channel, whoever brought them in: once, and once more when they are named again
 * after they were no longer.
 */
export function openExpulsions(call: Call, { account }: Pick<SlackOptions, 'account'>) {
  const out = new Map<string, Set<string>>();
  return async (incident: string, channel: string, people: readonly string[]): Promise<void> => {
    if (out.size > KEPT) out.clear();
    const users = new Set(people.flatMap((person) => account(person) ?? []));
    const before = out.get(incident) ?? new Set();
    out.set(incident, before.intersection(users));
    for (const user of users.difference(before)) {
      try {
        await call('conversations.kick', { channel, user });
      } catch (thrown) {
        if (!GONE.has(asFault(thrown).code)) throw thrown;
      }
      out.get(incident)?.add(user);
    }
  };
}
