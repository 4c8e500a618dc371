import type { Cloud } from '../domain/action.ts';
import type { Attempt } from './attacker.ts';
import type { Range } from './range.ts';

export interface AttackRound {
  cloud: Cloud;
  attempts: Attempt[];
}

export interface Attack {
  /** Ends after the rounds that are under way. */
  stop(): Promise<void>;
  /** Runs one more round on each cloud, now, whether or not the loop goes on. */
  round(): Promise<AttackRound[]>;
}

/** Ms between two rounds of one attacker. */
const PAUSE = 400;

/** Lets the attackers go on, cloud by cloud, each at its own pace, until stopped. What they got stands in the call log. */
export function startAttack(range: Range): Attack {
  const attackers = Object.values(range.clouds).map((cloud) => cloud.attacker());
  let running = true;
  const stopped = new AbortController();
  const pause = () =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, PAUSE);
      stopped.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        done();
      });
    });
  const loops = attackers.map(async (attacker) => {
    while (running) {
      // An attacker who meets a closed range has nothing to say; the checker reads the call log, never this loop.
      await attacker.round().catch(() => undefined);
      await pause();
    }
  });
  return {
    stop: async () => {
      running = false;
      stopped.abort();
      await Promise.all(loops);
    },
    round: () => Promise.all(attackers.map(async (a) => ({ cloud: a.cloud, attempts: await a.round() }))),
  };
}
