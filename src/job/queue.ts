export interface Wake {
  /** `run/step`, or `drill:<name>`. */
  id: string;
  /** 1 is soonest; without it, sooner still. */
  priority?: number;
}

/**
 * Moves wake-ups to workers. A wake-up is an id and nothing else: it may be lost, repeated or late, and the record
 * (with its sweeper) makes good for that. Ids that begin with `drill:` come from a schedule: `drill:<name>`.
 */
export interface Queue {
  /** Never rejects: a hint that cannot be queued is logged, and the sweeper finds the work in the record. */
  wake(wakes: readonly Wake[], o?: { delayMs?: number }): Promise<void>;
  /** Hands each wake-up to `handle`, `concurrency` at once, until closed. What `handle` throws is logged, and not tried again. */
  work(handle: (id: string) => Promise<void>, o: { concurrency: number }): Promise<Working>;
  /** Wakes `drill:<name>` at the times of a cron pattern (five fields, or six with seconds) in a time zone of the IANA list. */
  schedule(name: string, s: { pattern: string; tz: string }): Promise<void>;
  /** Wake-ups that wait for a worker. None when the queue does not answer: it may have forgotten them. */
  waiting(): Promise<number>;
  /** Removes every schedule that is not named. */
  unschedule(keep: string[]): Promise<void>;
  /** Resolves when the queue answers. @throws Fault when it does not. */
  ready(): Promise<void>;
  /** Ends everything that this queue has opened, within `limitMs`. */
  close(limitMs: number): Promise<void>;
  /** For people: `Redis 7.0.15 at 127.0.0.1:6379`. */
  describe(): string;
}

export interface Working {
  /** Takes nothing more and waits for what is in hand, `limitMs` at most. */
  close(limitMs: number): Promise<void>;
}
