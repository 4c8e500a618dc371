import type { ActionContext, AnyAction, Applied, OpenCloud, Receipt } from '../domain/action.ts';
import { Fault } from '../domain/fault.ts';
import type { JsonObject } from '../domain/json.ts';
import { canonical, sha256 } from '../plan/digest.ts';
import { soFar } from './expired.ts';
import type { Claim } from './record.ts';

/** A step and the hands to carry it out with. */
export interface Hands {
  claim: Claim;
  action: AnyAction;
  cloud: OpenCloud;
  ctx: ActionContext;
}

/** @param begun an earlier try had begun to act */
function changed(now: JsonObject, then: JsonObject, begun: boolean): Fault {
  const keys = [...new Set([...Object.keys(then), ...Object.keys(now)])].filter(
    (k) => canonical(now[k] ?? null) !== canonical(then[k] ?? null),
  );
  const { done } = soFar(begun);
  const difference = keys
    .slice(0, 3)
    .map((k) => `${k}: was ${canonical(then[k] ?? null).slice(0, 80)}, is ${canonical(now[k] ?? null).slice(0, 80)}`)
    .join('; ');
  return new Fault({
    code: 'job.cloud-changed',
    message: `The cloud changed since the plan was made, so ${done} (${difference}).`,
    fix: 'Run the same command again: the new plan shows the present state and asks anew.',
    retry: 'when-fixed',
  });
}

function sourceOf(claim: Claim): Receipt {
  if (claim.source) return claim.source;
  throw new Fault({
    code: 'job.no-receipt',
    message: 'There is no receipt to put back: that step never changed anything.',
    fix: 'Run `release` again; it leaves this step out.',
  });
}

/**
 * Reads the present state for the receipt, and stops when it is no longer the one that was approved. Nothing is changed.
 * The receipt of an earlier try stays the receipt: what that try wrote is no part of what a containment's plan stands on.
 * A release may have put half of it back already; it takes nothing but Quell's own away, whatever else there is.
 * @throws Fault `job.cloud-changed`
 */
export async function inspect({ claim, action, cloud, ctx }: Hands): Promise<Receipt> {
  const { inputs, basis } = claim.planned;
  const { receipt } = claim.step;
  // Not later than the reading. The cloud's own time would cost a call of each step.
  const readAt = claim.at;
  if (claim.plan.body.kind === 'release') {
    if (receipt) return receipt;
    const now = await action.planRelease(inputs, sourceOf(claim), cloud, ctx);
    if (canonical(now.basis) !== canonical(basis)) throw changed(now.basis, basis, false);
    return {
      prior: { changes: now.changes as unknown as JsonObject[], kept: now.kept as unknown as JsonObject[] },
      readAt,
    };
  }
  const now = await action.plan(inputs, cloud, ctx);
  if (canonical(now.basis) !== canonical(basis)) throw changed(now.basis, basis, receipt !== undefined);
  return receipt ?? { prior: now.prior, readAt };
}

/** Makes the change: the containment, or its release. Only ever called after the record has accepted the intent. */
export async function change({ claim, action, cloud, ctx }: Hands, receipt: Receipt): Promise<Applied> {
  if (claim.plan.body.kind === 'release') {
    const { changes, kept, at } = await action.release(claim.planned.inputs, sourceOf(claim), cloud, ctx);
    return { changes, at, written: { kept: kept as unknown as JsonObject[] } };
  }
  return action.apply(claim.planned.inputs, receipt, cloud, ctx);
}

/** Bodies whose digest was computed here. Only a frozen one is worth remembering, and the record hands out no other. */
const CHECKED = new WeakMap<object, string>();

/** The plan that was approved, unharmed: the text in the record still has the digest that the votes name. */
export function checkDigest({ plan }: Claim): void {
  if (CHECKED.get(plan.body) === plan.digest) return;
  if (sha256(canonical(plan.body)) === plan.digest) {
    CHECKED.set(plan.body, plan.digest);
    return;
  }
  throw new Fault({
    code: 'job.digest',
    message: 'The plan in the record is not the one that was approved.',
    fix: 'Run `quell audit` and find out who changed the database before anything else.',
  });
}
