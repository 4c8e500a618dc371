import type { ChatOut } from '../command/surface.ts';
import type { Card, MessageRef } from '../domain/card.ts';
import { asFault } from '../domain/fault.ts';
import type { Incident, Place } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import { incidentCard } from './incident.ts';
import { planCard } from './plan.ts';
import { runbookCard } from './runbook.ts';
import type { IncidentView } from './view.ts';

/** Ms in which changes gather before their cards are drawn. */
const GATHER = 60;

export interface KeeperParts {
  load(incident: string): Promise<IncidentView>;
  people: readonly Person[];
  /** The surface that an incident's place belongs to, if it is connected. */
  out(surface: Place['surface']): ChatOut | undefined;
  /** Remembers the thread that was opened for an incident. */
  moved(incident: Incident, place: Place): Promise<void>;
  messageFor(key: string): Promise<MessageRef | undefined>;
  /** Forgets a message that is gone from the chat, unless another one has taken its place. */
  forget(key: string, gone: MessageRef): Promise<void>;
  failed(error: unknown, incident: string): void;
}

/**
 * Keeps every card of an incident the picture of the record. It is told that something changed and never what: it reads
 * the record again, so a missed or doubled notice does no harm, and many changes in a row become one edit.
 */
export class Keeper {
  private readonly parts: KeeperParts;
  private readonly waiting = new Set<string>();
  private readonly busy = new Map<string, Promise<void>>();
  /** What each message shows now, to leave alone what has not changed. */
  private readonly shown = new Map<string, string>();
  /** Incidents whose cards could not be shown: the chat was down, or would not have them. */
  private readonly behind = new Set<string>();

  constructor(parts: KeeperParts) {
    this.parts = parts;
  }

  /** Something about this incident changed. Returns at once. */
  changed(incident: string): void {
    if (incident === 'quell') return;
    this.waiting.add(incident);
    if (!this.busy.has(incident)) this.busy.set(incident, this.drain(incident));
  }

  /** Tries again what could not be shown. A chat that is back shows the record as it is then. */
  catchUp(): void {
    for (const incident of this.behind) this.changed(incident);
  }

  /** Resolves when nothing is left to show. */
  async idle(): Promise<void> {
    while (this.busy.size > 0) await Promise.all(this.busy.values());
  }

  private async drain(incident: string): Promise<void> {
    while (this.waiting.has(incident)) {
      // Changes come in crowds, and a chat takes one edit a second; the click's own work goes first.
      await new Promise((done) => setTimeout(done, GATHER));
      this.waiting.delete(incident);
      try {
        await this.show(await this.parts.load(incident));
        this.behind.delete(incident);
      } catch (error) {
        this.behind.add(incident);
        this.parts.failed(error, incident);
      }
    }
    this.busy.delete(incident);
  }

  private async show(view: IncidentView): Promise<void> {
    const out = view.incident.place && this.parts.out(view.incident.place.surface);
    if (!out || !view.incident.place) return;
    const channel: Place = { ...view.incident.place };
    delete channel.thread;
    const key = `incident:${view.incident.id}`;
    const old = await this.parts.messageFor(key);
    const head = await this.put(out, channel, incidentCard(view), key);
    const thread = out.threadOf(head);
    if (view.incident.place.thread !== thread.thread) await this.parts.moved(view.incident, thread);
    // Where the head was posted again it has another thread, and what people decide on goes there with it.
    const again = old !== undefined && old.message !== head.message;
    for (const [name, card] of this.below(view)) {
      if (again) await this.drop(name);
      await this.put(out, thread, card, name);
    }
  }

  /** The cards in an incident's thread, each with the key of its message. */
  private below(view: IncidentView): [string, Card][] {
    const runbook = runbookCard(view);
    const plans = view.plans.map((plan): [string, Card] => [
      `plan:${plan.plan.id}`,
      planCard(plan, view.incident, this.parts.people),
    ]);
    return [...(runbook ? [[`runbook:${view.incident.id}`, runbook] satisfies [string, Card]] : []), ...plans];
  }

  private async drop(key: string): Promise<void> {
    const known = await this.parts.messageFor(key);
    if (known) await this.parts.forget(key, known);
  }

  private async post(out: ChatOut, place: Place, card: Card, key: string): Promise<MessageRef> {
    const ref = await out.post(place, card, key);
    this.shown.set(key, JSON.stringify(card));
    return ref;
  }

  private async put(out: ChatOut, place: Place, card: Card, key: string): Promise<MessageRef> {
    const known = await this.parts.messageFor(key);
    if (!known) return this.post(out, place, card, key);
    const text = JSON.stringify(card);
    if (this.shown.get(key) === text) return known;
    try {
      await out.update(known, card);
    } catch (thrown) {
      if (!asFault(thrown).code.endsWith('.message-not-found')) throw thrown;
      // Somebody deleted it. The record is not a message: the card comes again.
      await this.parts.forget(key, known);
      return this.post(out, place, card, key);
    }
    this.shown.set(key, text);
    return known;
  }
}
