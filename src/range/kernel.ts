import type { Cloud } from '../domain/action.ts';

/** One call that reached a simulated cloud, as its access log would show it. The checker of every drill reads these. */
export interface Call {
  seq: number;
  cloud: Cloud;
  /** Whose credentials: `attacker`, `quell-reader`, `quell-responder`, `workload`… */
  who: string;
  /** Provider's name of the principal: an ARN, a service account, an object id. */
  principal: string;
  /** Provider's permission name: `iam:PutRolePolicy`, `iam.serviceAccounts.disable`, `Microsoft.Compute/virtualMachines/write`. */
  permission: string;
  resource: string;
  write: boolean;
  allowed: boolean;
  /** The rule that decided, in the provider's words. */
  reason: string;
  status: number;
  /** Real time in ms since the epoch, for charts and scores. */
  realMs: number;
  /** The range's own time, ISO 8601. */
  at: string;
}

export type CallListener = (call: Call) => void;

/** Something that the next matching calls meet instead of an answer. */
export interface Weather {
  cloud: Cloud;
  /** Provider's permission name, or `*`. */
  permission: string;
  /**
   * `garbage`: 200 with a broken body. `hang-up`: the connection is cut. `lost-answer`: the call acts, then the connection
   * is cut. `stale-read`: a read answers the state before a change of the last seconds; what writes is left alone.
   */
  kind: 'throttle' | 'denied' | 'server-error' | 'garbage' | 'hang-up' | 'lost-answer' | 'stale-read';
  /** How many matching calls; each takes one. */
  times: number;
  /** Matching calls that pass unharmed first. */
  skip?: number;
  /** Only callers whose `who` is this; all when not given. */
  who?: string;
}

/** Ms after a change was enforced in which a read in stale weather may still miss it. */
const STALE_MS = 3000;

/** A value whose changes are readable at once and enforced only later, as clouds promise no more than that. */
export class Settling<T> {
  private history: { since: number; value: T }[];
  private readonly realNow: () => number;
  private readonly settleMs: () => number;
  private readonly stale: () => boolean;

  /** @param stale Asked when a change is young enough to be missed: whether this read misses it. */
  constructor(value: T, realNow: () => number, settleMs: () => number, stale: () => boolean = () => false) {
    this.history = [{ since: Number.NEGATIVE_INFINITY, value }];
    this.realNow = realNow;
    this.settleMs = settleMs;
    this.stale = stale;
  }

  /** What a read API returns. */
  get written(): T {
    const last = this.history.at(-1)!;
    const before = this.history.at(-2);
    return before && this.realNow() < last.since + STALE_MS && this.stale() ? before.value : last.value;
  }

  /** What decides calls now. */
  get enforced(): T {
    const now = this.realNow();
    let current = this.history[0]!;
    for (const entry of this.history) if (entry.since <= now) current = entry;
    return current.value;
  }

  set(value: T): void {
    const enforced = this.enforced;
    this.history = [
      { since: Number.NEGATIVE_INFINITY, value: enforced },
      ...this.history.filter((h) => h.since > this.realNow()),
      { since: this.realNow() + this.settleMs(), value },
    ];
  }
}

export interface KernelOptions {
  /** Real time in ms. */
  realNow: () => number;
  /** 0 ≤ x < 1. */
  random: () => number;
  /** Longest real time in ms until a change is enforced; each change draws from the upper half of it. 0 for none. */
  settleMs: number;
}

/** At least this many calls are kept, newest last. */
const MOST_CALLS = 50_000;

/** What all simulated clouds share: one clock, one call log, one weather. */
export class Kernel {
  readonly calls: Call[] = [];
  readonly weather: Weather[] = [];
  private readonly listeners = new Set<CallListener>();
  private readonly options: KernelOptions;
  /** How often a read has answered an older state. */
  staleReads = 0;
  private stale = false;
  private aheadMs = 0;
  private ids = 0;

  constructor(options: KernelOptions) {
    this.options = options;
  }

  /** The range's time: real time plus what has been skipped. Token lifetimes, `Date` headers and audit times use it. */
  now(): Date {
    return new Date(this.options.realNow() + this.aheadMs);
  }

  /** Lets time pass in the range alone. */
  advance(seconds: number): void {
    this.aheadMs += seconds * 1000;
  }

  settling<T>(value: T): Settling<T> {
    const { settleMs, random, realNow } = this.options;
    return new Settling(
      value,
      realNow,
      () => settleMs * (0.5 + random() / 2),
      () => {
        if (this.stale) this.staleReads += 1;
        return this.stale;
      },
    );
  }

  /** Lets a handler read in this weather; it must answer in one go, without waiting. */
  reading<T>(weather: Weather['kind'] | undefined, read: () => T): T {
    this.stale = weather === 'stale-read';
    try {
      return read();
    } finally {
      this.stale = false;
    }
  }

  random(): number {
    return this.options.random();
  }

  /** Letters and digits, unguessable only as far as `random` is. */
  id(length: number, alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'): string {
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet[Math.floor(this.random() * alphabet.length)];
    return text;
  }

  uuid(): string {
    const hex = this.id(32, '0123456789abcdef');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** Takes one piece of weather that applies to this call, if there is any. */
  strike(cloud: Cloud, permission: string, who: string): Weather['kind'] | undefined {
    const hit = this.weather.find(
      (w) =>
        w.cloud === cloud &&
        w.times > 0 &&
        (w.permission === '*' || w.permission === permission) &&
        (!w.who || w.who === who),
    );
    if (!hit) return undefined;
    if (hit.skip) {
      hit.skip -= 1;
      return undefined;
    }
    hit.times -= 1;
    return hit.kind;
  }

  record(call: Omit<Call, 'seq' | 'realMs' | 'at'>): Call {
    const full: Call = { ...call, seq: ++this.ids, realMs: this.options.realNow(), at: this.now().toISOString() };
    this.calls.push(full);
    // Attackers never tire; a range that is left running must not fill the memory.
    if (this.calls.length > MOST_CALLS * 2) this.calls.splice(0, MOST_CALLS);
    for (const listener of this.listeners) listener(full);
    return full;
  }

  onCall(listener: CallListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
