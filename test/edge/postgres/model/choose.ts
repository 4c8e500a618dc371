import fc from 'fast-check';
import type { End, Op } from './op.ts';
import {
  free,
  planAt,
  REQUESTER,
  type StageModel,
  type StepAt,
  SUSPECT,
  stepAt,
  TIMES,
  type Token,
  type World,
} from './world.ts';

/** What to do, before it is known to whom: numbers that are read against the world as it then is. */
export interface Wish {
  verb: Op['op'] | 'release' | 'narrow' | 'prove' | 'forward' | 'crash' | 'zombie';
  /** Which of the candidates. */
  which: number;
  how: number;
  /** Also what makes no sense at this moment: a claim of a finished step, a result of a worker that lost it. */
  wild: boolean;
  stages: StageModel[];
}

const NEEDS: StageModel['needs'][] = [
  [{ group: 'security', count: 1 }],
  [{ group: 'security', count: 1 }],
  [{ group: 'security', count: 2 }],
  [
    { group: 'security', count: 1 },
    { group: 'cloud', count: 1 },
  ],
  [{ group: 'security', count: 1, tier: { group: 'lead', afterSeconds: TIMES.tier } }],
  [],
];

interface Voter {
  person: string;
  groups: string[];
  through?: Record<string, string>;
}

const VOTERS: Voter[] = [
  { person: 'bo', groups: ['security'] },
  { person: 'cy', groups: ['security'] },
  { person: 'di', groups: ['cloud'] },
  { person: 'el', groups: ['security', 'cloud'] },
  { person: 'li', groups: ['lead'] },
  { person: REQUESTER, groups: ['security', 'cloud'] },
  { person: SUSPECT, groups: ['security', 'cloud'] },
  { person: 'gil', groups: ['guests', 'security'], through: { security: 'bo' } },
  { person: 'hal', groups: ['security'], through: { security: 'bo' } },
  { person: 'ida', groups: ['security', 'cloud'], through: { security: REQUESTER, cloud: SUSPECT } },
];

/** Mostly what is not asked for at all. */
const FRESH = [false, false, true];
const GLASS = [null, null, 'security', 'cloud'];

const stages = fc
  .array(
    fc.record({
      needs: fc.nat(NEEDS.length - 1),
      fresh: fc.nat(FRESH.length - 1),
      after: fc.constantFrom('applied' as const, 'verified' as const),
      lanes: fc.array(fc.constantFrom('aws' as const, 'aws' as const, 'gcp' as const), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((all): StageModel[] =>
    all.map(({ needs, fresh, after, lanes }, s) => ({
      needs: NEEDS[needs]!,
      fresh: FRESH[fresh]!,
      after,
      steps: lanes.map((lane, i) => ({ id: `s${s}-${i}`, lane })),
    })),
  );

/** A verb stands here once for each part of the whole that it should get. */
const VERBS: Wish['verb'][] = [
  ...Array<'forward'>(14).fill('forward'),
  ...(['crash', 'crash', 'zombie', 'zombie', 'zombie', 'zombie'] as const),
  ...([
    'freeze',
    'release',
    'expire-votes',
    'expire-time',
    'renew',
    'retry',
    'retry',
    'settle',
    'sweep',
    'sweep',
    'sweep',
    'pass',
    'pass',
  ] as const),
  ...(['vote', 'vote', 'claim', 'claim', 'intend', 'intend', 'applied', 'applied', 'later', 'end', 'end'] as const),
  ...(['vote', 'vote', 'prove', 'prove', 'take-back', 'take-back', 'withdraw', 'narrow', 'remind', 'remind'] as const),
];

export const wish: fc.Arbitrary<Wish> = fc.record({
  verb: fc.constantFrom(...VERBS),
  which: fc.nat(30),
  how: fc.nat(60),
  wild: fc.nat(4).map((n) => n === 0),
  stages,
});

function pick<T>(all: readonly T[], n: number): T | undefined {
  return all.length === 0 ? undefined : all[n % all.length];
}

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

function vote(world: World, w: Wish, tag: string): Op | undefined {
  const plan = pick(w.wild ? world.plans : world.plans.filter((p) => p.status === 'pending'), w.which);
  if (!plan) return undefined;
  const fresh = plan.stages.some((s) => s.fresh);
  // A sign-in mostly follows the vote that it is for.
  const waits = plan.votes.filter((v) => !v.proven && v.decision !== 'deny');
  const unproven = w.verb === 'prove' ? pick(waits, w.how) : undefined;
  const voter = VOTERS.find((v) => v.person === unproven?.person) ?? VOTERS[w.how % VOTERS.length]!;
  const glass = plan.breakGlass !== null && w.how % 4 === 3;
  return {
    tag,
    op: 'vote',
    plan: plan.key,
    person: voter.person,
    groups: voter.groups,
    through: voter.through ?? {},
    decision: unproven?.decision ?? (glass ? 'break-glass' : w.how % 13 === 12 ? 'deny' : 'approve'),
    digest: w.wild && w.how % 2 ? 'another' : 'own',
    proof: unproven || (fresh && w.how % 3 !== 0) ? (w.wild && w.which % 2 ? 'another' : 'own') : 'none',
  };
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
    case 'narrow': {
      const old = pick(w.wild ? world.plans : world.plans.filter((p) => p.status === 'pending'), w.which);
      if (!old || world.plans.length > 3) return undefined;
      const [stage] = old.stages;
      const stages = [{ ...stage!, steps: stage!.steps.slice(0, 1) }];
      const { playbook, kind, breakGlass } = old;
      return { tag, op: 'freeze', key: `plan of ${tag}`, playbook, kind, stages, breakGlass, replaces: old.key };
    }
    case 'prove':
    case 'vote':
      return vote(world, w, tag);
    case 'take-back': {
      const plan = pick(w.wild ? world.plans : world.plans.filter((p) => p.votes.length > 0), w.which);
      const person = (w.wild ? undefined : pick(plan?.votes ?? [], w.how)?.person) ?? pick(VOTERS, w.how)!.person;
      return plan && { tag, op: 'take-back', plan: plan.key, person };
    }
    case 'withdraw': {
      // Seldom: it ends a story.
      const may = world.plans.filter((p) => w.wild || (w.how % 3 === 0 && ['pending', 'approved'].includes(p.status)));
      const plan = pick(may, w.which);
      return plan && { tag, op: 'withdraw', plan: plan.key };
    }
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
