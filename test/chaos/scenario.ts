import { type Ballot, ballotsOf, PEOPLE } from './ballot.ts';
import { drawFaults } from './draw-faults.ts';
import type { Fault, Kind } from './fault.ts';
import { IDENTITIES } from './identities.ts';
import { type Random, randomOf } from './random.ts';

/** One incident from its declaration to its close, with all that is to go wrong. Data, made from two numbers alone. */
export interface Scenario {
  seed: number;
  run: number;
  queue: 'postgres' | 'redis';
  requester: string;
  /** The `declare` command. */
  declare: string;
  /** The `contain` command, without its incident. */
  contain: string;
  /** Planned by the chat process whose plans are short-lived. */
  hurried: boolean;
  /** Asked for twice, so that the first plan is superseded while people still have its card. */
  supersede: boolean;
  /** What the people want in the end. `expire`: nobody finishes, and the plan's time runs out. */
  course: 'approve' | 'deny' | 'expire';
  ballots: Ballot[];
  /** Undefined where nobody asks for a release. */
  release: { early: boolean; ballots: Ballot[] } | undefined;
  faults: Fault[];
}

function containOf(random: Random): string {
  const identity = random.pick(['ml-train', 'ml-train', 'ml-train', ...IDENTITIES.keys()]);
  if (random.chance(0.6)) {
    return `contain compromised-workload-identity identity=${identity}${random.chance(0.4) ? ' freeze_gpu=false' : ''}`;
  }
  return `contain gpu-hijack place=${identity}${random.chance(0.7) ? ` identity=${identity}` : ''}`;
}

/**
 * The scenario of a run. The same two numbers always give the same one, on any machine.
 * @param only kinds of faults to draw from; all when absent
 */
export function scenario(seed: number, run: number, only?: readonly string[]): Scenario {
  const random = randomOf(seed, `run ${run}`);
  const people = random.fork('people');
  const requester = people.pick(PEOPLE);
  const suspect = people.weighted({ nobody: 8, 'ml-train': 1, dee: requester === 'cy' ? 0 : 1 });
  const course = people.weighted({ approve: 88, deny: 7, expire: 5 });
  const hurried = course === 'expire' || people.chance(0.08);
  const allowed = (kind: Kind) => !only || only.includes(kind);
  return {
    seed,
    run,
    queue: random.fork('queue').pick(['postgres', 'redis']),
    requester,
    declare: `declare chaos ${seed}-${run} sev=${people.between(1, 4)}${suspect === 'nobody' ? '' : ` suspect=${suspect}`}`,
    contain: containOf(random.fork('playbook')),
    hurried,
    supersede: people.chance(0.12),
    course,
    ballots: ballotsOf(random.fork('ballots'), requester, course, allowed),
    release:
      course === 'approve' && !people.chance(0.95)
        ? undefined
        : { early: people.chance(0.5), ballots: ballotsOf(random.fork('release'), requester, 'approve', allowed) },
    faults: drawFaults(random.fork('faults'), allowed),
  };
}
