import type { Record } from '../record.ts';
import { watchedApprovals, watchedIncidents, watchedPlans } from './decisions.ts';
import { watchedJobs } from './jobs.ts';
import { watchedDelegations, watchedReviews, watchedStepUps, watchedWaiting } from './waiting.ts';
import type { Watch } from './watch.ts';

/** The record, watched at its ports: the rooms know nothing of it. */
export function watchedRecord(record: Record, watch: Watch): Record {
  return {
    ...record,
    incidents: watchedIncidents(record.incidents, watch),
    plans: watchedPlans(record.plans, watch),
    approvals: watchedApprovals(record.approvals, watch),
    waiting: watchedWaiting(record.waiting, watch),
    delegations: watchedDelegations(record.delegations, watch),
    reviews: watchedReviews(record.reviews, watch),
    stepUps: watchedStepUps(record.stepUps, watch),
    jobs: watchedJobs(record.jobs, record.approvals, watch),
  };
}
