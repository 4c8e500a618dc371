import type { Errand, Found, Outcome } from './history.ts';
import type { Injector, Outages } from './injector.ts';
import { type Judged, runOnce } from './run-once.ts';
import { type Scenario, scenario } from './scenario.ts';
import { type Servers, startServers } from './servers.ts';
import { openSlot, type Slot } from './slot.ts';

const now = () => Date.now();

/** One outage at a time, and every run that lives through it knows of it. */
function outagesOf(servers: Servers, injectors: ReadonlySet<Injector>): Outages {
  let turn: Promise<void> = Promise.resolve();
  const one = (kind: 'record-restarted' | 'queue-restarted', act: () => Promise<void>) => () => {
    const done = turn.then(() => {
      for (const injector of injectors) injector.suffer(kind);
      return act();
    });
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    restartRecord: one('record-restarted', () => servers.restartRecord()),
    restartQueue: one('queue-restarted', () => servers.restartQueue()),
  };
}

/** Which queue each slot has: half of them each, where there is a Redis. */
function queuesOf(errand: Errand, servers: Servers): ('postgres' | 'redis')[] {
  if (servers.queuePort() === undefined) return Array.from({ length: errand.slots }, () => 'postgres');
  return Array.from({ length: errand.slots }, (_, i) => (i % 2 === 0 ? 'redis' : 'postgres'));
}

/** The runs, to be taken by whichever slot has their queue. */
class Work {
  private readonly waiting: Scenario[];
  private readonly any: boolean;

  constructor(errand: Errand, queues: readonly string[]) {
    const { runs, seed, from = 0, only, adapt = (s: Scenario) => s } = errand;
    this.waiting = Array.from({ length: runs }, (_, i) => adapt(scenario(seed, from + i, only)));
    this.any = new Set(queues).size === 1;
  }

  take(queue: string): Scenario | undefined {
    const at = this.waiting.findIndex((s) => this.any || s.queue === queue);
    return at < 0 ? undefined : this.waiting.splice(at, 1)[0];
  }

  stop(): void {
    this.waiting.length = 0;
  }
}

class Tally {
  private readonly errand: Errand;
  private readonly from = now();
  readonly outcome: Outcome = { runs: 0, faults: 0, byKind: {}, violations: [], recoveries: [] };

  constructor(errand: Errand) {
    this.errand = errand;
  }

  add({ scenario: { run, seed }, violations, faults, recoveries, took }: Judged): void {
    const { outcome, errand } = this;
    outcome.runs += 1;
    for (const { kind } of faults) {
      outcome.faults += 1;
      outcome.byKind[kind] = (outcome.byKind[kind] ?? 0) + 1;
    }
    outcome.recoveries.push(...recoveries);
    const found = violations.map((v): Found => ({ ...v, run, seed }));
    outcome.violations.push(...found);
    for (const v of found) errand.tell(`run ${run}: ${v.promise}: ${v.what}`);
    const seconds = Math.round((now() - this.from) / 1000);
    errand.tell(
      `${outcome.runs}/${errand.runs} runs, ${outcome.faults} faults, ${outcome.violations.length} violations, ${seconds} s` +
        ` (run ${run}: ${faults.length} faults in ${(took / 1000).toFixed(1)} s)`,
    );
  }
}

/**
 * Runs incidents while faults strike, and judges what each left behind. Starts its own servers, clouds and processes, and
 * leaves nothing behind, also when `errand.signal` ends it early.
 */
export async function runLaboratory(errand: Errand): Promise<Outcome> {
  const servers = await startServers();
  const tally = new Tally(errand);
  try {
    const queues = queuesOf(errand, servers);
    if (servers.queuePort() === undefined)
      errand.tell('No redis-server on the PATH: all slots have their queue in PostgreSQL.');
    const work = new Work(errand, queues);
    errand.signal?.addEventListener('abort', () => work.stop());
    const injectors = new Set<Injector>();
    const outages = outagesOf(servers, injectors);
    // The first slot alone at first: the code that its processes have compiled is there for all others.
    const warm = Promise.withResolvers<void>();
    const slots = queues.map(async (queue, number) => {
      if (number > 0) await warm.promise;
      await keepSlot({ errand, servers, work, tally, outages, injectors, queue, number }, warm.resolve);
    });
    await Promise.all(slots);
  } finally {
    await servers.close();
  }
  tally.outcome.recoveries.sort((a, b) => a - b);
  return tally.outcome;
}

interface Bench {
  errand: Errand;
  servers: Servers;
  work: Work;
  tally: Tally;
  outages: Outages;
  injectors: Set<Injector>;
  queue: 'postgres' | 'redis';
  number: number;
}

/** One slot works off runs, one after the other. After one that left traces it is thrown away, and a new one takes its place. */
async function keepSlot(bench: Bench, opened: () => void): Promise<void> {
  const { errand, servers, work, tally, outages, injectors, queue, number } = bench;
  let slot: Slot | undefined;
  let made = 0;
  try {
    for (;;) {
      const next = work.take(queue);
      if (!next) return;
      slot ??= await openSlot(servers, {
        name: `slot_${number}_${++made}`,
        redisDb: queue === 'redis' ? number : undefined,
        mutation: errand.mutation,
        realNow: now,
        random: Math.random,
      });
      opened();
      const judged = await runOnce(slot, next, {
        outages,
        injectors,
        now,
        ...(errand.signal ? { stop: errand.signal } : {}),
      });
      if (!judged) return;
      tally.add(judged);
      if (judged.violations.length > 0) errand.keep?.(next.run, { history: judged.history, said: [...slot.said] });
      if (errand.enough?.(tally.outcome.violations)) work.stop();
      if (!judged.clean) {
        await slot.close();
        slot = undefined;
        if (queue === 'redis') await servers.wipeQueue(number);
      }
    }
  } finally {
    opened();
    await slot?.close();
  }
}
