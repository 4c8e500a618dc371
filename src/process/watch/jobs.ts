import type { ApprovalRecord } from '../../approval/record.ts';
import type { NewEvent } from '../../domain/event.ts';
import type { Claim, JobRecord, Progress } from '../../job/record.ts';
import { idsOf } from './decisions.ts';
import { overheard, tellEvent, type Watch, writes } from './watch.ts';

export function attributesOf({ run, step, planned, plan }: Claim): Record<string, string | number> {
  return {
    ...idsOf(plan),
    'quell.step': `${run}/${step.id}`,
    'quell.cloud': planned.cloud,
    'quell.action': planned.action,
    'quell.attempt': step.attempt,
    'quell.fence': step.fence,
  };
}

/** The step that the time from approval to action is taken of: one a plan, at its first attempt. */
function isFirst({ step, plan }: Claim): boolean {
  return step.attempt === 1 && step.stage === 0 && plan.body.stages[0]?.steps[0]?.id === step.id;
}

/** Steps, watched: each from its wake-up until it is proven. */
export function watchedJobs(jobs: JobRecord, approvals: ApprovalRecord, watch: Watch): JobRecord {
  const { meter, traces, doing } = watch;
  const approved = (claim: Claim, at: number) =>
    approvals.votes(claim.plan.id).then(
      (votes) => {
        const newest = Math.max(...votes.map((v) => Date.parse(v.at)).filter((then) => then <= at));
        if (Number.isFinite(newest)) meter.took('approval', claim.planned.cloud, (at - newest) / 1000);
      },
      () => undefined, // one measure less; whatever keeps the record from answering is told elsewhere
    );
  const result = (event: NewEvent | undefined, write: () => Promise<Progress>): Promise<Progress> =>
    traces.run(event ? 'audit append' : 'job later', event ? { 'quell.event': event.type } : {}, async () => {
      const progress = await writes(watch, write);
      if (progress.counted) tellEvent(watch, event);
      return progress;
    });
  return {
    ...jobs,
    claim: (run, step, owner, leaseSeconds) =>
      traces.run('job claim', {}, async () => {
        const claim = await jobs.claim(run, step, owner, leaseSeconds);
        const now = doing.getStore();
        if (!claim) {
          traces.drop();
          return claim;
        }
        if (now) now.claim = claim;
        traces.belongsTo(claim.plan.digest);
        traces.note(attributesOf(claim));
        const waitedMs = Date.parse(claim.at) - Date.parse(claim.step.dueAt ?? claim.at);
        meter.took('job', claim.planned.cloud, Math.max(0, waitedMs) / 1000);
        return claim;
      }),
    intend: (fence, receipt, callSeconds, event) =>
      traces.run('job intend', { 'quell.event': event.type }, async () => {
        const intended = await writes(watch, () => jobs.intend(fence, receipt, callSeconds, event));
        if ('refused' in intended) traces.note({ 'quell.outcome': `refused: ${intended.refused}` });
        else {
          tellEvent(watch, event);
          const claim = doing.getStore()?.claim;
          if (claim && isFirst(claim)) void approved(claim, traces.now());
        }
        return intended;
      }),
    async applied(fence, applied, settleSeconds, event) {
      const now = doing.getStore();
      if (now) now.sinceChange = meter.stopwatch();
      return result(event, () => jobs.applied(fence, applied, settleSeconds, event));
    },
    later: (fence, afterMs, why, stream, event) => result(event, () => jobs.later(fence, afterMs, why, stream, event)),
    async end(fence, end, event) {
      const progress = await result(event, () => jobs.end(fence, end, event));
      const { claim, sinceChange } = doing.getStore() ?? {};
      if (end.state === 'verified' && progress.counted && claim) {
        const { appliedAt } = claim.step;
        const seconds = sinceChange?.() ?? (appliedAt ? (traces.now() - Date.parse(appliedAt)) / 1000 : 0);
        meter.took('verify', claim.planned.cloud, seconds);
      }
      return progress;
    },
    async expire(event) {
      const ended = overheard(event);
      await jobs.expire(ended.make);
      for (const one of ended.made) tellEvent(watch, one);
    },
    async retry(plan, steps, event) {
      const due = await writes(watch, () => jobs.retry(plan, steps, event));
      tellEvent(watch, event);
      return due;
    },
    async settle(plan, step, as, event) {
      const due = await writes(watch, () => jobs.settle(plan, step, as, event));
      tellEvent(watch, event);
      return due;
    },
  };
}
