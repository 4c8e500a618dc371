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
import { Hands } from './hands.ts';
import type { Record } from './record.ts';
import type { Setup } from './setup.ts';
import { watchedActions } from './watch/actions.ts';
import { watchedLook, watchedStep } from './watch/step.ts';

/** Ms until the queue is closed by force, when all that was in hand has been given on. */
const LET_GO = 3000;

/** Ms between two sweeps. */
const SWEEP = 1000;

/** The worker role: carries out what is due, and sweeps up what the queue has forgotten. */
export async function startWorker(
  setup: Setup,
  record: Record,
  queue: Queue,
  grounds: Grounds,
  desk: DeskParts,
  owner: string,
  closing: Closing,
): Promise<void> {
  const { log, watch } = setup;
  const actions = watch ? watchedActions(setup.actions, watch) : setup.actions;
  const hands = new Hands({ jobs: record.jobs, queue, actions, log });
  const parts = {
    record: hands.record(),
    queue,
    actions: hands.actions,
    open: grounds.open,
    protects: desk.plan.protects,
    owner,
    log,
  };
  // Proven with the reader's credentials, so that what changed a cloud is not what says that it worked.
  const prove: Look = async ({ claim, action, ctx }, receipt) => {
    const cloud = await grounds.open(claim.mode, claim.planned.cloud, claim.planned.target, 'read');
    const seen = () => look(claim.plan.body.kind, claim.planned, receipt, action, cloud, hands.within(ctx));
    return watch ? watchedLook(watch, claim, seen) : seen();
  };
  const handle = async (id: string): Promise<void> => {
    try {
      if (id.startsWith(DRILL)) await desk.drills.start(id.slice(DRILL.length), QUELL);
      else await (watch ? watchedStep(watch, () => work(parts, id, prove)) : work(parts, id, prove));
    } catch (thrown) {
      const fault = asFault(thrown);
      log.error({ err: thrown, id, code: fault.code }, fault.message);
    }
  };
  const working = await queue.work((id) => hands.hold(id, () => handle(id)), { concurrency: setup.concurrency });
  const limit = setup.stopMs ?? CLOSE_LIMIT;
  closing.add(async () => {
    // Both at once: the queue hands out nothing more, while what is in hand goes on.
    const closed = working.close(limit + LET_GO);
    await hands.letGo(limit);
    await closed;
  });
  const sweeping = () =>
    sweep(record.approvals, record.waiting, record.jobs, queue).catch((err: unknown) =>
      log.warn({ err }, 'sweep failed; the next one tries again'),
    );
  closing.add(every(SWEEP, sweeping));
  if (setup.drills.length === 0) return queue.unschedule([]);
  // A drill's clouds live in the process that opens it, and its people are answered by the chat role: apart, one would open
  // what nobody can carry out.
  if (!setup.roles.has('chat'))
    return log.info({}, 'drills are not scheduled here: they want both roles in one process');
  for (const { name, pattern, tz } of setup.drills) await queue.schedule(name, { pattern, tz });
  await queue.unschedule(setup.drills.map((d) => d.name));
}
