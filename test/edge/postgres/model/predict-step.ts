import type { Json } from '../../../../src/domain/json.ts';
import type { StepOp } from './op.ts';
import type { Outcome } from './predict.ts';
import {
  advance,
  approved,
  free,
  held,
  planAt,
  type StepAt,
  type StepModel,
  stepAt,
  TIMES,
  type Token,
  type World,
} from './world.ts';

const REFUSED = { counted: false, due: [] };

function tokenOf(world: World, key: string): Token {
  const token = world.tokens.find((t) => t.key === key);
  if (!token) throw new Error(`the model has no token ${key}`);
  return token;
}

function letGo(step: StepModel): void {
  step.leaseUntil = null;
}

/** What a release puts back: the true prior state of the first step that took the thing, and what the last one wrote. */
function sourceOf(world: World, of: StepAt[] | undefined): Json {
  if (!of) return null;
  const steps = of.map((at) => stepAt(world, at));
  return { prior: steps[0]?.receipt ?? null, applied: steps.findLast((s) => s.applied !== null)?.applied ?? null };
}

function claim(world: World, op: StepOp & { op: 'claim' }): Json {
  const step = stepAt(world, op.at);
  if (!free(world, step)) return 'nothing';
  if (held(world, step.lane) >= world.limit) {
    step.crowded = true;
    return 'nothing';
  }
  if (step.state === 'due') step.state = 'running';
  step.attempt += 1;
  step.holder = op.token;
  step.crowded = false;
  step.swept = false;
  step.leaseUntil = world.now + op.leaseSeconds;
  step.dueAt = step.leaseUntil;
  world.tokens.push({ key: op.token, at: op.at, passed: false, spoke: false });
  const planned = planAt(world, op.at.plan).stages[step.stage]!.steps.find((s) => s.id === step.id);
  return {
    state: step.state,
    attempt: step.attempt,
    intended: step.intended,
    receipt: step.receipt,
    applied: step.applied,
    giveUp: step.giveUpAt !== null && step.giveUpAt < world.now,
    source: sourceOf(world, planned?.releases),
  };
}

function intend(world: World, op: StepOp & { op: 'intend' }): Json {
  const token = tokenOf(world, op.token);
  const step = stepAt(world, token.at);
  const plan = planAt(world, token.at.plan);
  const mine = step.holder === op.token && step.state === 'running' && step.leaseUntil! > world.now;
  if (!mine) return { refused: 'lost' };
  if (plan.executeBy < world.now) return { refused: 'expired' };
  if (!approved(world, plan, step.stage)) return { refused: 'not approved' };
  if (step.leaseUntil! <= world.now + op.callSeconds) return { refused: 'lost' };
  step.intended = true;
  step.receipt ??= op.mark;
  token.passed = true;
  world.story.push(op.tag);
  return { receipt: step.receipt };
}

/** A result of the newest holder is written and told, and makes due what waited for it; any other is refused whole. */
function result(
  world: World,
  op: StepOp & { token: string },
  states: string[],
  write: (step: StepModel) => void,
): Json {
  const token = tokenOf(world, op.token);
  const step = stepAt(world, token.at);
  if (step.holder !== op.token || !states.includes(step.state)) return REFUSED;
  write(step);
  world.story.push(op.tag);
  return { counted: true, due: advance(world, planAt(world, token.at.plan)).toSorted() };
}

function applied(world: World, op: StepOp & { op: 'applied' }): Json {
  // Nobody has acted who has not first written down what was there.
  if (stepAt(world, tokenOf(world, op.token).at).receipt === null) return REFUSED;
  return result(world, op, ['running'], (step) => {
    step.state = 'applied';
    step.applied = op.mark;
    step.giveUpAt = world.now + TIMES.settle;
  });
}

function later(world: World, op: StepOp & { op: 'later' }): Json {
  return result(world, op, ['running', 'applied'], (step) => {
    tokenOf(world, op.token).spoke = true;
    if (step.state === 'running') step.state = 'due';
    step.dueAt = world.now + op.afterSeconds;
    letGo(step);
  });
}

function end(world: World, op: StepOp & { op: 'end' }): Json {
  return result(world, op, ['running', 'applied'], (step) => {
    tokenOf(world, op.token).spoke = true;
    step.state = op.state;
    step.dueAt = null;
    letGo(step);
  });
}

function renew(world: World, op: StepOp & { op: 'renew' }): Json {
  const step = stepAt(world, tokenOf(world, op.token).at);
  if (step.holder !== op.token || !['running', 'applied'].includes(step.state)) return false;
  step.leaseUntil = world.now + TIMES.lease;
  step.dueAt = step.leaseUntil;
  return true;
}

/** A person sends ended steps back: whoever held one holds it no more. */
function again(world: World, op: StepOp, plan: string, steps: StepModel[], write: (step: StepModel) => void): Json {
  if (steps.length === 0) return [];
  for (const step of steps) {
    write(step);
    step.holder = null;
    letGo(step);
  }
  world.story.push(op.tag);
  const woken = [...steps.map((s) => `${plan}/${s.id}`), ...advance(world, planAt(world, plan))];
  return woken.toSorted();
}

function retry(world: World, op: StepOp & { op: 'retry' }): Json {
  const steps = planAt(world, op.plan).steps.filter((s) => op.steps.includes(s.id) && s.state === 'failed');
  return again(world, op, op.plan, steps, (step) => {
    step.state = 'due';
    step.dueAt = world.now;
    step.attempt = 0;
  });
}

function settle(world: World, op: StepOp & { op: 'settle' }): Json {
  const step = stepAt(world, op.at);
  return again(world, op, op.at.plan, step.state === 'in-doubt' ? [step] : [], (found) => {
    found.state = op.as === 'done' ? 'applied' : op.as === 'again' ? 'due' : 'failed';
    found.dueAt = op.as === 'skip' ? null : world.now;
    if (op.as === 'done') found.giveUpAt = world.now + 600;
    if (op.as === 'again') found.intended = false;
  });
}

/** One step that found no room in this account is woken, whichever; nobody is left out while there is one. */
function room({ world, answer }: Outcome, lane: string): Outcome[] {
  const crowded = (w: World) =>
    w.plans.flatMap((p) =>
      p.steps
        .filter((s) => s.crowded && s.lane === lane && ['due', 'running', 'applied'].includes(s.state))
        .map((step) => ({ id: `${p.key}/${step.id}`, step })),
    );
  const line = crowded(world);
  if (line.length === 0) return [{ world, answer }];
  return line.map((_, n) => {
    const one = structuredClone(world);
    const next = crowded(one)[n]!;
    next.step.crowded = false;
    const { due } = answer as { due: string[] };
    return { world: one, answer: { counted: true, due: [...due, next.id].toSorted() } };
  });
}

/** What workers and persons do to one step, and all that may come of it. Changes the world that is handed in. */
export function predictStep(world: World, op: StepOp): Outcome[] {
  const outcome = { world, answer: certain(world, op) };
  const frees = op.op === 'later' || op.op === 'end';
  if (!frees || (outcome.answer as { counted: boolean }).counted === false) return [outcome];
  return room(outcome, stepAt(world, tokenOf(world, op.token).at).lane);
}

function certain(world: World, op: StepOp): Json {
  switch (op.op) {
    case 'claim':
      return claim(world, op);
    case 'intend':
      return intend(world, op);
    case 'applied':
      return applied(world, op);
    case 'later':
      return later(world, op);
    case 'end':
      return end(world, op);
    case 'renew':
      return renew(world, op);
    case 'retry':
      return retry(world, op);
    case 'settle':
      return settle(world, op);
  }
}
