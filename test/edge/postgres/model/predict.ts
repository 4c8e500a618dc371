import type { Json } from '../../../../src/domain/json.ts';
import { isStepOp, type Op, type StepOp } from './op.ts';
import { predictStep } from './predict-step.ts';
import {
  advance,
  approved,
  free,
  held,
  PLAN_TIMES,
  type PlanModel,
  planAt,
  type StageModel,
  type World,
} from './world.ts';

/** What an operation must answer, in a form that can be compared. */
export type Answer = Json;

function freeze(world: World, op: Op & { op: 'freeze' }): Answer {
  for (const old of world.plans) {
    const same = old.status === 'pending' && old.kind === op.kind && old.playbook === op.playbook;
    if (!same || old.steps.some((s) => s.state !== 'waiting')) continue;
    old.status = 'superseded';
    for (const step of old.steps) step.state = 'cancelled';
  }
  world.plans.push(planOf(world, op.key, op.playbook, op.kind, op.stages));
  world.story.push(op.tag);
  return 'frozen';
}

function planOf(
  world: World,
  key: string,
  playbook: string,
  kind: 'contain' | 'release',
  stages: StageModel[],
): PlanModel {
  const steps = stages.flatMap(({ steps: own }, stage) =>
    own.map(({ id, lane }) => ({
      id,
      stage,
      lane,
      state: 'waiting' as const,
      attempt: 0,
      holder: null,
      leaseUntil: null,
      dueAt: null,
      giveUpAt: null,
      intended: false,
      crowded: false,
      swept: false,
      receipt: null,
      applied: null,
    })),
  );
  const approveBy = world.now + PLAN_TIMES.approveSeconds;
  const executeBy = world.now + PLAN_TIMES.executeSeconds;
  return { key, playbook, kind, stages, status: 'pending', approveBy, executeBy, votes: [], steps };
}

function vote(world: World, op: Op & { op: 'vote' }): Answer {
  const plan = planAt(world, op.plan);
  const answer = (outcome: string, due: string[] = []) => ({ outcome, due, status: plan.status });
  if (plan.votes.some((v) => v.person === op.person)) return answer('again');
  if (plan.status !== 'pending' || world.now > plan.approveBy || op.digest === 'another') return answer('late');
  const { person, decision, groups } = op;
  plan.votes.push({ person, decision, groups, at: world.now });
  world.story.push(op.tag);
  if (decision === 'deny') {
    plan.status = 'denied';
    for (const step of plan.steps) if (step.state === 'waiting') step.state = 'cancelled';
  } else if (plan.stages.every((_, stage) => approved(world, plan, stage))) {
    plan.status = 'approved';
  }
  return answer('counted', advance(world, plan).toSorted());
}

/** Ends what nobody approved in time; stages that were approved in time go on. */
function expireVotes(world: World, op: Op & { op: 'expire-votes' }): Answer {
  const expired: string[] = [];
  for (const plan of world.plans) {
    if (plan.status !== 'pending' || plan.approveBy >= world.now) continue;
    const kept = plan.stages.map((_, stage) => approved(world, plan, stage));
    plan.status = kept.includes(true) ? 'approved' : 'expired';
    for (const step of plan.steps) if (step.state === 'waiting' && !kept[step.stage]) step.state = 'expired';
    advance(world, plan);
    world.story.push(`${op.tag} ${plan.key}`);
    expired.push(plan.key);
  }
  return expired.toSorted();
}

/** Ends what had not begun when the time to carry it out was over. */
function expireTime(world: World, op: Op & { op: 'expire-time' }): Answer {
  for (const plan of world.plans) {
    const waiting = plan.steps.filter((s) => s.state === 'waiting');
    if (plan.status !== 'approved' || plan.executeBy >= world.now || waiting.length === 0) continue;
    for (const step of waiting) step.state = 'expired';
    world.story.push(`${op.tag} ${plan.key}`);
  }
  return 'swept';
}

/** What may come of an operation: the world after it, and what it answers. */
export interface Outcome {
  world: World;
  answer: Answer;
}

/** Puts the forgotten back on the queue. What was put there a moment ago may be, what was not must be. */
function sweep(world: World, op: Op & { op: 'sweep' }): Answer {
  const full = new Set(['aws', 'gcp'].filter((lane) => held(world, lane) >= world.limit));
  const may = world.plans.flatMap((plan) =>
    plan.steps
      .filter((step) => free(world, step) && !full.has(step.lane))
      .map((step) => ({ id: `${plan.key}/${step.id}`, step })),
  );
  const saw = new Set(op.saw);
  for (const { id, step } of may) {
    if (!saw.has(id)) continue;
    step.crowded = false;
    step.swept = true;
  }
  const forgotten = may.filter(({ id, step }) => !saw.has(id) && !step.swept).map(({ id }) => id);
  const wrong = op.saw.filter((id) => !may.some((m) => m.id === id));
  return { forgotten, wrong };
}

function certain(world: World, op: Exclude<Op, StepOp>): Answer {
  switch (op.op) {
    case 'freeze':
      return freeze(world, op);
    case 'vote':
      return vote(world, op);
    case 'expire-votes':
      return expireVotes(world, op);
    case 'expire-time':
      return expireTime(world, op);
    case 'sweep':
      return sweep(world, op);
    case 'pass':
      world.now += op.seconds;
      for (const plan of world.plans) for (const step of plan.steps) step.swept = false;
      return 'passed';
  }
}

/** Everything that may come of an operation. The world that is handed in stays as it was. */
export function predict(before: World, op: Op): Outcome[] {
  const world = structuredClone(before);
  if (isStepOp(op)) return predictStep(world, op);
  return [{ world, answer: certain(world, op) }];
}
