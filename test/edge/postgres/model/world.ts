import type { Json } from '../../../../src/domain/json.ts';
import type { RunState, StepState } from '../../../../src/domain/run.ts';

/** What the record holds, as a person would explain it: no SQL, no clock, only what must be true. Times are seconds since the start. */
export interface World {
  now: number;
  plans: PlanModel[];
  /** Everything that anybody was ever handed for a step; the newest one of a step is in its `holder`. */
  tokens: Token[];
  /** Steps of one account that may be in hand at the same time. */
  limit: number;
  /** One entry for each thing that must stand in the audit log. */
  story: string[];
}

export interface PlanModel {
  key: string;
  playbook: string;
  kind: 'contain' | 'release';
  stages: StageModel[];
  status: 'pending' | 'approved' | 'denied' | 'expired' | 'superseded' | 'withdrawn';
  breakGlass: string | null;
  /** Somebody broke the glass: to be reviewed. */
  review: string | null;
  /** What it was reminded of. */
  reminded: string[];
  askedAt: number;
  approveBy: number;
  executeBy: number;
  votes: VoteModel[];
  steps: StepModel[];
}

export interface StageModel {
  needs: { group: string; count: number; tier?: { group: string; afterSeconds: number } }[];
  fresh: boolean;
  after: 'applied' | 'verified';
  steps: { id: string; lane: 'aws' | 'gcp'; releases?: StepAt[] }[];
}

export interface StepAt {
  plan: string;
  step: string;
}

export interface VoteModel {
  person: string;
  decision: 'approve' | 'deny' | 'break-glass';
  groups: string[];
  /** Whose right it is, by group. */
  through: Record<string, string>;
  /** With a sign-in that was made for this plan. */
  proven: boolean;
  at: number;
}

export interface StepModel {
  id: string;
  stage: number;
  lane: 'aws' | 'gcp';
  state: StepState;
  attempt: number;
  holder: string | null;
  leaseUntil: number | null;
  dueAt: number | null;
  giveUpAt: number | null;
  intended: boolean;
  /** Refused because its account had enough in hand; owed a wake-up by the next step that ends there. */
  crowded: boolean;
  /** Put back on the queue a moment ago. */
  swept: boolean;
  /** The mark in the first receipt; it never changes again. */
  receipt: string | null;
  /** The mark in what was applied last. */
  applied: string | null;
}

export interface Token {
  key: string;
  at: StepAt;
  /** Did the gate let this very attempt through? Only then may its worker say that it acted. */
  passed: boolean;
  /** It has said how it went, and says nothing more. */
  spoke: boolean;
}

/** Seconds. Time passes in multiples of 1,500, so that no deadline is ever closer than 500 s to a look at it. */
export const TIMES = {
  lease: 1000,
  shortLease: 400,
  call: 4,
  longCall: 2000,
  later: 500,
  settle: 700,
  tier: 2000,
} as const;
export const PLAN_TIMES = { approveSeconds: 10_000, executeSeconds: 30_700 } as const;

/** The only person who asks for plans here, and whose vote must never count. */
export const REQUESTER = 'ana';
/** Under suspicion in the incident. */
export const SUSPECT = 'mallory';

const COUNTS_NEVER = new Set([REQUESTER, SUSPECT]);

export function empty(limit: number): World {
  return { now: 0, plans: [], tokens: [], limit, story: [] };
}

export function planAt(world: World, key: string): PlanModel {
  const plan = world.plans.find((p) => p.key === key);
  if (!plan) throw new Error(`the model has no plan ${key}`);
  return plan;
}

export function stepAt(world: World, { plan, step }: StepAt): StepModel {
  const found = planAt(world, plan).steps.find((s) => s.id === step);
  if (!found) throw new Error(`the model has no step ${plan}/${step}`);
  return found;
}

const SETTLED = new Set<StepState>(['verified', 'failed', 'changed', 'in-doubt', 'cancelled', 'expired']);

/** May this stage be carried out, by what stands in the record at this moment? */
export function approved(world: World, plan: PlanModel, stage: number): boolean {
  const needs = plan.stages[stage]?.needs ?? [];
  if (needs.length === 0 || world.now > plan.executeBy) return false;
  if (plan.status !== 'pending' && plan.status !== 'approved') return false;
  if (plan.votes.some((v) => v.decision === 'deny')) return false;
  if (plan.votes.some((v) => breaksGlass(plan, v))) return true;
  const voters = new Set(plan.votes.map((v) => v.person));
  return needs.every(({ group, count, tier }) => {
    // One line a right that speaks for this need: whose it is.
    const rights = new Set<string>();
    for (const v of plan.votes) {
      if (v.decision !== 'approve' || COUNTS_NEVER.has(v.person)) continue;
      if (plan.stages[stage]!.fresh && !v.proven) continue;
      const open = tier && v.at >= plan.askedAt + tier.afterSeconds ? [group, tier.group] : [group];
      const owners = open.filter((g) => v.groups.includes(g)).map((g) => v.through[g] ?? v.person);
      const good = owners.filter((o) => o === v.person || !(COUNTS_NEVER.has(o) || voters.has(o)));
      if (good.includes(v.person)) rights.add(v.person);
      else if (good.length > 0) rights.add(good.toSorted()[0]!);
    }
    return rights.size >= count;
  });
}

/** Whether this vote alone carries its plan out. Both reasons are always given here: without them it cannot be written. */
export function breaksGlass(plan: PlanModel, v: VoteModel): boolean {
  if (v.decision !== 'break-glass' || v.person === SUSPECT || plan.breakGlass === null) return false;
  if (!v.groups.includes(plan.breakGlass) || v.through[plan.breakGlass] !== undefined) return false;
  return v.at <= plan.approveBy && (v.proven || !plan.stages.some((s) => s.fresh && s.needs.length > 0));
}

/** Starts what may start now. @returns the steps that became due, `plan/step` */
export function advance(world: World, plan: PlanModel): string[] {
  const ready = plan.steps.filter((step) => {
    if (step.state !== 'waiting' || !approved(world, plan, step.stage)) return false;
    const after = plan.stages[step.stage]!.after;
    return plan.steps
      .filter((s) => s.lane === step.lane && s.stage < step.stage)
      .every((s) => SETTLED.has(s.state) || (after === 'applied' && s.state === 'applied'));
  });
  for (const step of ready) {
    step.state = 'due';
    step.dueAt = world.now;
  }
  return ready.map((s) => `${plan.key}/${s.id}`);
}

/** Steps of this account that somebody has in hand now. */
export function held(world: World, lane: string): number {
  const steps = world.plans.flatMap((p) => p.steps);
  return steps.filter((s) => s.lane === lane && s.leaseUntil !== null && s.leaseUntil > world.now).length;
}

/** What the run has come to. */
export function runState(plan: PlanModel): RunState {
  const states = plan.steps.map((s) => s.state);
  if (states.some((s) => !SETTLED.has(s))) return 'running';
  if (states.every((s) => s === 'verified')) return plan.kind === 'release' ? 'released' : 'contained';
  if (states.includes('verified')) return 'partly';
  if (states.every((s) => s === 'expired')) return 'expired';
  return states.every((s) => s === 'cancelled') ? 'cancelled' : 'failed';
}

/** Work that is due and in nobody's hands. */
export function dueNow(world: World): string[] {
  return world.plans.flatMap((p) => p.steps.filter((s) => free(world, s)).map((s) => `${p.key}/${s.id}`)).toSorted();
}

export function free(world: World, step: StepModel): boolean {
  return (
    ['due', 'running', 'applied'].includes(step.state) &&
    step.dueAt !== null &&
    step.dueAt <= world.now &&
    (step.leaseUntil === null || step.leaseUntil < world.now)
  );
}

/** The same view of the world that `observe` takes of the record. */
export function view(world: World): Json {
  return {
    plans: world.plans.map((p) => ({
      key: p.key,
      status: p.status,
      run: runState(p),
      votes: p.votes.map((v) => `${v.person} ${v.decision}${v.proven ? ' proven' : ''}`).toSorted(),
      review: p.review,
      steps: p.steps.map(({ id, state, attempt, intended, receipt, applied }) => {
        return { id, state, attempt, intended, receipt, applied };
      }),
    })),
    due: dueNow(world),
    story: world.story.toSorted(),
  };
}
