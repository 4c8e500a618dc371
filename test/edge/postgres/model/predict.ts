import type { Json } from '../../../../src/domain/json.ts';
import { isStepOp, type Op, type StepOp } from './op.ts';
import { predictStep } from './predict-step.ts';
import { advance, approved, breaksGlass, free, held, PLAN_TIMES, type PlanModel, planAt, type World } from './world.ts';

/** What an operation must answer, in a form that can be compared. */
export type Answer = Json;

function end(plan: PlanModel, status: PlanModel['status']): void {
  plan.status = status;
  for (const step of plan.steps) if (step.state === 'waiting') step.state = 'cancelled';
}

function freeze(world: World, op: Op & { op: 'freeze' }): Answer {
  const begun = (p: PlanModel) => p.steps.some((s) => s.state !== 'waiting');
  const old = op.replaces === undefined ? undefined : planAt(world, op.replaces);
  if (old && (old.status !== 'pending' || world.now > old.approveBy || begun(old))) return 'plan.started';
  if (old) end(old, 'superseded');
  for (const other of world.plans) {
    const same = other.status === 'pending' && other.kind === op.kind && other.playbook === op.playbook;
    if (!same || begun(other)) continue;
    end(other, 'superseded');
    world.story.push(`superseded ${other.key}`);
  }
  const made = planOf(world, op);
  if (old) {
    made.approveBy = Math.min(made.approveBy, old.approveBy);
    made.executeBy = Math.min(made.executeBy, old.executeBy);
  }
  world.plans.push(made);
  world.story.push(op.tag);
  return 'frozen';
}

function planOf(world: World, { key, playbook, kind, stages, breakGlass }: Op & { op: 'freeze' }): PlanModel {
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
  const waiting = { status: 'pending' as const, breakGlass, review: null, reminded: [], askedAt: world.now };
  return { key, playbook, kind, stages, ...waiting, approveBy, executeBy, votes: [], steps };
}

function vote(world: World, op: Op & { op: 'vote' }): Answer {
  const plan = planAt(world, op.plan);
  const answer = (outcome: string, due: string[] = []) => ({ outcome, due, status: plan.status });
  const { person, decision, groups, through } = op;
  const mine = { person, decision, groups, through, proven: op.proof === 'own', at: world.now };
  const before = plan.votes.find((v) => v.person === person);
  const proves = before?.decision === decision && decision !== 'deny' && !before.proven && op.proof !== 'none';
  const breaks = before?.decision === 'approve' && op.digest === 'own' && breaksGlass(plan, mine);
  if (before && !proves && !breaks) return answer('again');
  const open = plan.status === 'pending' && world.now <= plan.approveBy;
  if (!open || op.digest === 'another' || op.proof === 'another') return answer('late');
  if (proves) Object.assign(before, { proven: true, groups, through });
  else plan.votes = [...plan.votes.filter((v) => v !== before), mine];
  world.story.push(op.tag);
  if (decision === 'deny') end(plan, 'denied');
  else if (plan.stages.every((_, stage) => approved(world, plan, stage))) plan.status = 'approved';
  if (plan.votes.some((v) => v.person === person && breaksGlass(plan, v))) plan.review ??= person;
  return answer('counted', advance(world, plan).toSorted());
}

function takeBack(world: World, { tag, plan: key, person }: Op & { op: 'take-back' }): Answer {
  const plan = planAt(world, key);
  if (!plan.votes.some((v) => v.person === person)) return { outcome: 'none', status: plan.status };
  const rests = plan.stages.some((_, stage) => approved(world, plan, stage));
  const begun = plan.steps.some((s) => s.state !== 'waiting');
  if (plan.status !== 'pending' || world.now > plan.approveBy || rests || begun)
    return { outcome: 'late', status: plan.status };
  plan.votes = plan.votes.filter((v) => v.person !== person);
  world.story.push(tag);
  return { outcome: 'taken-back', status: plan.status };
}

/** What has not started never does; what has goes on. */
function withdraw(world: World, { tag, plan: key }: Op & { op: 'withdraw' }): Answer {
  const plan = planAt(world, key);
  const still = plan.steps.filter((s) => !s.intended && ['waiting', 'due', 'running'].includes(s.state));
  if (plan.status !== 'pending' && (plan.status !== 'approved' || still.length === 0))
    return { outcome: 'late', stopped: 0, status: plan.status };
  plan.status = 'withdrawn';
  for (const step of still) {
    if (step.state === 'running') continue;
    step.state = 'cancelled';
    step.dueAt = null;
    step.crowded = false;
  }
  world.story.push(tag);
  return { outcome: 'withdrawn', stopped: still.length, status: plan.status };
}

/** Half and most of the window, and each tier of a stage that nobody has approved: each once. */
function remind(world: World, { tag }: Op & { op: 'remind' }): Answer {
  let told = 0;
  for (const plan of world.plans) {
    const [age, all] = [world.now - plan.askedAt, plan.approveBy - plan.askedAt];
    if (plan.status !== 'pending' || age >= all) continue;
    const due = age >= all * 0.8 ? ['most'] : age >= all / 2 ? ['half'] : [];
    for (const [n, { needs }] of plan.stages.entries())
      for (const { tier } of needs)
        if (tier && age >= tier.afterSeconds && !approved(world, plan, n)) due.push(`tier:${tier.group}`);
    for (const what of new Set(due)) {
      if (plan.reminded.includes(what)) continue;
      plan.reminded.push(what);
      world.story.push(`${tag} ${plan.key} ${what}`);
      told++;
    }
  }
  return told;
}

/** Ends what nobody approved in time; stages that were approved in time go on. */
function expireVotes(world: World, op: Op & { op: 'expire-votes' }): Answer {
  const expired: string[] = [];
  for (const plan of world.plans) {
    if (plan.status !== 'pending' || plan.approveBy >= world.now) continue;
    const kept = plan.stages.map((_, stage) => approved(world, plan, stage));
    // What has begun was approved, also where the time to carry it out is over too.
    const begun = plan.steps.some((s) => s.state !== 'waiting');
    plan.status = begun || kept.includes(true) ? 'approved' : 'expired';
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
    case 'take-back':
      return takeBack(world, op);
    case 'withdraw':
      return withdraw(world, op);
    case 'remind':
      return remind(world, op);
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
