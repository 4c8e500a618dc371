import type { DeskParts } from '../desk/parts.ts';
import { asFault } from '../domain/fault.ts';
import { QUELL } from '../domain/person.ts';
import { every } from '../edge/timer.ts';
import type { Queue } from '../job/queue.ts';
import { sweep } from '../job/sweep.ts';
import { type Look, work } from '../job/work.ts';
import { look } from '../verify/look.ts';
import { CLOSE_LIMIT, type Closing } from './closing.ts';
import { DRILL } from './desk.ts';
import type { Grounds } from './ground.ts';
import type { Record } from './record.ts';
import type { Setup } from './setup.ts';

/** Ms between two sweeps. */
const SWEEP = 1000;

/** The worker role: carries out what is due, and sweeps up what the queue has forgotten. */
export async function startWorker(
  setup: Setup,
  record: Record,
  queue: Queue,
  grounds: Grounds,
  desk: DeskParts,
  closing: Closing,
): Promise<void> {
  const { log, actions } = setup;
  const parts = {
    record: record.jobs,
    queue,
    actions,
    open: grounds.open,
    protects: desk.plan.protects,
    owner: String(process.pid),
    log,
  };
  // Proven with the reader's credentials, so that what changed a cloud is not what says that it worked.
  const prove: Look = async ({ claim, action, ctx }, receipt) => {
    const cloud = await grounds.open(claim.mode, claim.planned.cloud, claim.planned.target, 'read');
    return look(claim.plan.body.kind, claim.planned, receipt, action, cloud, ctx);
  };
  const handle = async (id: string): Promise<void> => {
    try {
      if (id.startsWith(DRILL)) await desk.drills.start(id.slice(DRILL.length), QUELL);
      else await work(parts, id, prove);
    } catch (thrown) {
      const fault = asFault(thrown);
      log.error({ err: thrown, id, code: fault.code }, fault.message);
    }
  };
  const working = await queue.work(handle, { concurrency: setup.concurrency });
  closing.add(() => working.close(CLOSE_LIMIT));
  const sweeping = () =>
    sweep(record.approvals, record.jobs, queue).catch((err: unknown) =>
      log.warn({ err }, 'sweep failed; the next one tries again'),
    );
  closing.add(every(SWEEP, sweeping));
  for (const drill of setup.drills) await queue.schedule(drill.name, { pattern: drill.pattern, tz: drill.tz });
  await queue.unschedule(setup.drills.map((d) => d.name));
}
