import { startQuell } from '../../src/process/start.ts';
import type { Backends } from './backends.ts';
import { type Clicks, clicks } from './click.ts';
import type { Doors } from './doors.ts';
import { startFloor } from './floor.ts';
import { onDoors } from './running.ts';
import { shutting } from './shut-door.ts';
import { DOORS, MANY, type Rates, rates } from './steps.ts';

export const PLAYBOOKS = [1, DOORS, MANY].map(shutting);

/** Quell and the floor beside each other: the same PostgreSQL, the same queue, the same cloud. */
export async function measureEngine(
  backends: Backends,
  doors: Doors,
  redisUrl: string | undefined,
  size: { clicks: number; rounds: number },
): Promise<{ clicks: Clicks; rates: Rates }> {
  const floor = await startFloor(await backends.database(), redisUrl, doors.url);
  const databaseUrl = await backends.database();
  const quell = await startQuell(onDoors({ databaseUrl, redisUrl, doorsUrl: doors.url, playbooks: PLAYBOOKS }));
  try {
    return {
      clicks: await clicks(quell, floor, doors, size.clicks),
      rates: await rates(quell, floor, doors, size.rounds),
    };
  } finally {
    await quell.close();
    await floor.close();
  }
}
