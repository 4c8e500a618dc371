import type { ChatOut } from '../command/surface.ts';
import type { Card, MessageRef } from '../domain/card.ts';
import type { Incident, Place } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import { incidentCard } from './incident.ts';
import { planCard } from './plan.ts';
import { runbookCard } from './runbook.ts';
import type { IncidentView } from './view.ts';

export interface KeeperParts {
  load(incident: string): Promise<IncidentView>;
  people: readonly Person[];
  /** The surface that an incident's place belongs to, if it is connected. */
  out(surface: Place['surface']): ChatOut | undefined;
  /** Remembers the thread that was opened for an incident. */
  moved(incident: Incident, place: Place): Promise<void>;
  messageFor(key: string): Promise<MessageRef | undefined>;
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

  constructor(parts: KeeperParts) {
    this.parts = parts;
  }

  /** Something about this incident changed. Returns at once. */
  changed(incident: string): void {
    if (incident === 'quell') return;
    this.waiting.add(incident);
    if (!this.busy.has(incident)) this.busy.set(incident, this.drain(incident));
  }

  /** Resolves when nothing is left to show. */
  async idle(): Promise<void> {
    while (this.busy.size > 0) await Promise.all(this.busy.values());
  }

  private async drain(incident: string): Promise<void> {
    // The first await lets changes of the same moment collapse into one reading.
    await Promise.resolve();
    while (this.waiting.delete(incident)) {
      try {
        await this.show(await this.parts.load(incident));
      } catch (error) {
        this.parts.failed(error, incident);
      }
    }
    this.busy.delete(incident);
  }

  private async show(view: IncidentView): Promise<void> {
    const out = view.incident.place && this.parts.out(view.incident.place.surface);
    if (!out || !view.incident.place) return;
    const key = `incident:${view.incident.id}`;
    const channel: Place = { ...view.incident.place };
    delete channel.thread;
    const head = await this.put(out, channel, incidentCard(view), key);
    const thread = out.threadOf(head);
    if (view.incident.place.thread !== thread.thread) await this.parts.moved(view.incident, thread);
    const runbook = runbookCard(view);
    if (runbook) await this.put(out, thread, runbook, `runbook:${view.incident.id}`);
    for (const plan of view.plans) {
      await this.put(out, thread, planCard(plan, view.incident, this.parts.people), `plan:${plan.plan.id}`);
    }
  }

  private async put(out: ChatOut, place: Place, card: Card, key: string): Promise<MessageRef> {
    const text = JSON.stringify(card);
    const known = await this.parts.messageFor(key);
    if (!known) {
      const ref = await out.post(place, card, key);
      this.shown.set(key, text);
      return ref;
    }
    if (this.shown.get(key) !== text) {
      await out.update(known, card);
      this.shown.set(key, text);
    }
    return known;
  }
}
