import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Violation } from '../history.ts';
import type { Outages } from '../injector.ts';
import { runOnce } from '../run-once.ts';
import { type Servers, startServers } from '../servers.ts';
import { openSlot } from '../slot.ts';
import type { Planted } from './bug.ts';
import { sourcesWith } from './mutate.ts';
import { quiet } from './scenes.ts';
import { PLANTED } from './table.ts';

export interface PlantedErrand {
  /** Names of bugs; all when absent. */
  only?: readonly string[];
  /** Bugs that are tried at the same time. */
  atOnce: number;
  /** Called with one line for people as each bug is caught or not. */
  tell: (line: string) => void;
  signal?: AbortSignal;
}

export interface PlantedOutcome {
  planted: number;
  caught: number;
  missed: string[];
}

/** Runs in which a bug may show itself: a fault does not always meet its moment. */
const TRIES = 3;

/** A run that a bug has stopped is judged after this long; and cards that a bug has spoilt are not waited for. */
const LIMIT_MS = 75_000;
const CARDS_MS = 4000;

/** No bug needs an outage of the servers that all of them share. */
const OUTAGES: Outages = { restartRecord: async () => undefined, restartQueue: async () => undefined };

const now = () => Date.now();
const MUTATE = join(import.meta.dirname, 'mutate.ts');

/** A record whose schema has the bug too: whoever comes first makes it, and the laboratory must not. */
async function migrated(url: string, bug: string): Promise<string> {
  const child = fork(join(import.meta.dirname, 'migrate.ts'), [url], {
    execArgv: ['--import', MUTATE],
    env: { PATH: process.env.PATH, QUELL_PLANTED: bug },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the schema of ${bug} cannot be made`);
  return url;
}

/**
 * One run of the bug's scene, judged with the bug's patience: with the bug in every process, or without it, as the control
 * that says whether it is the bug that shows.
 */
async function runOf(
  servers: Servers,
  bug: Planted,
  run: number,
  has: 'bug' | 'no bug',
  signal?: AbortSignal,
): Promise<Violation[]> {
  const name = `${has === 'bug' ? 'planted' : 'control'}_${bug.name.replaceAll('-', '_')}_${run}`;
  const mutation = has === 'bug' ? bug.name : undefined;
  const own: Servers = mutation
    ? { ...servers, database: async (db) => migrated(await servers.database(db), mutation) }
    : servers;
  const slot = await openSlot(own, {
    name,
    redisDb: undefined,
    mutation,
    realNow: now,
    random: Math.random,
  });
  try {
    const scenario = quiet(run);
    const judged = await runOnce(slot, bug.scene?.(scenario) ?? scenario, {
      outages: OUTAGES,
      injectors: new Set(),
      now,
      // What shows without the bug would be a fault of Quell, so that it gets all the time that a run gets.
      ...(mutation ? { patience: { limitMs: bug.limitMs ?? LIMIT_MS, cardsMs: CARDS_MS } } : {}),
      ...(signal ? { stop: signal } : {}),
    });
    return judged?.violations ?? [];
  } finally {
    await slot.close();
  }
}

/** Whether the judge names the promise that the bug breaks, within a few runs, and finds nothing in the same run without it. */
async function isCaught(servers: Servers, bug: Planted, errand: PlantedErrand): Promise<boolean> {
  const { tell, signal } = errand;
  const began = now();
  // One that no longer fits must not count as caught because nothing starts.
  sourcesWith(bug);
  const others = new Set<string>();
  for (let run = 0; run < TRIES && !signal?.aborted; run++) {
    const violations = await runOf(servers, bug, run, 'bug', signal);
    const found = violations.find((v) => v.promise === bug.promise || bug.or?.includes(v.promise));
    const seconds = ((now() - began) / 1000).toFixed(1);
    if (found) {
      const [anyway] = await runOf(servers, bug, run, 'no bug', signal);
      if (anyway) {
        tell(`planted ${bug.name}: NOTHING SHOWN: without it, the same run breaks ${anyway.promise}: ${anyway.what}`);
        return false;
      }
      tell(`planted ${bug.name}: caught in run ${run + 1}, ${seconds} s: ${found.promise}: ${found.what}`);
      return true;
    }
    for (const v of violations) others.add(`${v.promise}: ${v.what}`);
  }
  const instead = others.size > 0 ? `; instead: ${[...others].slice(0, 4).join(' | ')}` : '';
  tell(`planted ${bug.name}: NOT CAUGHT (${bug.what}; should break ${bug.promise})${instead}`);
  return false;
}

/** Plants each bug in a Quell of its own, and asks whether the judge catches it. Leaves nothing behind. */
export async function tryPlanted(errand: PlantedErrand): Promise<PlantedOutcome> {
  const bugs = PLANTED.filter((p) => !errand.only || errand.only.includes(p.name));
  const missed: string[] = [];
  const servers = await startServers();
  try {
    const left = [...bugs];
    const work = async () => {
      for (let bug = left.shift(); bug && !errand.signal?.aborted; bug = left.shift())
        if (!(await isCaught(servers, bug, errand))) missed.push(bug.name);
    };
    await Promise.all(Array.from({ length: errand.atOnce }, work));
  } finally {
    await servers.close();
  }
  return { planted: bugs.length, caught: bugs.length - missed.length, missed };
}
