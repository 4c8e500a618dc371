import { describe, expect, it } from 'vitest';
import type { ApprovalRecord, DelegationRecord, ReviewRecord, WaitingRecord } from '../../../src/approval/record.ts';
import type { StepUpRecord } from '../../../src/approval/step-up.ts';
import type { IncidentRecord } from '../../../src/command/record.ts';
import type { NewEvent } from '../../../src/domain/event.ts';
import { QUELL } from '../../../src/domain/person.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { QUIET_METER } from '../../../src/edge/metrics/meter.ts';
import { QUIET_TRACES } from '../../../src/edge/trace/quiet.ts';
import type { JobRecord } from '../../../src/job/record.ts';
import type { PlanRecord } from '../../../src/plan/record.ts';
import type { Record as Kept } from '../../../src/process/record.ts';
import { watchedRecord } from '../../../src/process/watch/record.ts';
import { watching } from '../../../src/process/watch/watch.ts';

interface Rooms {
  incidents: IncidentRecord;
  plans: PlanRecord;
  approvals: ApprovalRecord;
  waiting: WaitingRecord;
  delegations: DelegationRecord;
  reviews: ReviewRecord;
  stepUps: StepUpRecord;
  jobs: JobRecord;
}

const event = (type: NewEvent['type']): NewEvent => ({
  stream: 'INC-1',
  type,
  actor: QUELL,
  summary: 'It happened.',
  data: {},
});
const plan = { id: 'plan-1', digest: 'd', body: { incident: 'INC-1', stages: [] as unknown } } as Plan;
const fence = { run: 'run-1', step: 'a', lease: 'l' };
const progress = { counted: true, due: [] };

/** A record that does as it is told: it asks for the events of a write, as PostgreSQL's does, and answers plainly. */
const plainly = {
  incidents: {
    declare: async (_: unknown, told: (id: string) => NewEvent) => told('INC-1'),
    close: async (_: unknown, told: (chain: object) => NewEvent[]) => told({ events: 1, head: 'h' }),
    change: async () => ({}),
    suspect: async (_: unknown, __: unknown, next: (now: object) => object) => next({}),
    note: async () => undefined,
  },
  plans: {
    freeze: async (_: unknown, __: unknown, told: (frozen: Plan) => NewEvent) => {
      told(plan);
      return plan;
    },
  },
  approvals: {
    vote: async () => ({ outcome: 'counted' }),
    expire: async (told: (plan: Plan) => NewEvent) => [told(plan), told(plan)],
  },
  waiting: {
    takeBack: async () => ({ outcome: 'taken-back' }),
    withdraw: async () => ({ outcome: 'withdrawn' }),
    remind: async (told: (plan: Plan, what: string) => NewEvent) => void told(plan, 'half'),
  },
  delegations: { delegate: async () => ({}), endDelegation: async () => true },
  reviews: { review: async () => ({}) },
  stepUps: { burn: async () => true },
  jobs: {
    intend: async () => ({ receipt: {} }),
    applied: async () => progress,
    later: async () => progress,
    end: async () => progress,
    expire: async (told: (plan: Plan) => NewEvent) => void told(plan),
    retry: async () => [],
    settle: async () => [],
  },
} as unknown as Kept;

/**
 * Every method of the record: what writes no event (`reads`), or a call that writes an event `x.y`. A method that comes to a record is
 * missing here until somebody says which it is.
 */
const METHODS: {
  [Name in keyof Rooms]: Record<keyof Rooms[Name], 'reads' | ((room: Rooms[Name]) => Promise<unknown>)>;
} = {
  incidents: {
    incident: 'reads',
    incidents: 'reads',
    incidentAt: 'reads',
    declare: (r) => r.declare({} as never, () => event('command.declared')),
    change: (r) => r.change('INC-1', {}, [event('command.changed')]),
    suspect: (r) => r.suspect('INC-1', 'ana', () => ({ suspects: ['bo'], event: event('command.suspected') })),
    close: (r) => r.close('INC-1', () => [event('command.closed')]),
    note: (r) => r.note([event('command.noted')]),
  },
  plans: {
    plan: 'reads',
    ballot: 'reads',
    sharing: 'reads',
    plansOf: 'reads',
    pending: 'reads',
    freeze: (r) => r.freeze(plan.body, { approveSeconds: 1, executeSeconds: 1 }, () => event('plan.frozen')),
  },
  approvals: {
    votes: 'reads',
    vote: (r) => r.vote(plan, { decision: 'approve' } as never, event('approval.voted')),
    expire: (r) => r.expire(() => event('approval.expired')),
  },
  waiting: {
    takeBack: (r) => r.takeBack(plan, 'bo', event('approval.taken-back')),
    withdraw: (r) => r.withdraw(plan, event('approval.withdrawn')),
    remind: (r) => r.remind(() => event('approval.reminded')),
  },
  delegations: {
    delegations: 'reads',
    delegate: (r) => r.delegate({} as never, event('approval.delegated')),
    endDelegation: (r) => r.endDelegation('delegation-1', event('approval.delegation-ended')),
  },
  stepUps: {
    begin: 'reads',
    byToken: 'reads',
    byRef: 'reads',
    start: 'reads',
    prove: 'reads',
    use: 'reads',
    burn: (r) => r.burn('ref', event('approval.refused')),
  },
  reviews: {
    openReviews: 'reads',
    openReviewsFor: 'reads',
    review: (r) => r.review('plan-1', {} as never, event('approval.reviewed')),
  },
  jobs: {
    claim: 'reads',
    renew: 'reads',
    due: 'reads',
    runOf: 'reads',
    runsOf: 'reads',
    intend: (r) => r.intend(fence, {} as never, 1, event('action.intended')),
    applied: (r) => r.applied(fence, {} as never, 1, event('action.applied')),
    later: (r) => r.later(fence, 1, {}, 'INC-1', event('job.later')),
    end: (r) => r.end(fence, { state: 'verified' } as never, event('verify.contained')),
    expire: (r) => r.expire(() => event('job.expired')),
    retry: (r) => r.retry('plan-1', ['a'], event('job.retried')),
    settle: (r) => r.settle('plan-1', 'a', 'again', event('job.settled')),
  },
};

/** What the meter was told of while this call ran. */
async function told(room: keyof Rooms, method: string): Promise<string[]> {
  const types: string[] = [];
  const meter = { ...QUIET_METER, event: (type: string) => void types.push(type) };
  const watched = watchedRecord(plainly, watching(meter, QUIET_TRACES));
  await (METHODS[room] as Record<string, (record: unknown) => Promise<unknown>>)[method]!(watched[room]);
  return types;
}

describe.each(Object.keys(METHODS) as (keyof Rooms)[])('writes of %s', (room) => {
  const writes = Object.entries(METHODS[room]).filter(([, what]) => what !== 'reads');
  it.each(writes.map(([name]) => name))('%s tells the meter of its events', async (name) => {
    const types = await told(room, name);
    expect(types.length).toBe(room === 'approvals' && name === 'expire' ? 2 : 1);
    expect(types[0]).toMatch(/^[a-z]+\.[a-z-]+$/);
  });
});
