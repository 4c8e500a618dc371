import { Showing, type ShowParts } from './showing.ts';
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

export interface KeeperParts extends ShowParts {
  load(incident: string): Promise<IncidentView>;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Every card of the incident shows what was loaded last. */
  shown?(incident: string): void;
}

/**
 * Keeps every card of an incident the picture of the record. It is told that something changed and never what: it reads
 * the record again, so a missed or doubled notice does no harm, and many changes in a row become one edit.
 */
export class Keeper {
  private readonly parts: KeeperParts;
  private readonly showing: Showing;
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
    this.showing = new Showing(parts, () => this.mine);
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
          await this.showing.show(read.view);
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
}
