import { createHash } from 'node:crypto';
import { asFault } from '../../domain/fault.ts';
import type { Log } from '../../job/worker.ts';

/** People whose home tab follows the record: those who opened it lately, and of these the latest. */
export const FOLLOWED = { people: 100, forMs: 30 * 60_000 } as const;

/** Ms between two home tabs that follow a change: Slack takes a hundred a minute, and some must be left for who opens one. */
const APART_MS = 1000;

/** A page that took long to read is followed by a rest of so many times as long: the record is there for the incident first. */
const REST = 9;

export interface HomeParts {
  /** Draws the page of this person as the record is now. */
  draw(person: Who): Promise<unknown>;
  publish(user: string, view: unknown): Promise<unknown>;
  log: Log;
}

export interface Who {
  tenant: string;
  user: string;
}

interface Open extends Who {
  openedAt: number;
  /** Digest of what is shown. */
  shown?: string;
}

export interface Homes {
  /** Somebody looks at the home tab: it is shown at once, and follows the record for a while. */
  opened(who: Who): Promise<void>;
  /** Something changed: the tabs that are looked at follow, one after the other. */
  changed(): void;
  /** This person did something there, and sees first what came of it. */
  touched(user: string): void;
  /** Stops following, and resolves when nothing is under way. */
  close(): Promise<void>;
}

/** Keeps home tabs the picture of the record, for people who look. Each is read again, so that a missed change does no harm. */
export function openHomes(parts: HomeParts): Homes {
  const open = new Map<string, Open>();
  const under = new Map<string, Promise<void>>();
  let due: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function show(user: string, always: boolean): Promise<void> {
    const one = open.get(user);
    if (!one || closed) return;
    const view = await parts.draw({ tenant: one.tenant, user });
    const digest = createHash('sha256').update(JSON.stringify(view)).digest('hex');
    if (!always && one.shown === digest) return;
    await parts.publish(user, view);
    one.shown = digest;
  }

  /** One at a time for a person, so that an older page never overtakes a newer one. */
  function inTurn(user: string, always: boolean): Promise<void> {
    const now = (under.get(user) ?? Promise.resolve()).catch(() => undefined).then(() => show(user, always));
    const settled = now.finally(() => {
      if (under.get(user) === settled) under.delete(user);
    });
    under.set(user, settled);
    return settled;
  }

  function forgetOld(): void {
    const since = performance.now() - FOLLOWED.forMs;
    for (const [user, { openedAt }] of open) if (openedAt < since || open.size > FOLLOWED.people) open.delete(user);
    due = due.filter((user) => open.has(user));
  }

  function next(afterMs: number): void {
    if (timer || closed || due.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      forgetOld();
      const user = due.shift();
      if (user === undefined) return;
      const began = performance.now();
      void inTurn(user, false).then(
        () => next(Math.max(APART_MS, (performance.now() - began) * REST)),
        (thrown: unknown) => {
          const { code, retry, afterMs: asked } = asFault(thrown);
          parts.log.warn({ code }, 'a home tab could not be shown');
          if (retry === 'later' && !due.includes(user)) due.push(user);
          next(asked ?? APART_MS * 5);
        },
      );
    }, afterMs);
    timer.unref();
  }

  return {
    async opened({ tenant, user }) {
      // Deleted first, so that the map stays in the order of opening and the oldest goes first.
      open.delete(user);
      open.set(user, { tenant, user, openedAt: performance.now() });
      forgetOld();
      await inTurn(user, true);
    },
    changed() {
      forgetOld();
      for (const user of open.keys()) if (!due.includes(user)) due.push(user);
      next(0);
    },
    touched(user) {
      if (!open.has(user)) return;
      due = [user, ...due.filter((other) => other !== user)];
      next(0);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await Promise.allSettled(under.values());
    },
  };
}
