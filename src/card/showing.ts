import type { ChatOut } from '../command/surface.ts';
import type { Card, MessageRef, Shown } from '../domain/card.ts';
import { asFault, type Fault } from '../domain/fault.ts';
import type { Incident, Place } from '../domain/incident.ts';
import { sha256 } from '../plan/digest.ts';
import { incidentCard } from './incident.ts';
import { homelessNotice, leftCard, shutNotice } from './moved.ts';
import { planCard } from './plan.ts';
import { runbookCard } from './runbook.ts';
import { type Notice, noticesOf } from './thread.ts';
import type { IncidentView } from './view.ts';

/** Somebody deleted the message. */
function isGone(thrown: unknown): boolean {
  return asFault(thrown).code.endsWith('.message-not-found');
}

/** The place takes nothing of ours until somebody lets us in: left out, archived, or gone. A first message cannot be missing. */
function isShut(thrown: unknown): boolean {
  const { code } = asFault(thrown);
  return /\.(not-in-channel|channel-not-found|is-archived|restricted-action(-.+)?|not-allowed|message-not-found)$/.test(
    code,
  );
}

export interface ShowParts {
  /** The surface that an incident's place belongs to, if it is connected. */
  out(surface: Place['surface']): ChatOut | undefined;
  /** Remembers the thread that was opened for an incident. */
  moved(incident: Incident, place: Place): Promise<void>;
  /** Another place for an incident whose own one takes no card, remembered with the reason; undefined where there is none. */
  elsewhere?(incident: Incident, why: Fault): Promise<Place | undefined>;
  /** Brings the people whom the cards name to where these stand. */
  gather?(view: IncidentView): Promise<void>;
  /** The messages that show these cards, by key; what has none is left out. */
  messagesFor(keys: readonly string[]): Promise<Map<string, Shown>>;
  /** Notes what a message shows now, so that nobody shows it again. */
  showed(key: string, ref: MessageRef, digest: string): Promise<void>;
  /** Forgets a message that is gone from the chat, unless another one has taken its place. */
  forget(key: string, gone: MessageRef): Promise<void>;
  failed(error: unknown, incident: string): void;
}

/** Brings the cards of one incident into the state of the record, a message at a time, for as long as the cards are ours. */
export class Showing {
  private readonly parts: ShowParts;
  private readonly mine: () => boolean;
  /** Who is just being told what: a message of a chat may wait for long, and cards are shown again meanwhile. */
  private readonly telling = new Set<string>();

  constructor(parts: ShowParts, mine: () => boolean) {
    this.parts = parts;
    this.mine = mine;
  }

  async show(view: IncidentView): Promise<void> {
    if (!view.incident.place || !this.parts.out(view.incident.place.surface)) return;
    const key = `incident:${view.incident.id}`;
    const below = this.below(view);
    const notices = noticesOf(view);
    const known = await this.parts.messagesFor([key, ...[...below, ...notices].map((one) => one.key)]);
    if (!this.mine()) return;
    // First, and whatever the channel takes: whoever shuts the channel keeps nobody from hearing it alone.
    const stood = known.has(key);
    const early = stood ? notices.filter((one) => !one.edit && !known.has(one.key)) : [];
    for (const one of early) this.tell({ surfaces: [view.incident.place.surface], ...one });
    try {
      await this.stand(view, known, new Set(early.map((one) => one.key)));
    } catch (thrown) {
      if (stood && view.incident.status === 'open' && isShut(thrown) && !isGone(thrown))
        this.tell(shutNotice(view, asFault(thrown)));
      throw thrown;
    }
  }

  /**
   * Puts the cards where they stand, or where this incident is to stand from now on.
   *
   * @param told keys of notices of which people know that are told alone
   */
  private async stand(view: IncidentView, known: Map<string, Shown>, told: ReadonlySet<string>): Promise<void> {
    const out = view.incident.place && this.parts.out(view.incident.place.surface);
    if (!out || !view.incident.place) return;
    const channel: Place = { ...view.incident.place };
    delete channel.thread;
    const key = `incident:${view.incident.id}`;
    const old = known.get(key);
    let head: MessageRef;
    try {
      head = await this.put(out, channel, incidentCard(view), key, old);
    } catch (thrown) {
      const place = old || view.incident.place.thread || !isShut(thrown) ? undefined : await this.away(view, thrown);
      if (!place) throw thrown;
      return this.stand({ ...view, incident: { ...view.incident, place } }, known, told);
    }
    const thread = out.threadOf(head);
    if (view.incident.place.thread !== thread.thread) await this.parts.moved(view.incident, thread);
    // Before their names are written, or they would not hear of it. Who cannot be brought holds up no card.
    const missed = await this.parts.gather?.(view).then(() => undefined, asFault);
    // Where the head was posted again it has another thread, and what people decide on goes there with it.
    const again = old !== undefined && old.ref.message !== head.message;
    for (const one of this.below(view)) {
      if (!this.mine()) return;
      const shown = known.get(one.key);
      if (again && shown) await this.leave(out, one, shown);
      await this.put(out, thread, one.card, one.key, again ? undefined : shown);
    }
    for (const one of noticesOf(view)) {
      if (!this.mine()) return;
      const shown = known.get(one.key);
      if (!shown && !one.edit && !told.has(one.key)) this.tell({ surfaces: [out.surface], ...one });
      await this.say(out, one, one.loud ? channel : thread, shown);
    }
    if (missed) throw missed;
  }

  /** Where an incident goes whose place takes no card. Where there is no such place, its commander has to know. */
  private async away(view: IncidentView, thrown: unknown): Promise<Place | undefined> {
    if (!this.mine()) return undefined;
    const why = asFault(thrown);
    const place = await this.parts.elsewhere?.(view.incident, why);
    if (!place && view.incident.status === 'open') this.tell(homelessNotice(view, why));
    return place;
  }

  /** A card in the thread of a head that was deleted: it may still be read there, and must not look as if it stood. */
  private async leave(out: ChatOut, { key, card }: { key: string; card: Card }, shown: Shown): Promise<void> {
    await out.update(shown.ref, leftCard(card)).catch((thrown: unknown) => {
      if (!isGone(thrown)) throw thrown;
    });
    await this.parts.forget(key, shown.ref);
  }

  /** A notice is said once: where its message was deleted, it stays deleted. */
  private async say(out: ChatOut, one: Notice, place: Place, known: Shown | undefined): Promise<void> {
    if (!known && one.edit) return;
    try {
      await this.put(out, place, one.card, one.key, known, false);
    } catch (thrown) {
      if (!known || !isGone(thrown)) throw thrown;
    }
  }

  /**
   * Beside the rest, and waited for by nobody: a chat takes one message a second for a person, and two hundred outcomes for
   * one requester must not hold up the cards of two hundred incidents.
   */
  private tell(one: Notice): void {
    const outs = (one.surfaces ?? []).flatMap((surface) => this.parts.out(surface) ?? []);
    for (const person of one.tell ?? []) for (const out of outs) void this.whisper(out, person, one);
  }

  /** The thread says it too, so a person who cannot be told alone holds nothing up. */
  private async whisper(out: ChatOut, person: string, { card, key }: Notice): Promise<void> {
    const what = `${key}:${person}`;
    const once = `${out.surface} ${what}`;
    if (this.telling.has(once)) return;
    this.telling.add(once);
    try {
      await out.tell?.(person, card, what);
    } catch (error) {
      this.parts.failed(error, card.about?.[0] ?? card.id);
    } finally {
      this.telling.delete(once);
    }
  }

  /** The cards in an incident's thread that change, each with the key of its message. */
  private below(view: IncidentView): { key: string; card: Card }[] {
    const runbook = runbookCard(view);
    const plans = view.plans.map((plan) => ({
      key: `plan:${plan.plan.id}`,
      card: planCard(plan, view.incident, view.people),
    }));
    return [...(runbook ? [{ key: `runbook:${view.incident.id}`, card: runbook }] : []), ...plans];
  }

  private async put(
    out: ChatOut,
    place: Place,
    card: Card,
    key: string,
    known: Shown | undefined,
    again = true,
  ): Promise<MessageRef> {
    if (!known) return out.post(place, card, key);
    const digest = sha256(JSON.stringify(card));
    if (known.digest === digest) return known.ref;
    try {
      await out.update(known.ref, card);
    } catch (thrown) {
      if (!again || !isGone(thrown)) throw thrown;
      // Somebody deleted it. The record is not a message: the card comes again.
      await this.parts.forget(key, known.ref);
      return out.post(place, card, key);
    }
    await this.parts.showed(key, known.ref, digest);
    return known.ref;
  }
}
