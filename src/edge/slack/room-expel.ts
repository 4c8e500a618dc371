import { asFault, type Fault } from '../../domain/fault.ts';
import type { Call } from './api.ts';
import type { SlackOptions } from './options.ts';

/** Who is not in it need not be taken out. */
const GONE = new Set(['slack.not-in-channel', 'slack.user-not-found']);

/** Ms until somebody is taken out once more, should others have brought them back: cards change more often than that. */
const AGAIN = 60_000;

/** People whose removal is remembered here. */
const KEPT = 10_000;

export interface ExpelParts {
  call: Call;
  options: Pick<SlackOptions, 'accounts'>;
  /** Called for each that was taken out. */
  gone(incident: string, user: string): Promise<void>;
}

/** Takes people out of an incident's channel with every account that ever was theirs, whoever brought them in. */
export function openExpulsions({ call, options, gone }: ExpelParts) {
  const lately = new Map<string, number>();

  async function kick(incident: string, channel: string, user: string): Promise<void> {
    const key = `${incident} ${user}`;
    if (performance.now() - (lately.get(key) ?? -AGAIN) < AGAIN) return;
    try {
      await call('conversations.kick', { channel, user });
      await gone(incident, user);
    } catch (thrown) {
      if (!GONE.has(asFault(thrown).code)) throw thrown;
    }
    if (lately.size > KEPT) lately.clear();
    lately.set(key, performance.now());
  }

  /** @returns those whom Slack does not let Quell take out. @throws Fault for the last one to be tried again later */
  return async (incident: string, channel: string, people: readonly string[]): Promise<string[]> => {
    const left = new Set<string>();
    let later: Fault | undefined;
    for (const person of people) {
      for (const user of options.accounts(person)) {
        try {
          await kick(incident, channel, user);
        } catch (thrown) {
          const fault = asFault(thrown);
          if (fault.retry === 'later') later = fault;
          else left.add(person);
        }
      }
    }
    if (later) throw later;
    return [...left];
  };
}
