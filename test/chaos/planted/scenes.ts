import type { Ballot } from '../ballot.ts';
import type { Fault } from '../fault.ts';
import { type Scenario, scenario } from '../scenario.ts';

/** A press of one person, at once, by the button. */
export function press(person: string, more: Partial<Ballot> = {}): Ballot {
  return {
    person,
    decision: 'approve',
    afterMs: 0,
    chat: 0,
    by: 'button',
    again: 'no',
    of: 'newest',
    late: false,
    reordered: false,
    ...more,
  };
}

/** A fault at the first message of a worker in the containment, unless said otherwise. */
export function fault(kind: Fault['kind'], more: Partial<Fault> = {}): Fault {
  return {
    kind,
    phase: 'contain',
    victim: 'worker',
    where: 'record',
    moment: 'request',
    nth: 1,
    ms: 500,
    jumpMs: 0,
    cloud: 'aws',
    permission: '*',
    ...more,
  };
}

/** A cloud refuses one call, once: the step fails, and people send it back to work. */
export const refused = (cloud: Fault['cloud'], permission: string) => fault('cloud-denied', { cloud, permission });

/** An incident in which nothing goes wrong: asked for by Ana, approved by Bo and Dee, put back when it is safe. */
export function quiet(run: number): Scenario {
  return {
    ...scenario(1, run),
    queue: 'postgres',
    requester: 'ana',
    declare: `declare chaos 1-${run} sev=1`,
    contain: 'contain compromised-workload-identity identity=ml-aws freeze_gpu=false',
    hurried: false,
    supersede: false,
    course: 'approve',
    ballots: [press('bo'), press('dee')],
    release: undefined,
    faults: [],
  };
}

/** The same, put back in the end. */
export const released = (s: Scenario): Scenario => ({ ...s, release: { early: false, ballots: [press('bo')] } });
