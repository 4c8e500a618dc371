import { type Quell, startQuell } from '../../../src/process/start.ts';
import type { Backends } from '../backends.ts';
import type { Doors } from '../doors/doors.ts';
import { shutting, staged } from '../doors/shut-door.ts';
import { type Floor, startFloor } from '../floor/floor.ts';
import { onDoors } from '../product/running.ts';
import { FIVE, LARGE, SIZES, SMALL, WIDE } from './sizes.ts';

export const PLAYBOOKS = [...new Set([...SIZES, SMALL, WIDE, LARGE])].map(shutting).concat(staged(FIVE));

/** Quell as it is by default, both roles in this process, and the floor beside it: same servers, same queue, same cloud. */
export interface Bed {
  quell: Quell;
  floor: Floor;
  doors: Doors;
}

export async function onBed<T>(
  backends: Backends,
  doors: Doors,
  redisUrl: string | undefined,
  work: (bed: Bed) => Promise<T>,
): Promise<T> {
  const servers = async () => ({ databaseUrl: await backends.database(), redisUrl, doorsUrl: doors.url });
  const floor = await startFloor(await servers(), { works: true });
  const quell = await startQuell(onDoors({ ...(await servers()), playbooks: PLAYBOOKS }));
  try {
    return await work({ quell, floor, doors });
  } finally {
    await quell.close();
    await floor.close();
  }
}
