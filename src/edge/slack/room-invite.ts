import { asFault, type Fault } from '../../domain/fault.ts';
import type { Call } from './api.ts';
import { LIMITS } from './limits.ts';
import type { SlackOptions } from './options.ts';

export interface InviteParts {
  call: Call;
  options: Pick<SlackOptions, 'account' | 'messageFor' | 'forget'>;
  note(key: string, channel: string): Promise<void>;
  refused(what: string, fault: Fault): Promise<void>;
}

/** People whose invitation is remembered here, so that the record is not asked at every card. */
const KEPT = 10_000;

/**
 * Invites people into an incident's channel, each once for good: who left it is not fetched back, and who could not be
 * invited keeps nobody else out.
 */
export function openInvites({ call, options, note, refused }: InviteParts) {
  const known = new Set<string>();

  async function invite(channel: string, users: readonly string[]): Promise<void> {
    try {
      // One whom Slack would not invite must not keep the others out.
      await call('conversations.invite', { channel, users: users.join(','), force: true });
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.retry === 'later') throw fault;
      if (fault.code !== 'slack.already-in-channel')
        await refused('Nobody could be invited to an incident\u2019s channel', fault);
    }
  }

  const keyOf = (incident: string, user: string) => `room-in:${incident}:${user}`;

  async function bring(incident: string, channel: string, people: readonly string[]): Promise<void> {
    const users = [...new Set(people.flatMap((p) => options.account(p) ?? []))];
    const unsure = users.map((user) => ({ user, key: keyOf(incident, user) })).filter((u) => !known.has(u.key));
    const before = await Promise.all(unsure.map(({ key }) => options.messageFor(key)));
    const fresh = unsure.filter((_, i) => !before[i]);
    for (let i = 0; i < fresh.length; i += LIMITS.channel.invited) {
      const some = fresh.slice(i, i + LIMITS.channel.invited);
      await invite(
        channel,
        some.map(({ user }) => user),
      );
      await Promise.all(some.map(({ key }) => note(key, channel)));
    }
    if (known.size > KEPT) known.clear();
    for (const { key } of unsure) known.add(key);
  }

  return {
    bring,
    /** Whom Quell itself has taken out may be brought back. */
    async forget(incident: string, user: string): Promise<void> {
      const key = keyOf(incident, user);
      known.delete(key);
      const invited = await options.messageFor(key);
      if (invited) await options.forget(key, invited);
    },
  };
}
