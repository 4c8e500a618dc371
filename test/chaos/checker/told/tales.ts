import type { PlanBody } from '../../../../src/domain/plan.ts';
import type { History } from '../../history.ts';
import { Telling } from './telling.ts';

const ALL = { AWS: 'contained, verified', 'Google Cloud': 'contained, verified', Azure: 'contained, verified' };
const CONTAINED = 'Contained on 3 clouds, each step verified.';
const WAITING = 'Waiting for approval: 3 steps on 3 clouds.';

export function begun(change?: (body: PlanBody) => void): Telling {
  const t = new Telling();
  t.showIncident('warning', 'Open. Nothing has been contained yet.');
  t.freeze('plan-1', 'contain', change);
  t.show('plan-1', 'warning', WAITING);
  return t;
}

function approved(): Telling {
  const t = begun();
  t.press('bo', 'approve', 'plan-1');
  t.press('dee', 'approve', 'plan-1');
  return t;
}

/** Comes to the end of the containment. */
export function contained(t: Telling): Telling {
  t.end('plan-1', 'approved', 'contained');
  t.picture('contained');
  t.show('plan-1', 'good', CONTAINED);
  t.showIncident('good', CONTAINED, ALL);
  return t;
}

/** An approved containment, carried out and put back. */
export function wholeTale(): History {
  const t = approved();
  t.carryOut('plan-1', 'aws', 'gcp');
  t.show('plan-1', 'warning', 'In progress: 2 of 3 steps verified.');
  t.carryOut('plan-1', 'azure');
  contained(t);
  t.freeze('plan-2', 'release');
  t.press('bo', 'approve', 'plan-2');
  t.carryOut('plan-2', 'azure', 'aws', 'gcp');
  t.end('plan-2', 'approved', 'released');
  t.history.released = 'fully';
  const released = 'Released on 3 clouds, each step verified.';
  t.show('plan-2', 'good', released);
  const words = Object.fromEntries(Object.keys(ALL).map((cloud) => [cloud, 'released, verified']));
  t.showIncident('good', released, words);
  return t.tell();
}

/** Denied by one who may: nothing is changed. */
export function deniedTale(): History {
  const t = begun();
  t.press('bo', 'deny', 'plan-1');
  for (const cloud of ['aws', 'gcp', 'azure'] as const) t.step('plan-1', cloud).state = 'cancelled';
  t.end('plan-1', 'denied', 'cancelled');
  t.show('plan-1', 'neutral', 'Denied. Nothing was changed.');
  t.showIncident('warning', 'Open. Nothing has been contained yet.');
  return t.tell();
}

/** Nobody voted in time. */
export function expiredTale(): History {
  const t = begun();
  t.now += 600_000;
  t.event('approval.expired', 'quell', { plan: 'plan-1' });
  for (const cloud of ['aws', 'gcp', 'azure'] as const) t.step('plan-1', cloud).state = 'expired';
  t.end('plan-1', 'expired', 'expired');
  t.show('plan-1', 'neutral', 'Expired, nothing was changed. Press Ask again.');
  t.showIncident('neutral', 'Expired, nothing was changed. Press Ask again.');
  return t.tell();
}

/** A step fails for good: the stage is partly contained, and says so. */
export function partlyTale(): History {
  const t = approved();
  t.carryOut('plan-1', 'aws');
  t.intend('plan-1', 'gcp');
  t.fail('plan-1', 'gcp');
  t.carryOut('plan-1', 'azure');
  t.end('plan-1', 'approved', 'partly');
  t.picture('contained');
  const partly = 'Partly contained: 2 of 3 clouds (AWS, Azure). Failed at step 2 of 3, 2 of 3 steps applied.';
  t.show('plan-1', 'bad', partly);
  t.showIncident('bad', partly, { ...ALL, 'Google Cloud': 'not contained yet' });
  return t.tell();
}

/** A worker dies after the cloud has acted; another one takes the step over, and the first receipt stands. */
export function takenOverTale(): History {
  const t = approved();
  t.carryOut('plan-1', 'aws', 'azure');
  t.intend('plan-1', 'gcp', 1);
  t.write('plan-1', 'gcp');
  t.history.faults.push({ kind: 'kill', at: t.now, detail: 'worker 1' });
  t.now += 12_000;
  t.intend('plan-1', 'gcp', 2);
  t.write('plan-1', 'gcp');
  t.applied('plan-1', 'gcp', 2);
  t.verify('plan-1', 'gcp', 2);
  return contained(t).tell();
}

/** A worker is stopped in the middle of its call, which arrives long after another one has finished the step. */
export function zombieTale(): History {
  const t = approved();
  t.intend('plan-1', 'gcp', 1);
  t.history.faults.push({ kind: 'stop', at: t.now, detail: 'worker 1' });
  t.now += 12_000;
  t.intend('plan-1', 'gcp', 2);
  t.write('plan-1', 'gcp');
  t.applied('plan-1', 'gcp', 2);
  t.verify('plan-1', 'gcp', 2);
  t.write('plan-1', 'gcp');
  t.carryOut('plan-1', 'aws', 'azure');
  return contained(t).tell();
}

/** A step fails, and a person sends it back to work. */
export function retriedTale(): History {
  const t = approved();
  t.carryOut('plan-1', 'aws', 'azure');
  t.intend('plan-1', 'gcp', 1);
  t.write('plan-1', 'gcp');
  t.applied('plan-1', 'gcp', 1);
  t.fail('plan-1', 'gcp', 1);
  t.event('job.retried', 'ana', { plan: 'plan-1', steps: ['gcp-account'] });
  t.history.record.applied.pop();
  t.intend('plan-1', 'gcp', 3);
  t.write('plan-1', 'gcp');
  t.applied('plan-1', 'gcp', 3);
  t.verify('plan-1', 'gcp', 3);
  t.step('plan-1', 'gcp').fault = null;
  return contained(t).tell();
}
