import { narrow, takeBack, vote, withdraw } from './choose-vote.ts';
import type { End, Op } from './op.ts';
import { GLASS, NEEDS, pick, type Wish } from './wish.ts';
import { free, planAt, type StepAt, stepAt, TIMES, type Token, type World } from './world.ts';

function every(world: World): StepAt[] {
  return world.plans.flatMap((p) => p.steps.map((s) => ({ plan: p.key, step: s.id })));
}

function tokens(world: World, wild: boolean, sensible: (t: Token) => boolean): Token[] {
  const holds = (t: Token) => stepAt(world, t.at).holder === t.key;
  // Who let go of a step and holds its newest fence has said all that it had to say.
  return world.tokens.filter((t) => (wild ? !(holds(t) && t.spoke) : holds(t) && !t.spoke && sensible(t)));
}

function release(world: World, w: Wish, tag: string): Op | undefined {
  const taken = every(world).filter((at) => planAt(world, at.plan).kind === 'contain' && stepAt(world, at).receipt);
  if (taken.length === 0 || world.plans.length > 3) return undefined;
  const of = [...new Set([w.which, w.which + w.how])].map((n) => taken[n % taken.length]!).slice(0, 1 + (w.how % 2));
  const step = { id: 's0-0', lane: 'aws' as const, releases: of };
  return {
    tag,
    op: 'freeze',
    key: `plan of ${tag}`,
    playbook: 'one',
    kind: 'release',
    breakGlass: null,
    stages: [{ needs: NEEDS[w.how % 3]!, fresh: w.how % 5 === 0, after: 'applied', steps: [step] }],
  };
}

function end(world: World, w: Wish, tag: string): Op | undefined {
  const token = pick(
    tokens(world, w.wild, (t) => ['running', 'applied'].includes(stepAt(world, t.at).state)),
    w.which,
  );
  if (!token) return undefined;
  const before: End[] = ['failed', 'changed', 'expired', 'cancelled'];
  const state = stepAt(world, token.at).state;
  const may: End[] =
    state === 'applied'
      ? ['verified', 'verified', 'verified', 'failed']
      : token.passed
        ? ['failed', 'in-doubt']
        : before;
  return { tag, op: 'end', token: token.key, state: pick(may, w.how)! };
}

/** The next thing that honest people and workers would do, so that runs come far enough to be worth breaking. */
function forward(world: World, w: Wish, tag: string): Op | undefined {
  const verbs = tokens(world, false, () => true).map((t) => {
    if (stepAt(world, t.at).state === 'applied') return 'end';
    return t.passed ? 'applied' : 'intend';
  });
  const claimable = every(world).some((at) => free(world, stepAt(world, at)));
  const verb = pick([...verbs, ...(claimable ? ['claim' as const] : [])], w.which) ?? 'vote';
  return choose(world, { ...w, verb, wild: false }, tag);
}

/** A worker dies: nothing more is heard of it, and its lease runs out. */
function crash(world: World, tag: string): Op | undefined {
  const living = tokens(world, false, () => true).length > 0;
  return living ? { tag, op: 'pass', seconds: 1500 } : undefined;
}

/** A worker that was taken for dead speaks, while another one has its step. */
function zombie(world: World, w: Wish, tag: string): Op | undefined {
  const busy = (t: Token) => ['running', 'applied'].includes(stepAt(world, t.at).state);
  const dead = world.tokens.filter((t) => stepAt(world, t.at).holder !== t.key);
  const token = pick(dead.some(busy) ? dead.filter(busy) : dead, w.which);
  if (!token) return undefined;
  const says: Op[] = [
    { tag, op: 'applied', token: token.key, mark: tag },
    { tag, op: 'end', token: token.key, state: stepAt(world, token.at).state === 'applied' ? 'verified' : 'failed' },
    { tag, op: 'intend', token: token.key, mark: tag, callSeconds: TIMES.call },
    { tag, op: 'later', token: token.key, afterSeconds: 0 },
    { tag, op: 'renew', token: token.key },
  ];
  return pick(says, w.how);
}

/** The wish as an operation on this world; undefined where there is nothing to do it to. */
export function choose(world: World, w: Wish, tag: string): Op | undefined {
  const state = (t: Token) => stepAt(world, t.at).state;
  switch (w.verb) {
    case 'freeze':
      if (world.plans.length > 3) return undefined;
      return {
        tag,
        op: 'freeze',
        key: `plan of ${tag}`,
        playbook: w.how % 3 ? 'one' : 'two',
        kind: 'contain',
        breakGlass: GLASS[w.which % GLASS.length]!,
        stages: w.stages,
      };
    case 'forward':
      return forward(world, w, tag);
    case 'crash':
      return crash(world, tag);
    case 'zombie':
      return zombie(world, w, tag);
    case 'release':
      return release(world, w, tag);
    case 'narrow':
      return narrow(world, w, tag);
    case 'prove':
    case 'vote':
      return vote(world, w, tag);
    case 'take-back':
      return takeBack(world, w, tag);
    case 'withdraw':
      return withdraw(world, w, tag);
    case 'sweep':
      return { tag, op: 'sweep', saw: [] };
    case 'remind':
    case 'expire-votes':
    case 'expire-time':
      return { tag, op: w.verb };
    case 'pass':
      return {
        tag,
        op: 'pass',
        seconds: pick([1500, 1500, 1500, 1500, 1500, 1500, 10_500, 1500, 1500, 31_500], w.how)!,
      };
    case 'claim': {
      const at = pick(w.wild ? every(world) : every(world).filter((x) => free(world, stepAt(world, x))), w.which);
      return (
        at && {
          tag,
          op: 'claim',
          at,
          token: `token of ${tag}`,
          leaseSeconds: w.how % 5 ? TIMES.lease : TIMES.shortLease,
        }
      );
    }
    case 'intend': {
      const token = pick(
        tokens(world, w.wild, (t) => state(t) === 'running'),
        w.which,
      );
      return (
        token && { tag, op: 'intend', token: token.key, mark: tag, callSeconds: w.wild ? TIMES.longCall : TIMES.call }
      );
    }
    case 'applied': {
      // A worker that holds the step says so only after the gate let it through; one that lost it may say anything.
      const may = (t: Token) =>
        t.passed || stepAt(world, t.at).holder !== t.key || stepAt(world, t.at).receipt === null;
      const token = pick(tokens(world, w.wild, (t) => state(t) === 'running').filter(may), w.which);
      return token && { tag, op: 'applied', token: token.key, mark: tag };
    }
    case 'later': {
      const token = pick(
        tokens(world, w.wild, (t) => ['running', 'applied'].includes(state(t))),
        w.which,
      );
      return token && { tag, op: 'later', token: token.key, afterSeconds: w.how % 2 ? TIMES.later : 0 };
    }
    case 'end':
      return end(world, w, tag);
    case 'renew': {
      const token = pick(
        tokens(world, w.wild, () => true),
        w.which,
      );
      return token && { tag, op: 'renew', token: token.key };
    }
    case 'retry': {
      const of = w.wild ? world.plans : world.plans.filter((p) => p.steps.some((s) => s.state === 'failed'));
      const plan = pick(of, w.which);
      return (
        plan && {
          tag,
          op: 'retry',
          plan: plan.key,
          steps: plan.steps.filter((_, i) => w.how & (1 << i)).map((s) => s.id),
        }
      );
    }
    case 'settle': {
      const at = pick(
        w.wild ? every(world) : every(world).filter((x) => stepAt(world, x).state === 'in-doubt'),
        w.which,
      );
      return at && { tag, op: 'settle', at, as: pick(['done', 'again', 'skip'] as const, w.how)! };
    }
  }
}
