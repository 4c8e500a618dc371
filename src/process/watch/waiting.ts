import type { DelegationRecord, ReviewRecord, WaitingRecord } from '../../approval/record.ts';
import type { StepUpRecord } from '../../approval/step-up.ts';
import { idsOf } from './decisions.ts';
import { overheard, tellEvent, type Watch, writes } from './watch.ts';

/** What is taken back before it has its effect, and what time makes due. */
export function watchedWaiting(waiting: WaitingRecord, watch: Watch): WaitingRecord {
  return {
    async takeBack(plan, person, event) {
      const taken = await writes(watch, () => waiting.takeBack(plan, person, event));
      if (taken.outcome === 'taken-back') tellEvent(watch, event);
      return taken;
    },
    withdraw: (plan, event) =>
      watch.traces.run('approval withdraw', idsOf(plan), async () => {
        const ended = await writes(watch, () => waiting.withdraw(plan, event));
        if (ended.outcome === 'withdrawn') tellEvent(watch, event);
        watch.traces.note({ 'quell.outcome': ended.outcome });
        return ended;
      }),
    async remind(event) {
      const due = overheard(event);
      const told = await waiting.remind(due.make);
      for (const one of due.made) tellEvent(watch, one);
      return told;
    },
  };
}

export function watchedDelegations(delegations: DelegationRecord, watch: Watch): DelegationRecord {
  return {
    ...delegations,
    async delegate(delegation, event) {
      const lent = await writes(watch, () => delegations.delegate(delegation, event));
      tellEvent(watch, event);
      return lent;
    },
    async endDelegation(id, event) {
      const ended = await writes(watch, () => delegations.endDelegation(id, event));
      if (ended) tellEvent(watch, event);
      return ended;
    },
  };
}

export function watchedReviews(reviews: ReviewRecord, watch: Watch): ReviewRecord {
  return {
    ...reviews,
    async review(plan, closed, event) {
      const review = await writes(watch, () => reviews.review(plan, closed, event));
      if (review) tellEvent(watch, event);
      return review;
    },
  };
}

/** Links to a fresh sign-in. A vote that one proves is the vote's own event. */
export function watchedStepUps(stepUps: StepUpRecord, watch: Watch): StepUpRecord {
  return {
    ...stepUps,
    async burn(ref, event) {
      const burned = await writes(watch, () => stepUps.burn(ref, event));
      if (burned) tellEvent(watch, event);
      return burned;
    },
  };
}
