import { asFault, type Fault } from '../domain/fault.ts';

/** Something to send to one channel. */
interface Entry {
  /** Set for an update: a newer one for the same message takes this one's place while it waits. */
  message: string | undefined;
  send: () => Promise<unknown>;
  tries: number;
  settle: { resolve: (value: unknown) => void; reject: (fault: Fault) => void }[];
}

interface Lane {
  waiting: Entry[];
  /** Times of the latest answers, in ms; as many as the longest window counts. */
  sent: number[];
  pausedUntil: number;
  busy: boolean;
}

export interface Outbox {
  /** Sends in order within a channel. Resolves with what `send` gave. @throws Fault once trying again cannot help. */
  push<T>(channel: string, message: string | undefined, send: () => Promise<T>): Promise<T>;
  /** Lets what waits go out for at most `ms`, then refuses the rest. */
  close(ms: number): Promise<void>;
}

/** At most `most` messages of one channel within `withinMs`. */
export interface Window {
  most: number;
  withinMs: number;
}

/** The pace that a chat asks for, every window of it; and what is said to whoever posts after the end. */
export interface Pace {
  windows: readonly Window[];
  closed(): Fault;
}

const TRIES = 6;

/** How long until this lane may send, in ms. */
function waitFor(lane: Lane, windows: readonly Window[], now: number): number {
  const free = windows.map(({ most, withinMs }) =>
    lane.sent.length < most ? 0 : lane.sent[lane.sent.length - most]! + withinMs,
  );
  return Math.max(0, lane.pausedUntil - now, ...free.map((at) => at - now));
}

/** A queue for each channel that keeps to a chat's pace. */
export function openOutbox({ windows, closed }: Pace): Outbox {
  const counted = Math.max(...windows.map((w) => w.most));
  const lanes = new Map<string, Lane>();
  let stopped = false;
  const asleep = new Set<() => void>();

  const sleep = (ms: number) =>
    new Promise<void>((done) => {
      const up = () => {
        clearTimeout(timer);
        asleep.delete(up);
        done();
      };
      const timer = setTimeout(up, ms);
      asleep.add(up);
    });

  /** After a failed try: forget an update that a newer one has overtaken, wait, or give up. */
  function again(lane: Lane, entry: Entry, fault: Fault): void {
    const newer = entry.message && lane.waiting.find((other) => other.message === entry.message);
    if (newer) {
      newer.settle.push(...entry.settle);
      return;
    }
    if (fault.retry !== 'later' || entry.tries >= TRIES || stopped) {
      for (const s of entry.settle) s.reject(fault);
      return;
    }
    lane.pausedUntil = performance.now() + (fault.afterMs ?? Math.min(500 * 2 ** entry.tries, 15_000));
    lane.waiting.unshift(entry);
  }

  async function drain(channel: string, lane: Lane): Promise<void> {
    lane.busy = true;
    while (lane.waiting.length > 0) {
      const wait = waitFor(lane, windows, performance.now());
      if (wait > 0 && !stopped) {
        await sleep(wait);
        continue;
      }
      const entry = lane.waiting.shift()!;
      if (stopped && wait > 0) {
        for (const s of entry.settle) s.reject(closed());
        continue;
      }
      entry.tries += 1;
      try {
        const value = await entry.send();
        for (const s of entry.settle) s.resolve(value);
      } catch (thrown) {
        again(lane, entry, asFault(thrown));
      }
      // Counted from the answer: the chat counted it earlier, so the pace is never faster than it sees.
      lane.sent = [...lane.sent, performance.now()].slice(-counted);
    }
    lane.busy = false;
    if (lane.sent.length === 0 || performance.now() - lane.sent.at(-1)! > 60_000) lanes.delete(channel);
  }

  return {
    push<T>(channel: string, message: string | undefined, send: () => Promise<T>): Promise<T> {
      if (stopped) return Promise.reject(closed());
      const lane = lanes.get(channel) ?? { waiting: [], sent: [], pausedUntil: 0, busy: false };
      lanes.set(channel, lane);
      return new Promise<T>((resolve, reject) => {
        const settle = { resolve: resolve as (value: unknown) => void, reject };
        const waiting = message && lane.waiting.find((entry) => entry.message === message);
        if (waiting) {
          waiting.send = send;
          waiting.settle.push(settle);
          return;
        }
        lane.waiting.push({ message: message || undefined, send, tries: 0, settle: [settle] });
        if (!lane.busy) void drain(channel, lane);
      });
    },
    async close(ms) {
      const idle = () => [...lanes.values()].every((lane) => !lane.busy);
      const until = async (end: number) => {
        while (!idle() && performance.now() < end) await new Promise((done) => setTimeout(done, 10));
      };
      await until(performance.now() + ms);
      stopped = true;
      for (const up of [...asleep]) up();
      // A call that is under way has its own time limit; a stop does not wait for all of it.
      await until(performance.now() + 1000);
    },
  };
}
