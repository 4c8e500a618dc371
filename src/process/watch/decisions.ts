import type { ApprovalRecord } from '../../approval/record.ts';
import type { IncidentRecord } from '../../command/record.ts';
import type { Plan } from '../../domain/plan.ts';
import type { PlanRecord } from '../../plan/record.ts';
import { overheard, tellEvent, type Watch, writes } from './watch.ts';

/** Commands that go on with a plan, and so belong to its trace. */
const ABOUT_A_PLAN: ReadonlySet<string | undefined> = new Set(['approve', 'deny', 'retry', 'settle']);

export function idsOf(plan: Pick<Plan, 'id' | 'digest' | 'body'>): Record<string, string> {
  return { 'quell.plan': plan.id, 'quell.digest': plan.digest, 'quell.incident': plan.body.incident };
}

export function watchedPlans(plans: PlanRecord, watch: Watch): PlanRecord {
  const { meter, traces, doing } = watch;
  const found = (plan: Plan) => {
    if (!ABOUT_A_PLAN.has(doing.getStore()?.verb)) return;
    traces.belongsTo(plan.digest);
    traces.note(idsOf(plan));
  };
  return {
    ...plans,
    async freeze(body, times, event, replaces) {
      const since = traces.now();
      const frozen = overheard(event);
      const plan = await writes(watch, () => plans.freeze(body, times, frozen.make, replaces));
      for (const one of frozen.made) tellEvent(watch, one);
      const asked = doing.getStore()?.seconds;
      if (asked) meter.took('plan', undefined, asked());
      const steps = body.stages.reduce((n, s) => n + s.steps.length, 0);
      traces.frozen(plan.digest, since, { ...idsOf(plan), 'quell.kind': body.kind, 'quell.steps': steps });
      return plan;
    },
    async plan(ref) {
      const plan = await plans.plan(ref);
      found(plan);
      return plan;
    },
    async ballot(ref) {
      const ballot = await plans.ballot(ref);
      found(ballot.plan);
      return ballot;
    },
  };
}

export function watchedApprovals(approvals: ApprovalRecord, watch: Watch): ApprovalRecord {
  const { traces } = watch;
  return {
    ...approvals,
    vote: (plan, vote, event) =>
      traces.run('approval vote', { ...idsOf(plan), 'quell.decision': vote.decision }, async () => {
        const voted = await writes(watch, () => approvals.vote(plan, vote, event));
        if (voted.outcome === 'counted') tellEvent(watch, event);
        traces.note({ 'quell.outcome': voted.outcome });
        return voted;
      }),
    async expire(event) {
      const ended = overheard(event);
      const expired = await approvals.expire(ended.make);
      for (const one of ended.made) tellEvent(watch, one);
      return expired;
    },
  };
}

export function watchedIncidents(incidents: IncidentRecord, watch: Watch): IncidentRecord {
  return {
    ...incidents,
    async declare(incident, event) {
      const opened = overheard(event);
      const declared = await writes(watch, () => incidents.declare(incident, opened.make));
      for (const one of opened.made) tellEvent(watch, one);
      return declared;
    },
    async change(id, change, events) {
      const changed = await writes(watch, () => incidents.change(id, change, events));
      for (const event of events) tellEvent(watch, event);
      return changed;
    },
    async close(id, events) {
      const ended = overheard(events);
      const closed = await writes(watch, () => incidents.close(id, ended.make));
      for (const one of ended.made.flat()) tellEvent(watch, one);
      return closed;
    },
    async suspect(id, by, next) {
      const named = overheard(next);
      const changed = await writes(watch, () => incidents.suspect(id, by, named.make));
      for (const { event } of named.made) tellEvent(watch, event);
      return changed;
    },
    async note(events) {
      await writes(watch, () => incidents.note(events));
      for (const event of events) tellEvent(watch, event);
    },
  };
}
