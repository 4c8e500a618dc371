import type { ChatOut } from '../command/surface.ts';
import type { Card, MessageRef, Shown } from '../domain/card.ts';
import { asFault } from '../domain/fault.ts';
import type { Incident, Place } from '../domain/incident.ts';
import { sha256 } from '../plan/digest.ts';
import { incidentCard } from './incident.ts';
import { planCard } from './plan.ts';
import { runbookCard } from './runbook.ts';
import { type Notice, noticesOf } from './thread.ts';
import type { IncidentView } from './view.ts';

/** Ms in which changes gather before their cards are drawn: the click's own work goes first. */
const GATHER = 20;

/** Ms between two drawings of one incident: a chat takes one edit a second, and a run of 1,000 steps changes all the time. */
const APART = 1000;

/** A large incident takes long to read: it rests for so many times as long, so that others are not kept waiting. */
const REST = 9;

/** Ms that it rests at most: one slow read must not keep a new plan from the people who wait for it. */
const MOST_REST = 5000;

/** Incidents that are read at the same time. */
const READERS = 2;

/** Somebody deleted the message. */
function isGone(thrown: unknown): boolean {
  return asFault(thrown).code.endsWith('.message-not-found');
}

export interface KeeperParts {
  load(incident: string): Promise<IncidentView>;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** The surface that an incident's place belongs to, if it is connected. */
  out(surface: Place['surface']): ChatOut | undefined;
  /** Remembers the thread that was opened for an incident. */
  moved(incident: Incident, place: Place): Promise<void>;
  /** The messages that show these cards, by key; what has none is left out. */
  messagesFor(keys: readonly string[]): Promise<Map<string, Shown>>;
  /** Notes what a message shows now, so that nobody shows it again. */
  showed(key: string, ref: MessageRef, digest: string): Promise<void>;
  /** Forgets a message that is gone from the chat, unless another one has taken its place. */
  forget(key: string, gone: MessageRef): Promise<void>;
  failed(error: unknown, incident: string): void;
  /** Every card of the incident shows what was loaded last. */
  shown?(incident: string): void;
}

/**
 * Keeps every card of an incident the picture of the record. It is told that something changed and never what: it reads
 * the record again, so a missed or doubled notice does no harm, and many changes in a row become one edit.
 */
export class Keeper {
  private readonly parts: KeeperParts;
  private readonly waiting = new Set<string>();
  private readonly busy = new Map<string, Promise<void>>();
  private mine = true;
  private reading = 0;
  private readonly line: (() => void)[] = [];
  /** Drawn a moment ago. */
  private readonly resting = new Map<string, NodeJS.Timeout>();
  /** Incidents whose cards could not be shown: the chat was down, or would not have them. */
  private readonly behind = new Set<string>();

  constructor(parts: KeeperParts) {
    this.parts = parts;
  }

  /** From now on the cards are this one's to keep, or another's: two would post each twice, and the slower edit would stay. */
  keep(mine: boolean): void {
    this.mine = mine;
    if (mine) return;
    this.waiting.clear();
    this.behind.clear();
  }

  /** Whether the cards are this one's to keep. */
  get keeps(): boolean {
    return this.mine;
  }

  /** Something about this incident changed. Returns at once. */
  changed(incident: string): void {
    if (incident === 'quell' || !this.mine) return;
    this.waiting.add(incident);
    if (!this.busy.has(incident) && !this.resting.has(incident)) this.draw(incident, GATHER);
  }

  /** Tries again what could not be shown. A chat that is back shows the record as it is then. */
  catchUp(): void {
    for (const incident of this.behind) this.changed(incident);
  }

  /** Shows at once what is left to show, and resolves when nothing is. */
  async idle(): Promise<void> {
    while (this.busy.size + this.waiting.size > 0) {
      for (const [incident, rest] of this.resting) {
        clearTimeout(rest);
        this.rested(incident);
      }
      await Promise.all(this.busy.values());
    }
  }

  private draw(incident: string, afterMs: number): void {
    const drawing = new Promise((done) => setTimeout(done, afterMs)).then(async () => {
      this.waiting.delete(incident);
      let tookMs = 0;
      try {
        if (this.mine) {
          const read = await this.read(incident);
          tookMs = read.tookMs;
          await this.show(read.view);
        }
        this.behind.delete(incident);
        this.parts.shown?.(incident);
      } catch (error) {
        if (this.mine) this.behind.add(incident);
        this.parts.failed(error, incident);
      } finally {
        this.busy.delete(incident);
      }
      const rest = setTimeout(() => this.rested(incident), Math.max(APART, Math.min(tookMs * REST, MOST_REST)));
      rest.unref();
      this.resting.set(incident, rest);
    });
    this.busy.set(incident, drawing);
  }

  /** Reads the record, a few incidents at a time: the click of a person must not queue behind two hundred cards. */
  private async read(incident: string): Promise<{ view: IncidentView; tookMs: number }> {
    while (this.reading >= READERS) await new Promise<void>((next) => this.line.push(next));
    this.reading += 1;
    const began = this.parts.now();
    try {
      const view = await this.parts.load(incident);
      return { view, tookMs: this.parts.now() - began };
    } finally {
      this.reading -= 1;
      this.line.shift()?.();
    }
  }

  private rested(incident: string): void {
    this.resting.delete(incident);
    if (this.waiting.has(incident)) this.draw(incident, 0);
  }

  private async show(view: IncidentView): Promise<void> {
    const out = view.incident.place && this.parts.out(view.incident.place.surface);
    if (!out || !view.incident.place) return;
    const channel: Place = { ...view.incident.place };
    delete channel.thread;
    const key = `incident:${view.incident.id}`;
    const below = this.below(view);
    const notices = noticesOf(view);
    const known = await this.parts.messagesFor([key, ...[...below, ...notices].map((one) => one.key)]);
    if (!this.mine) return;
    const old = known.get(key);
    const head = await this.put(out, channel, incidentCard(view), key, old);
    const thread = out.threadOf(head);
    if (view.incident.place.thread !== thread.thread) await this.parts.moved(view.incident, thread);
    // Where the head was posted again it has another thread, and what people decide on goes there with it.
    const again = old !== undefined && old.ref.message !== head.message;
    for (const one of below) {
      if (!this.mine) return;
      const shown = known.get(one.key);
      if (again && shown) await this.parts.forget(one.key, shown.ref);
      await this.put(out, thread, one.card, one.key, again ? undefined : shown);
    }
    for (const one of notices) {
      if (!this.mine) return;
      await this.say(out, one, one.loud ? channel : thread, known.get(one.key));
    }
  }

  /** A notice is said once: where its message was deleted, it stays deleted. */
  private async say(out: ChatOut, one: Notice, place: Place, known: Shown | undefined): Promise<void> {
    if (!known && one.edit) return;
    // Beside it, and waited for by nobody: a chat takes one message a second for a person, and two hundred outcomes for one
    // requester must not hold up the cards of two hundred incidents.
    if (!known) for (const person of one.tell ?? []) void this.whisper(out, person, one);
    try {
      await this.put(out, place, one.card, one.key, known, false);
    } catch (thrown) {
      if (!known || !isGone(thrown)) throw thrown;
    }
  }

  /** The thread says it too, so a person who cannot be told alone holds nothing up. */
  private async whisper(out: ChatOut, person: string, { card, key }: Notice): Promise<void> {
    try {
      await out.tell?.(person, card, `${key}:${person}`);
    } catch (error) {
      this.parts.failed(error, card.about?.[0] ?? card.id);
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
