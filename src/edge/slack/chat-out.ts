import type { ChatOut } from '../../command/surface.ts';
import type { Card, MessageRef } from '../../domain/card.ts';
import { Fault } from '../../domain/fault.ts';
import type { Place } from '../../domain/incident.ts';
import type { Outbox } from '../outbox.ts';
import { type Call, PLAIN } from './api.ts';
import type { Drawn } from './blocks.ts';
import { openDirect } from './direct.ts';
import type { SlackOptions } from './options.ts';
import { openRooms } from './rooms.ts';

/** Longest that a stop waits for what is still to be posted. */
const LAST_WORDS_MS = 2000;

function mine(surface: string): void {
  if (surface === 'slack') return;
  throw new Fault({
    code: 'slack.other-surface',
    message: `A card for ${surface} was handed to Slack.`,
    fix: 'Please report it: nothing was posted.',
  });
}

/** Only what Slack itself answered with counts as a message's id. */
function refOf(answer: Record<string, unknown>, place: Place): MessageRef {
  const message = String(answer.ts ?? '');
  const channel = typeof answer.channel === 'string' ? answer.channel : place.channel;
  return { surface: 'slack', tenant: place.tenant, channel, message };
}

export interface OutParts {
  call: Call;
  outbox: Outbox;
  show: (card: Card) => Drawn;
  options: Pick<
    SlackOptions,
    'messageFor' | 'remember' | 'forget' | 'account' | 'accounts' | 'consoleUrl' | 'incidentChannels' | 'log'
  >;
  /** Where an incident is posted that was declared elsewhere. */
  home: Place;
  /** The bot's own user id. */
  bot: string;
}

/**
 * What Quell shows in Slack. A card is posted once per key: its message is remembered as soon as Slack has named it, and
 * two posts under way with one key are one. A crash between Slack's answer and the note of it can post a card twice,
 * because Slack has no idempotency key; the older one then stays as it was.
 */
export function openChatOut(given: OutParts): ChatOut {
  const { call, outbox, show, options: memory, home } = given;
  const underway = new Map<string, Promise<MessageRef>>();
  const direct = openDirect(call, outbox);

  async function postOnce(place: Place, card: Card, key: string): Promise<MessageRef> {
    const known = await memory.messageFor(key);
    if (known) return known;
    const answer = await outbox.push(place.channel, undefined, () => {
      const { text, blocks } = show(card);
      return call('chat.postMessage', {
        channel: place.channel,
        ...(place.thread ? { thread_ts: place.thread } : {}),
        text,
        blocks,
        ...PLAIN,
        metadata: { event_type: 'quell_card', event_payload: { key } },
      });
    });
    const ref = refOf(answer, place);
    await memory.remember(key, ref);
    return ref;
  }

  async function post(place: Place, card: Card, key: string): Promise<MessageRef> {
    mine(place.surface);
    const now = underway.get(key) ?? postOnce(place, card, key).finally(() => underway.delete(key));
    underway.set(key, now);
    return now;
  }

  const rooms = memory.incidentChannels ? openRooms({ ...given, say: post }) : {};

  return {
    surface: 'slack',
    post,
    linkTo: ({ channel, tenant }) => {
      // An organisation's id would not be understood there; Slack then asks which workspace.
      const team = tenant.startsWith('T') ? { team: tenant } : {};
      return `https://slack.com/app_redirect?${new URLSearchParams({ channel, ...team })}`;
    },
    async tell(person, card, key) {
      const user = memory.account(person);
      if (!user || (await memory.messageFor(key))) return;
      await post({ ...home, channel: await direct(user) }, card, key);
    },
    ...rooms,
    async update(ref, card) {
      mine(ref.surface);
      await outbox.push(ref.channel, `${ref.channel} ${ref.message}`, () => {
        const { text, blocks } = show(card);
        return call('chat.update', {
          channel: ref.channel,
          ts: ref.message,
          text,
          blocks,
          parse: 'none',
          link_names: false,
        });
      });
    },
    threadOf: (ref) => ({ surface: 'slack', tenant: ref.tenant, channel: ref.channel, thread: ref.message }),
    close: () => outbox.close(LAST_WORDS_MS),
  };
}
