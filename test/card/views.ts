import fc from 'fast-check';
import type { PlanView } from '../../src/card/view.ts';
import { CLOUDS } from '../../src/domain/action.ts';
import type { Vote } from '../../src/domain/approval.ts';
import type { Incident, Mode } from '../../src/domain/incident.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Plan, PlannedStep } from '../../src/domain/plan.ts';
import type { Step, StepState } from '../../src/domain/run.ts';
import { decide, type Tally } from '../job/decide.ts';

export const PEOPLE: readonly Person[] = [
  { id: 'ana', name: 'Ana', groups: ['oncall'] },
  { id: 'bo', name: 'Bo', groups: ['oncall'] },
  { id: 'dee', name: 'Dee', groups: ['platform'] },
];

export function incident(mode: Mode = 'live'): Incident {
  return {
    id: mode === 'drill' ? 'DRILL-1' : 'INC-1',
    title: 'ml-train used from outside',
    severity: 1,
    mode,
    status: 'open',
    commander: 'ana',
    suspects: [],
    declaredAt: '2026-11-22T03:00:00.000Z',
  };
}

/** States in which a cloud was called, or may have been. */
const TOUCHED: readonly StepState[] = ['applied', 'verified', 'in-doubt'];
const AT = '2026-11-22T03:10:00.000Z';

const planned = (i: number): PlannedStep => ({
  id: `step-${i}`,
  action: 'aws.iam.revoke-role-sessions',
  cloud: CLOUDS[i % CLOUDS.length]!,
  target: '111122223333',
  title: `Deny sessions of role r${i}`,
  inputs: {},
  changes: [{ resource: `r${i}`, field: 'inline policy', before: null, after: 'deny' }],
  basis: {},
  residual: [],
  notStopped: ['New sessions.'],
  reversible: 'full',
  safeReleaseAfterSeconds: 3600,
});

function stepOf(i: number, state: StepState, half: boolean): Step {
  const touched = TOUCHED.includes(state) || (half && ['running', 'failed', 'due', 'expired'].includes(state));
  return {
    run: 'run-1',
    id: `step-${i}`,
    stage: i % 2,
    state,
    attempt: 1,
    fence: 1,
    ...(touched ? { receipt: { prior: {}, readAt: AT } } : {}),
    ...(['applied', 'verified'].includes(state) ? { appliedAt: AT } : {}),
    ...(state === 'verified'
      ? { verifiedAt: AT, evidence: [{ kind: 'effect' as const, asked: 'try', saw: 'refused', ok: true }] }
      : {}),
    ...(['failed', 'changed', 'in-doubt', 'expired'].includes(state)
      ? { fault: { code: 'x.y', message: 'The cloud said no.', fix: 'Grant it.', retry: 'when-fixed' as const } }
      : {}),
  };
}

export interface Shape {
  mode?: Mode;
  kind?: 'contain' | 'release';
  status: Plan['status'];
  states: StepState[];
  unplanned?: number;
  votes?: Vote['decision'][];
  /** Steps under way or failed have begun to act. */
  half?: boolean;
}

/** A plan of two stages with its run as far as the states say, and the run's state as the engine decides it. */
export function viewOf(shape: Shape): PlanView {
  const { mode = 'live', kind = 'contain', status, states, unplanned = 0, votes = [], half = false } = shape;
  const steps = states.map((state, i) => stepOf(i, state, half));
  const stages = [0, 1].flatMap((s) => {
    const own = states.map((_, i) => i).filter((i) => i % 2 === s);
    const needs = [{ group: s === 0 ? 'oncall' : 'platform', count: 1 }];
    return own.length === 0
      ? []
      : [{ id: `s${s}`, title: `Stage ${s}`, needs, after: 'applied' as const, steps: own.map(planned) }];
  });
  const tallies: Tally[] = steps.map((s, i) => ({ stage: s.stage, lane: planned(i).cloud, state: s.state, count: 1 }));
  const approved = stages.map(() => status === 'approved');
  const run = decide({ kind, afters: stages.map((s) => s.after), approved, tallies }).run;
  const body: Plan['body'] = {
    incident: incident(mode).id,
    mode,
    kind,
    playbook: { id: 'p', title: 'Compromised identity', digest: '' },
    inputs: { identity: 'ml-train' },
    requester: 'ana',
    reason: 'seen from outside',
    early: false,
    stages,
    unplanned: Array.from({ length: unplanned }, (_, i) => ({
      step: `u${i}`,
      action: 'gcp.x',
      why: 'No.',
      fix: 'Do.',
    })),
  };
  return {
    plan: { id: 'plan-1', body, digest: 'a'.repeat(64), createdAt: AT, approveBy: AT, executeBy: AT, status },
    run: { id: 'run-1', incident: body.incident, plan: 'plan-1', digest: 'a'.repeat(64), kind, state: run, steps },
    votes: votes.map((decision, i) => ({
      person: i === 0 ? 'bo' : 'dee',
      decision,
      groups: [i === 0 ? 'oncall' : 'platform'],
      surface: 'console',
      authenticated: 'test',
      at: AT,
      ...(decision === 'deny' ? { reason: 'wrong account' } : {}),
    })),
  };
}

const moving: StepState[] = [
  'waiting',
  'due',
  'running',
  'applied',
  'verified',
  'failed',
  'changed',
  'in-doubt',
  'cancelled',
  'expired',
];

/** What a step that nobody began, or that had no time left, has come to when its plan is over. */
const left = (states: readonly StepState[], state: StepState) => states.map((s) => (s === 'waiting' ? state : s));

/** Shapes that the record can hold: an earlier stage may have acted, whatever has become of the plan since. */
export const shapes: fc.Arbitrary<Shape> = fc
  .record({
    mode: fc.constantFrom<Mode>('live', 'drill'),
    kind: fc.constantFrom<'contain' | 'release'>('contain', 'release'),
    status: fc.constantFrom<Plan['status']>('pending', 'approved', 'denied', 'expired', 'superseded', 'withdrawn'),
    states: fc.array(fc.constantFrom(...moving), { minLength: 1, maxLength: 7 }),
    unplanned: fc.nat(2),
    votes: fc.subarray<Vote['decision']>(['approve', 'deny']),
    half: fc.boolean(),
  })
  .map((shape) => {
    const { states } = shape;
    // What was approved in time goes on: of what was not, at least one step is left.
    if (shape.status === 'expired')
      return { ...shape, states: [...left(states, 'expired').slice(1), 'expired' as const] };
    if (shape.status === 'withdrawn') return { ...shape, states: left(states, 'cancelled') };
    if (shape.status === 'superseded') return { ...shape, states: states.map(() => 'cancelled' as const) };
    if (shape.status === 'denied')
      return { ...shape, states: left(states, 'cancelled'), votes: ['approve' as const, 'deny' as const] };
    return shape;
  });
