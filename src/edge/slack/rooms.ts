import { noticeCard } from '../../card/notice.ts';
import type { ChatOut } from '../../command/surface.ts';
import type { Card } from '../../domain/card.ts';
import { asFault, type Fault } from '../../domain/fault.ts';
import type { Incident, Place } from '../../domain/incident.ts';
import type { Call } from './api.ts';
import type { OutParts } from './chat-out.ts';
import { openExpulsions } from './room-expel.ts';
import { furnish } from './room-furnish.ts';
import { openInvites } from './room-invite.ts';
import { roomNames } from './room-name.ts';
import { findOwn } from './room-own.ts';

export interface RoomParts extends Pick<OutParts, 'call' | 'outbox' | 'options' | 'home' | 'bot'> {
  say(place: Place, card: Card, key: string): Promise<unknown>;
}

/** Incidents whose channel is remembered here. */
const KEPT = 10_000;

/** What is gone on without, and why: in the log once while the process lives, in the chat once for good. */
function openRefusals({ options, say, home }: RoomParts) {
  const said = new Set<string>();
  return async (what: string, fault: Fault): Promise<void> => {
    const about = `${what}:${fault.code}`;
    if (said.has(about)) return;
    said.add(about);
    options.log.warn({ code: fault.code }, `${what}; Quell goes on without`);
    const text = `${fault.message} ${fault.fix} Incidents go on without it.`;
    await say(home, noticeCard(what, text), `room-refused:${about}`).catch(() => undefined);
  };
}

/** Who may not look whose a name is takes the next one. */
function unlessLater(thrown: unknown): undefined {
  if (asFault(thrown).retry === 'later') throw thrown;
}

/** `made` by this call, or by an earlier one. */
interface Found {
  channel: string;
  made: boolean;
}

/**
 * Creates a private channel under the first name that is free. A name that is taken by a channel of this incident is that
 * channel: of two processes at once, and before and after a crash, the name says whose it is.
 */
async function create(call: Call, incident: Incident, bot: string): Promise<Found> {
  const names = roomNames(incident);
  for (const [i, name] of names.entries()) {
    try {
      const answer = await call('conversations.create', { name, is_private: true });
      return { channel: String((answer.channel as { id?: unknown } | undefined)?.id), made: true };
    } catch (thrown) {
      if (asFault(thrown).code !== 'slack.name-taken') throw thrown;
      const channel = await findOwn(call, name, bot, incident.declaredAt).catch(unlessLater);
      if (channel) return { channel, made: false };
      if (i === names.length - 1) throw thrown;
    }
  }
  throw new Error('no name was tried');
}

/** Channels of incidents, as `ChatOut` describes them. */
export function openRooms(parts: RoomParts): Required<Pick<ChatOut, 'room' | 'invite' | 'expel'>> {
  const { outbox, options, home } = parts;
  const refused = openRefusals(parts);
  // A lane for each method, as Slack counts them; how long to wait is its to say.
  const call: Call = (method, args) => outbox.push(method, undefined, () => parts.call(method, args));
  const note = (key: string, channel: string) =>
    options.remember(key, { surface: 'slack', tenant: home.tenant, channel, message: '' });

  async function roomOf(incident: Incident): Promise<string> {
    const known = await options.messageFor(`room:${incident.id}`);
    if (known) return known.channel;
    const { channel, made } = await create(call, incident, parts.bot);
    await note(`room:${incident.id}`, channel);
    // Where two made one each all the same, the one that was noted first is it.
    const first = (await options.messageFor(`room:${incident.id}`))?.channel ?? channel;
    if (made && first !== channel) await leave(channel);
    return first;
  }

  /** Nobody is in it besides the bot: it stays in nobody's way, archived or not. */
  async function leave(channel: string): Promise<void> {
    await call('conversations.archive', { channel }).catch((thrown: unknown) => {
      options.log.warn({ code: asFault(thrown).code }, 'a second channel of an incident could not be archived');
    });
  }

  /** Where people looked for the incident, they read that it has moved. */
  async function point(incident: Incident, channel: string): Promise<void> {
    const { place } = incident;
    if (place?.surface !== 'slack' || place.channel === channel) return;
    const text = `${incident.id} goes on in a private channel of its own. Its commander and its approvers are invited.`;
    const card = noticeCard(`${incident.id} has its own channel`, text);
    await parts.say({ ...place }, card, `room-told:${incident.id}`).catch(() => undefined);
  }

  const invites = openInvites({ call, options, note, refused });
  const expel = openExpulsions({ call, options, gone: invites.forget });
  /** By incident, once its cards stand somewhere: it stays there. */
  const own = new Map<string, string | undefined>();

  /** The channel that was made for an incident, where it stands in that. */
  async function itsOwn({ id, place }: Incident): Promise<string | undefined> {
    if (own.size > KEPT) own.clear();
    if (!own.has(id)) own.set(id, (await options.messageFor(`room:${id}`))?.channel);
    return place?.channel === own.get(id) ? place?.channel : undefined;
  }

  return {
    /**
     * Makes a channel for an incident, once: a second call, in another process or after a crash, finds the first one's. It
     * is private, because whoever attacks from a stolen account reads every open channel. Drills stay where they were
     * asked for.
     *
     * @returns undefined where Slack or its administrator does not let Quell; the incident stays where it is
     */
    async room(incident, people) {
      if (incident.mode === 'drill') return undefined;
      try {
        const channel = await roomOf(incident);
        // Side by side: the incident's first card waits for this.
        await Promise.all([
          invites.bring(incident.id, channel, people),
          furnish({ call, options, note, refused }, incident, channel),
        ]);
        await point(incident, channel);
        return { surface: 'slack', tenant: home.tenant, channel };
      } catch (thrown) {
        const fault = asFault(thrown);
        if (fault.retry === 'later') throw fault;
        await refused('An incident got no channel of its own', fault);
        return undefined;
      }
    },
    async invite(incident, people) {
      const channel = await itsOwn(incident);
      if (channel) await invites.bring(incident.id, channel, people);
    },
    async expel(incident, people) {
      const channel = await itsOwn(incident);
      return channel ? expel(incident.id, channel, people) : [];
    },
  };
}
