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

  /** Puts back the schedules that the queue no longer has, or whose next time has come and gone. */
  async restore(): Promise<void> {
    if (this.#known.size === 0) return;
    const there = new Map((await this.#wakes.getJobSchedulers()).map((one) => [one.key, one.next ?? 0]));
    const overdue = Date.now() - CHECK_EVERY_MS;
    for (const [name, times] of this.#known) {
      if ((there.get(name) ?? 0) < overdue) await this.#put(name, times);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #put(name: string, { pattern, tz }: Times): Promise<void> {
    try {
      await this.#wakes.upsertJobScheduler(name, { pattern, tz }, { name: 'drill', data: { id: `drill:${name}` } });
    } catch (error) {
      throw refuse(name, `The schedule "${pattern}" of ${name} is refused: ${(error as Error).message}.`, error);
    }
  }
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
