import type { PlanBody } from '../../../../src/domain/plan.ts';
import type { History } from '../../history.ts';
import { begun, contained } from './tales.ts';
import type { Telling } from './telling.ts';

/** Seconds until the next tier is asked. */
const LATER = 300;

function carriedOut(t: Telling): History {
  t.carryOut('plan-1', 'aws', 'gcp', 'azure');
  return contained(t).tell();
}

/** The second stage asks for a fresh sign-in, which comes while the first is under way. */
export function freshTale(): History {
  const t = begun((body) => {
    body.stages[1]!.fresh = true;
  });
  t.press('bo', 'approve', 'plan-1');
  t.press('dee', 'approve', 'plan-1');
  t.carryOut('plan-1', 'aws', 'gcp');
  t.prove('bo', 'plan-1');
  t.prove('dee', 'plan-1');
  t.carryOut('plan-1', 'azure');
  return contained(t).tell();
}

/** Nobody on call answers, and the next tier does. */
export function tieredTale(): History {
  const t = begun((body) => {
    for (const { needs } of body.stages) {
      const [line] = needs;
      // biome-ignore lint/suspicious/noThenProperty: the word that plans use for the next tier; it is a list.
      needs[0] = { ...line!, then: [{ group: 'security-lead', afterSeconds: LATER }] };
    }
  });
  t.press('dee', 'approve', 'plan-1');
  t.now += LATER * 1000;
  t.press('lee', 'approve', 'plan-1');
  return carriedOut(t);
}

const TWO_ON_CALL = (body: PlanBody) => {
  for (const { needs } of body.stages) needs[0] = { group: 'security-oncall', count: 2 };
};

/** One of two on call has lent the right to vote. */
export function lentTale(): History {
  const t = begun(TWO_ON_CALL);
  t.press('bo', 'approve', 'plan-1');
  t.press('dee', 'approve', 'plan-1');
  const groups = ['guests', 'security-oncall'];
  t.press('gil', 'approve', 'plan-1', { groups, through: { 'security-oncall': 'cy' } });
  return carriedOut(t);
}

/** Nobody else is there, and whoever asked breaks the glass. */
export function glassTale(): History {
  const t = begun((body) => {
    body.breakGlass = 'security-oncall';
    body.stages[1]!.fresh = true;
  });
  const digest = t.row('plans', 'plan-1').digest as string;
  t.press('ana', 'break-glass', 'plan-1', { reason: 'it is used now', second: 'nobody answers', proof: { digest } });
  return carriedOut(t);
}

/** Somebody approves, takes that back, and approves after all. */
export function takenBackTale(): History {
  const t = begun();
  t.press('dee', 'approve', 'plan-1');
  t.takeBack('dee', 'plan-1');
  t.press('bo', 'approve', 'plan-1');
  t.press('dee', 'approve', 'plan-1');
  return carriedOut(t);
}

/** The first stage is done when the plan is withdrawn; the second never is. */
export function withdrawnTale(): History {
  const t = begun();
  t.press('bo', 'approve', 'plan-1');
  t.carryOut('plan-1', 'aws', 'gcp');
  t.event('approval.withdrawn', 'ana', { plan: 'plan-1' });
  t.step('plan-1', 'azure').state = 'cancelled';
  t.end('plan-1', 'withdrawn', 'partly');
  t.picture('contained');
  const withdrawn = 'Withdrawn. What was done before stays done; see below.';
  t.show('plan-1', 'neutral', withdrawn);
  const words = { AWS: 'contained, verified', 'Google Cloud': 'contained, verified', Azure: 'not contained yet' };
  t.showIncident('neutral', withdrawn, words);
  return t.tell();
}
