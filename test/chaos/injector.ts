import type { Cloud } from '../../src/domain/action.ts';
import type { Weather } from '../../src/range/kernel.ts';
import type { Fault, Kind, Moment, Phase, Where } from './fault.ts';
import type { InjectedFault } from './history.ts';
import type { Link } from './link.ts';
import type { Seat } from './seat.ts';
import type { Slot } from './slot.ts';

/** A step that a fault found in the middle of its way. */
export interface Hit {
  at: number;
  run: string;
  step: string;
}

/** What only the whole laboratory can do: outages of the servers that all slots share. */
export interface Outages {
  restartRecord(): Promise<void>;
  restartQueue(): Promise<void>;
}

const WEATHER: Partial<Record<Kind, Weather['kind']>> = {
  'cloud-throttled': 'throttle',
  'cloud-failed': 'server-error',
  'cloud-lost-answer': 'lost-answer',
  'cloud-stale-read': 'stale-read',
  'cloud-denied': 'denied',
};

/** Calls that answer an older state: what is read back after a change is rarely the very next thing. */
const STALE_CALLS = 8;

interface Armed {
  fault: Fault;
  seen: number;
}

interface Storm {
  weather: Weather;
  fault: Fault;
  at: number;
}

/** Lets the faults of one run strike, each at its boundary, and writes down those that really did. */
export class Injector {
  readonly happened: InjectedFault[] = [];
  /** Outages that another run's fault has brought about. */
  readonly suffered: InjectedFault[] = [];
  readonly hits: Hit[] = [];
  private readonly slot: Slot;
  private readonly faults: readonly Fault[];
  private readonly outages: Outages;
  private readonly now: () => number;
  private armed: Armed[] = [];
  private storms: Storm[] = [];
  private staleBefore = 0;
  private pending: Promise<unknown>[] = [];

  constructor(slot: Slot, faults: readonly Fault[], outages: Outages, now: () => number) {
    this.slot = slot;
    this.faults = faults;
    this.outages = outages;
    this.now = now;
    slot.chat.struck = (kind, detail) => this.note(kind, detail);
    slot.watch((...seen) => this.met(...seen));
  }

  /** Ends the phase before it, heals what it left behind, and arms what waits for this one. */
  async phase(phase: Phase): Promise<void> {
    await this.heal();
    this.armed = this.faults.filter((f) => f.phase === phase).map((fault) => ({ fault, seen: 0 }));
  }

  /** Nothing strikes any more, and everything is well again. */
  async heal(): Promise<void> {
    this.armed = [];
    this.clearWeather();
    this.slot.chat.heal();
    for (const seat of [...this.slot.chats, ...this.slot.workers]) seat.heal();
    await Promise.all(this.pending.splice(0));
  }

  /** The clouds have no more surprises; those that struck are written down. */
  clearWeather(): void {
    const { kernel } = this.slot.range;
    for (const storm of this.storms.splice(0)) {
      const stale = storm.fault.kind === 'cloud-stale-read';
      const struck = stale ? kernel.staleReads > this.staleBefore : storm.weather.times === 0;
      if (stale) this.staleBefore = kernel.staleReads;
      if (struck) this.note(storm.fault.kind, `${storm.fault.cloud} ${storm.weather.permission}`, storm.at);
    }
    kernel.weather.splice(0);
  }

  /** The servers of all slots go away; somebody's fault is it, and everybody's trouble. */
  suffer(kind: Kind): void {
    this.suffered.push({ kind, at: this.now(), detail: 'a server that all runs share' });
  }

  note(kind: Kind, detail: string, at = this.now()): void {
    this.happened.push({ kind, at, detail });
  }

  private met(seat: Seat, where: Where, moment: Moment, link: Link, cloud?: Cloud): void {
    for (const armed of [...this.armed]) {
      const { fault } = armed;
      if (fault.victim !== seat.role || fault.moment !== moment || !this.isAt(fault, where, cloud)) continue;
      if (++armed.seen < fault.nth) continue;
      this.armed = this.armed.filter((a) => a !== armed);
      this.strike(fault, seat, link);
    }
  }

  private isAt(fault: Fault, where: Where, cloud: Cloud | undefined): boolean {
    // A request that is sent twice must be one that can be read: Azure's are sealed by TLS.
    if (fault.kind === 'bytes-duplicated') return where === 'cloud' && cloud !== 'azure';
    const hasQueue = this.slot.queue === 'redis';
    return fault.where === where || (fault.where === 'queue' && !hasQueue && where === 'record');
  }

  private strike(fault: Fault, seat: Seat, link: Link): void {
    const at = this.now();
    const detail = `${seat.name}, ${fault.moment} ${fault.nth} of ${fault.where} in ${fault.phase}`;
    this.strikeProcess(fault, seat, link, at, detail);
    this.strikeLink(fault, seat, link, at, detail);
    this.strikeShared(fault, at, detail);
  }

  private strikeProcess(fault: Fault, seat: Seat, link: Link, at: number, detail: string): void {
    if (fault.kind === 'kill') {
      this.look(at, seat.pid);
      seat.kill();
      // What had not been handed on never will be; what had been, arrives.
      if (fault.moment === 'request' || fault.moment === 'answer') link.cut();
      else link.hangUp();
      this.note('kill', detail, at);
    }
    if (fault.kind === 'stop') {
      this.look(at, seat.pid);
      seat.stop(fault.ms);
      this.note('stop', `${detail}, for ${fault.ms} ms`, at);
    }
    if (fault.kind === 'clock-jump') {
      seat.jump(fault.jumpMs);
      this.note('clock-jump', `${seat.name} by ${fault.jumpMs / 60_000} min`, at);
    }
  }

  private strikeLink(fault: Fault, seat: Seat, link: Link, at: number, detail: string): void {
    if (fault.kind === 'connection-cut') {
      this.look(at, seat.pid);
      link.cut();
      this.note('connection-cut', detail, at);
    }
    if (fault.kind === 'half-open') {
      this.look(at, seat.pid);
      link.swallow(fault.ms);
      this.note('half-open', `${detail}, for ${fault.ms} ms`, at);
    }
    if (fault.kind === 'connection-delayed') {
      link.hold(fault.ms);
      this.note('connection-delayed', `${detail}, by ${fault.ms} ms`, at);
    }
    if (fault.kind === 'bytes-duplicated') link.double(() => this.note('bytes-duplicated', detail));
  }

  private strikeShared(fault: Fault, at: number, detail: string): void {
    const { slot, outages } = this;
    const brewed = WEATHER[fault.kind];
    if (brewed) this.brew(fault, brewed, at);
    if (fault.kind === 'chat-down') slot.chat.down(fault.ms * 4);
    if (fault.kind === 'chat-lost-answer') slot.chat.loseAnswer();
    if (fault.kind === 'queue-wiped') this.outage('queue-wiped', at, detail, () => slot.wipeQueue());
    if (fault.kind === 'queue-restarted' && slot.queue === 'redis')
      this.outage('queue-restarted', at, detail, outages.restartQueue);
    if (fault.kind === 'record-restarted') this.outage('record-restarted', at, detail, outages.restartRecord);
    if (fault.kind === 'two-workers') this.pending.push(this.wakeTwice(detail));
  }

  private brew(fault: Fault, kind: Weather['kind'], at: number): void {
    const times = kind === 'stale-read' ? STALE_CALLS : 1;
    const weather: Weather = { cloud: fault.cloud, permission: fault.permission, kind, times };
    this.slot.range.kernel.weather.push(weather);
    this.storms.push({ weather, fault, at });
  }

  private outage(kind: Kind, at: number, detail: string, act: () => Promise<void>): void {
    this.look(at, undefined);
    const done = () => this.note(kind, detail, at);
    this.pending.push(act().then(done, () => undefined));
  }

  private look(at: number, pid: number | undefined): void {
    this.pending.push(this.inHand(at, pid));
  }

  /** Which steps are under way, for the time until they go on. */
  private async inHand(at: number, pid: number | undefined): Promise<void> {
    const { rows } = await this.slot.db
      .query<{ run: string; id: string }>(
        `select run, id from step where state in ('due', 'running', 'applied') and ($1::text is null or split_part(lease_owner, ' ', 1) = $1)`,
        [pid === undefined ? null : String(pid)],
      )
      .catch(() => ({ rows: [] }));
    this.hits.push(...rows.map(({ run, id }) => ({ at, run, step: id })));
  }

  private async wakeTwice(detail: string): Promise<void> {
    const { rows } = await this.slot.db
      .query<{ id: string }>(`select run || '/' || id as id from step where state in ('due', 'running', 'applied')`, [])
      .catch(() => ({ rows: [] }));
    const ids = rows.flatMap(({ id }) => [id, id, id]);
    if (ids.length === 0) return;
    const done = await this.slot.chats[0].ask({ ask: 'wake', ids }, 2000);
    if (done) this.note('two-workers', `${rows.length} steps, ${detail}`);
  }
}
