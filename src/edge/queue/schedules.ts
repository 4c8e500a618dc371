import { setTimeout } from 'node:timers/promises';
import { Fault } from '../../domain/fault.ts';
import type { Wakes } from './backend.ts';

const CHECK_EVERY_MS = 60_000;

interface Times {
  pattern: string;
  tz: string;
}

/** Wake-ups on a clock. They live in the queue, so what a wiped queue forgets is put back within a minute. */
export class Schedules {
  readonly #wakes: Wakes;
  readonly #known = new Map<string, Times>();
  readonly #timer: NodeJS.Timeout;

  constructor(wakes: Wakes, complain: (what: string, error: unknown) => void) {
    this.#wakes = wakes;
    this.#timer = setInterval(() => {
      this.restore().catch((error) => complain('Schedules cannot be checked.', error));
    }, CHECK_EVERY_MS);
    this.#timer.unref();
  }

  /** @throws Fault `queue.schedule` for a pattern or time zone that nobody understands. */
  async set(name: string, times: Times): Promise<void> {
    checkTimes(name, times);
    await this.#put(name, times);
    this.#known.set(name, times);
  }

  async keepOnly(names: string[]): Promise<void> {
    const keep = new Set(names);
    for (const name of this.#known.keys()) if (!keep.has(name)) this.#known.delete(name);
    for (const { key } of await this.#wakes.getJobSchedulers()) {
      if (!keep.has(key)) await this.#wakes.removeJobScheduler(key);
    }
  }

  /** Puts back the schedules that the queue no longer has, has otherwise, or whose next time has come and gone. */
  async restore(): Promise<void> {
    if (this.#known.size === 0) return;
    const there = new Map((await this.#wakes.getJobSchedulers()).map((one) => [one.key, one]));
    const overdue = Date.now() - CHECK_EVERY_MS;
    for (const [name, times] of this.#known) {
      const one = there.get(name);
      const same = one?.pattern === times.pattern && one.tz === times.tz;
      if (!same || (one.next ?? 0) < overdue) await this.#put(name, times);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #put(name: string, { pattern, tz }: Times): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#wakes.upsertJobScheduler(name, { pattern, tz }, { name: 'drill', data: { id: `drill:${name}` } });
        return;
      } catch (error) {
        if (!isFiring(error)) throw isPatternError(error) ? refusePattern(name, pattern, error) : error;
        // It fires at this very moment; with no worker to take it, that may last: then the next check puts it right.
        if (attempt === 5) return;
        await setTimeout(50 * attempt);
      }
    }
  }
}

/** BullMQ's codes for a schedule whose present wake-up is waiting or in hand, and so cannot be replaced. */
function isFiring(error: unknown): boolean {
  return error instanceof Error && [-10, -11].includes(Number(Reflect.get(error, 'code')));
}

/** What the parser of patterns says; anything else is trouble with the queue itself. */
function isPatternError(error: unknown): error is Error {
  return error instanceof Error && /^(Invalid|Constraint error|Validation error)/.test(error.message);
}

function refusePattern(name: string, pattern: string, error: Error): Fault {
  return refuse(name, `The schedule "${pattern}" of ${name} is refused: ${error.message}.`, error);
}

function checkTimes(name: string, { pattern, tz }: Times): void {
  if (!/^\S+(\s+\S+){4,5}$/.test(pattern.trim())) {
    throw refuse(name, `The schedule "${pattern}" of ${name} is not a cron pattern of five or six fields.`);
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: tz });
  } catch (error) {
    throw refuse(name, `The time zone "${tz}" of ${name} is not known.`, error);
  }
}

function refuse(name: string, message: string, cause?: unknown): Fault {
  return new Fault({
    code: 'queue.schedule',
    message,
    fix: `Mend ${name}: a pattern such as "0 10 * * 1" (Mondays at ten) and a zone such as "Europe/Berlin".`,
    retry: 'when-fixed',
    cause,
  });
}
