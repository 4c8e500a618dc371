import type { People } from './people.ts';
import type { Stand } from './stand.ts';
import { type ServerSample, type Watched, watch } from './watch.ts';

/** What came of working for a long time. */
export interface Endured {
  minutes: number;
  steps: number;
  stepsPerSecond: number;
  runs: number;
  watched: Watched;
  /** The queue when everything had come to rest. */
  rest: ServerSample;
}

export interface Load {
  minutes: number;
  /** Runs at the same time; one of them is the large one. */
  atOnce: number;
  /** Doors of the small runs, in turn, and of the large one. */
  small: readonly number[];
  large: number;
}

/** @param open Incidents that are open; each is closed after its run and another one declared, so that they stay as many. */
export async function endure(stand: Stand, people: People, open: string[], load: Load): Promise<Endured> {
  await stand.cloud();
  const watching = watch(stand);
  const begun = performance.now();
  const over = () => performance.now() - begun > load.minutes * 60_000;
  let runs = 0;
  const slot = async (size: () => number): Promise<void> => {
    while (!over()) {
      const incident = open.shift()!;
      const { plan } = await people.plan(incident, size());
      await people.approve(plan);
      await people.ended(plan);
      runs += 1;
      await people.close(incident);
      open.push(await people.declare(1 + (runs % 4)));
    }
  };
  const small = () => load.small[runs % load.small.length]!;
  const slots = Array.from({ length: load.atOnce - 1 }, () => slot(small));
  let steps = 0;
  const count = async () => {
    steps += (await stand.cloud()).written.length;
  };
  const counting = setInterval(count, 1000);
  try {
    await Promise.all([...slots, slot(() => load.large)]);
  } catch (error) {
    await watching.stop().catch(() => undefined);
    throw error;
  } finally {
    clearInterval(counting);
  }
  const minutes = (performance.now() - begun) / 60_000;
  const rest = await watching.sample();
  const watched = await watching.stop();
  await count();
  return { minutes, steps, stepsPerSecond: steps / minutes / 60, runs, watched, rest };
}
