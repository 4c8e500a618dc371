import type { Kind } from './fault.ts';
import type { Random } from './random.ts';

/** The company of the demo; mallory, who presses too, is not in it. */
export const PEOPLE = ['ana', 'bo', 'cy', 'dee'] as const;

/** One press of a person's finger. */
export interface Ballot {
  person: string;
  /** `withdraw` takes an own vote back. */
  decision: 'approve' | 'deny' | 'withdraw';
  /** Ms after the one before it; 0 is at the same moment. */
  afterMs: number;
  /** Which chat process gets it. */
  chat: 0 | 1;
  by: 'button' | 'text';
  /** The same delivery comes a second time: to the same process, or to the other one, at the same moment. */
  again: 'no' | 'same' | 'other';
  /** Which card: the newest plan's, or the one that it has superseded, where there is one. */
  of: 'newest' | 'superseded';
  /** `late`: only when the plan's time for votes is over. */
  late: boolean;
  /** Not in the order in which it was meant. */
  reordered: boolean;
}

/** Who can decide beside the requester, so that every stage is covered: Cy is on call and of the platform team. */
function deciders(random: Random, requester: string): string[] {
  const sets = [['cy'], ['bo', 'dee'], ['bo', 'cy'], ['cy', 'dee'], ['ana', 'dee'], ['ana', 'cy']];
  return random.shuffled(random.pick(sets.filter((set) => !set.includes(requester))));
}

/** What people press about one plan, in order. */
export function ballotsOf(
  random: Random,
  requester: string,
  course: 'approve' | 'deny' | 'expire',
  allowed: (kind: Kind) => boolean,
): Ballot[] {
  const ballot = (person: string, more: Partial<Ballot> = {}): Ballot => ({
    person,
    decision: 'approve',
    afterMs: random.chance(0.4) ? 0 : random.early(1, 400),
    chat: random.pick([0, 0, 1]),
    by: random.pick(['button', 'text']),
    again: allowed('click-duplicated') && random.chance(0.3) ? random.pick(['same', 'other']) : 'no',
    of: 'newest',
    late: false,
    reordered: false,
    ...more,
  });
  const able = deciders(random, requester);
  const wanted = course === 'expire' ? able.slice(0, random.between(0, able.length - 1)) : able;
  const ballots = wanted.map((person) => ballot(person));
  if (course === 'deny') {
    const who = random.pick([...able, requester]);
    // A denial may come before, between or after the approvals; a person who has approved already denies in vain.
    ballots.splice(random.between(0, ballots.length), 0, ballot(who, { decision: 'deny' }));
  }
  const noise: Ballot[] = [];
  if (random.chance(0.3)) noise.push(ballot(requester));
  if (random.chance(0.15)) noise.push(ballot('mallory'));
  if (random.chance(0.25)) noise.push(ballot(random.pick(able)));
  if (random.chance(0.25)) noise.push(ballot(random.pick(able), { of: 'superseded' }));
  if (random.chance(0.2)) noise.push(ballot(random.pick(able), { decision: 'withdraw' }));
  for (const one of noise) ballots.splice(random.between(0, ballots.length), 0, one);
  if (allowed('click-late') && course === 'expire') ballots.push(ballot(random.pick(able), { late: true }));
  if (allowed('click-reordered') && random.chance(0.2))
    return random.shuffled(ballots).map((b) => ({ ...b, afterMs: 0, reordered: true }));
  return ballots;
}
