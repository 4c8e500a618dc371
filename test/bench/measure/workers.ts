import { startQuell } from '../../../src/process/start.ts';
import type { Backends } from '../backends.ts';
import type { Doors } from '../doors/doors.ts';
import { startFloor } from '../floor/floor.ts';
import { type Running, run } from '../process.ts';
import { plannedAll } from '../product/ask.ts';
import { onDoors } from '../product/running.ts';
import { argsOf, type Servers } from '../servers.ts';
import { type Turns, turns } from '../turns.ts';
import { PLAYBOOKS } from './bed.ts';
import { WIDE } from './sizes.ts';
import { carryOut, carryOutBare } from './steps.ts';

export const WORKERS = [1, 4, 10] as const;

/** Steps a second with so many workers in processes of their own, a sample each. */
export type Fleet = Record<(typeof WORKERS)[number], { quell: number[]; floor: number[] }>;

const INCIDENTS = 20;
const STEPS = INCIDENTS * WIDE;

class Crew {
  private readonly members: Running[] = [];
  private readonly file: string;
  private readonly servers: Servers;

  constructor(file: string, servers: Servers) {
    this.file = file;
    this.servers = servers;
  }

  async growTo(count: number): Promise<void> {
    const joining = Array.from({ length: count - this.members.length }, () => run(this.file, argsOf(this.servers)));
    this.members.push(...joining);
    await Promise.all(joining.map((one) => one.said(/at work/)));
  }

  tails(): string {
    return this.members.map((one, i) => `${this.file} ${i}: ${one.tail()}`).join('\n');
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((one) => one.stop()));
  }
}

/** Makes work due in this process, with chat and cards for Quell's; only the workers are elsewhere. */
export async function fleet(
  backends: Backends,
  doors: Doors,
  redisUrl: string | undefined,
  often: Turns,
): Promise<Fleet> {
  const servers = async () => ({ databaseUrl: await backends.database(), redisUrl, doorsUrl: doors.url });
  const [ofQuell, ofFloor] = [await servers(), await servers()];
  const floor = await startFloor(ofFloor, { works: false });
  const quell = await startQuell(onDoors({ ...ofQuell, playbooks: PLAYBOOKS, roles: ['chat'] }));
  const crews = [new Crew('test/bench/product/worker.ts', ofQuell), new Crew('test/bench/floor/worker.ts', ofFloor)];
  const taken: Partial<Fleet> = {};
  try {
    for (const count of WORKERS) {
      for (const crew of crews) await crew.growTo(count);
      const found: Fleet[1] = { quell: [], floor: [] };
      for (const counts of turns(often, 1)) {
        const plans = await plannedAll(quell, INCIDENTS, `shut-${WIDE}`);
        const ms = await carryOut(quell, doors, plans, STEPS);
        const bare = await carryOutBare(floor, doors, STEPS);
        if (!counts) continue;
        found.quell.push((STEPS / ms) * 1000);
        found.floor.push((STEPS / bare) * 1000);
      }
      taken[count] = found;
    }
    return taken as Fleet;
  } catch (error) {
    throw new Error(`the workers said:\n${crews.map((crew) => crew.tails()).join('\n')}`, { cause: error });
  } finally {
    for (const crew of crews) await crew.close();
    await quell.close();
    await floor.close();
  }
}
