import { stamp } from '../approval/stamp.ts';
import { noticeCard } from '../card/notice.ts';
import { count } from '../card/words.ts';
import type { Reply } from '../command/surface.ts';
import type { NewEvent } from '../domain/event.ts';
import { Fault } from '../domain/fault.ts';
import { shortDigest } from '../domain/plan.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';
import { loadPlan } from './view.ts';

/** Work that ended is sent back to it, under the votes that stand. */
export async function retry(parts: DeskParts, ask: Ask): Promise<Reply> {
  const plan = ask.about!.plan!;
  const view = await loadPlan(parts, plan);
  const failed = view.run.steps.filter((s) => s.state === 'failed').map((s) => s.id);
  if (failed.length === 0) {
    throw new Fault({
      code: 'job.nothing-to-retry',
      message: 'No step of this plan has failed.',
      fix: `\`plan ${plan.id}\` shows how each step stands.`,
    });
  }
  const event: NewEvent = {
    stream: plan.body.incident,
    type: 'job.retried',
    actor: ask.actor,
    summary: `${ask.person.name} retries ${count(failed.length, 'step')} of plan ${shortDigest(plan.digest)}`,
    data: { plan: plan.id, digest: plan.digest, steps: failed, ...stamp(ask.policy) },
  };
  await parts.queue.wake(await parts.jobs.retry(plan.id, failed, event));
  return reply(
    noticeCard(
      'Trying again',
      `${count(failed.length, 'step')} ${failed.length === 1 ? 'is' : 'are'} tried again; the plan card shows how it goes.`,
      plan.body.mode,
    ),
    { plan: plan.id, steps: failed },
  );
}

export async function settle(parts: DeskParts, ask: Ask): Promise<Reply> {
  const plan = ask.about!.plan!;
  const step = ask.values.step!;
  const as = ask.values.as as 'done' | 'again' | 'skip';
  const event: NewEvent = {
    stream: plan.body.incident,
    type: 'job.settled',
    actor: ask.actor,
    summary: `${ask.person.name} decided that step ${step} is ${as}`,
    data: { plan: plan.id, digest: plan.digest, step, as, ...stamp(ask.policy) },
  };
  const due = await parts.jobs.settle(plan.id, step, as, event);
  if (due.length === 0) {
    throw new Fault({
      code: 'job.not-in-doubt',
      message: `Step ${step.slice(0, 60)} of this plan is not in doubt.`,
      fix: `\`plan ${plan.id}\` shows how each step stands.`,
    });
  }
  await parts.queue.wake(due);
  return reply(noticeCard('Settled', `Step ${step}: ${as}.`, plan.body.mode), { plan: plan.id, step, as });
}
