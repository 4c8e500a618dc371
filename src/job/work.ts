import type { ActionContext, Evidence, Receipt, Verification } from '../domain/action.ts';
import { asFault, Fault } from '../domain/fault.ts';
import type { JsonObject } from '../domain/json.ts';
import { change, checkDigest, type Hands, inspect } from './act.ts';
import { expiredFault, notApproved, overtaken } from './expired.ts';
import { keepLease, type Lease } from './lease.ts';
import type { Claim, Fence, Progress } from './record.ts';
import { tell } from './tell.ts';
import { LEASE, LEASE_LEFT, lookAgainAfter, TRIES, tryAgainAfter, type WorkerParts } from './worker.ts';

/** Proves a step; `verify/look.ts`, handed in because that room comes after this one. */
export type Look = (hands: Hands, receipt: Receipt) => Promise<Verification>;

/** Letters and digits, the same for all plans of an incident: a second plan knows the first one's marks as Quell's own. */
export function markerOf(incident: string): string {
  return `Quell${incident.replace(/[^A-Za-z0-9]/g, '')}`;
}

async function prepare(parts: WorkerParts, claim: Claim, lease: Lease): Promise<Hands> {
  checkDigest(claim);
  const { planned } = claim;
  const action = parts.actions.get(planned.action);
  if (!action) {
    throw new Fault({
      code: 'job.unknown-action',
      message: `This Quell has no action ${planned.action}.`,
      fix: 'Start the workers with the version that made the plan, or plan again.',
      retry: 'when-fixed',
    });
  }
  const guarded = parts.protects(planned);
  if (guarded)
    throw new Fault({
      code: 'job.protected',
      message: guarded,
      fix: 'Remove it from `protected` in quell.yaml if that is meant.',
    });
  const ctx: ActionContext = { marker: markerOf(claim.plan.body.incident), signal: lease.signal };
  const cloud = await parts.open(claim.mode, planned.cloud, planned.target, 'write');
  return { claim, action, cloud, ctx };
}

/** An attempt before this one may have called the cloud. Its class says what is safe; only `unsafe` needs a person. */
async function doubt(hands: Hands, receipt: Receipt, look: Look): Promise<'go on' | 'applied'> {
  if (hands.action.effect === 'unsafe') {
    throw new Fault({
      code: 'job.in-doubt',
      message: 'Nobody knows whether this change was made: the worker ended in the middle of it.',
      fix: 'Look at the cloud, then say `settle <plan> step=<id> as=done`, `again` or `skip`.',
      retry: 'when-fixed',
    });
  }
  if (hands.action.effect !== 'verifiable') return 'go on';
  return (await look(hands, hands.claim.source ?? receipt)).state === 'contained' ? 'applied' : 'go on';
}

async function act(parts: WorkerParts, hands: Hands, fence: Fence, look: Look): Promise<Receipt | undefined> {
  const { claim } = hands;
  const receipt = await inspect(hands);
  const intent = tell(claim, 'action.intended', 'about to act', { prior: receipt.prior, readAt: receipt.readAt });
  const intended = await parts.record.intend(fence, receipt, LEASE_LEFT, intent);
  if ('refused' in intended) return refuse(parts, claim, fence, intended.refused);
  if (claim.step.intentAt && (await doubt(hands, intended.receipt, look)) === 'applied') {
    const at = (await hands.cloud.now()).toISOString();
    intended.receipt.applied ??= { changes: claim.planned.changes, at, written: {} };
  }
  const applied = intended.receipt.applied ?? (await change(hands, intended.receipt));
  const told = tell(claim, 'action.applied', `applied, ${applied.changes.length} changes`, {
    applied: applied as unknown as JsonObject,
  });
  const progress = await parts.record.applied(fence, applied, hands.action.settlesWithinSeconds, told);
  await wake(parts, progress);
  return progress.counted ? { ...intended.receipt, applied } : undefined;
}

const REFUSED: Record<string, (begun: boolean) => Fault> = { expired: expiredFault, overtaken };

async function refuse(parts: WorkerParts, claim: Claim, fence: Fence, why: string): Promise<undefined> {
  if (why === 'lost') return undefined;
  const begun = claim.step.receipt !== undefined;
  const fault = (REFUSED[why] ?? notApproved)(begun);
  const state = why === 'expired' ? 'expired' : 'cancelled';
  await wake(
    parts,
    await parts.record.end(fence, { state, fault: fault.toJSON() }, tell(claim, `job.${state}`, fault.message)),
  );
  return undefined;
}

async function wake(parts: WorkerParts, progress: Progress): Promise<void> {
  if (progress.due.length > 0) await parts.queue.wake(progress.due);
}

function told(evidence: Evidence[]): JsonObject {
  return { evidence: evidence as unknown as JsonObject[] };
}

/** Looks once, and writes down what was seen: proven, not yet, or given up. */
async function prove(parts: WorkerParts, hands: Hands, fence: Fence, receipt: Receipt, look: Look): Promise<void> {
  const { claim } = hands;
  // A release is proven by what is left of the step that it puts back.
  const seen = await look(hands, claim.source ?? receipt);
  if (seen.state === 'contained') {
    const what = claim.plan.body.kind === 'release' ? 'restored' : 'contained';
    const event = tell(claim, `verify.${what}`, what, told(seen.evidence));
    return wake(parts, await parts.record.end(fence, { state: 'verified', verification: seen }, event));
  }
  if (seen.state === 'pending' && !claim.giveUp) {
    const afterMs = lookAgainAfter(claim.step.attempt);
    const stream = claim.plan.body.incident;
    await wake(parts, await parts.record.later(fence, afterMs, { verification: seen }, stream));
    return parts.queue.wake([{ id: `${fence.run}/${fence.step}` }], { delayMs: afterMs });
  }
  throw new Fault({
    code: seen.state === 'drifted' ? 'verify.drifted' : 'verify.unproven',
    message:
      seen.state === 'drifted'
        ? `The change was made, and somebody changed it since: ${seen.note ?? 'it is not as Quell left it'}.`
        : `The change was made, and its effect could not be proven in the time that the provider names: ${seen.note ?? 'it has not settled'}.`,
    fix: 'Look at the evidence, then `retry` to make it again.',
    retry: 'when-fixed',
  });
}

/** Puts a fault where it belongs: tried again later, handed to a person, or ended with its reason. */
async function fail(parts: WorkerParts, claim: Claim, fence: Fence, fault: Fault): Promise<void> {
  const looking = claim.step.state === 'applied';
  const passing = fault.retry === 'later' && (looking ? !claim.giveUp : claim.step.attempt < TRIES);
  parts.log.warn({ ...fence, code: fault.code, err: fault.cause, passing }, fault.message);
  if (passing) {
    const afterMs = fault.afterMs ?? tryAgainAfter(claim.step.attempt);
    const event = tell(claim, 'job.delayed', fault.message, { fault: { ...fault.toJSON() } as unknown as JsonObject });
    const progress = await parts.record.later(fence, afterMs, { fault: fault.toJSON() }, event.stream, event);
    await wake(parts, progress);
    if (progress.counted) await parts.queue.wake([{ id: `${fence.run}/${fence.step}` }], { delayMs: afterMs });
    return;
  }
  const state = fault.code === 'job.in-doubt' ? 'in-doubt' : fault.code === 'job.cloud-changed' ? 'changed' : 'failed';
  const event = tell(claim, `job.${state}`, fault.message, { fault: { ...fault.toJSON() } as unknown as JsonObject });
  await wake(parts, await parts.record.end(fence, { state, fault: fault.toJSON() }, event));
}

/**
 * Carries one wake-up (`run/step`) as far as it goes: claim, inspect, intend, change, prove. Any of it may be cut off at
 * any moment; the next wake-up goes on from the record. Never throws for what the step did: that is written down.
 */
export async function work(parts: WorkerParts, id: string, look: Look): Promise<void> {
  const [run, step] = id.split('/');
  if (!run || !step) return parts.log.warn({ id }, 'not a wake-up of a step');
  const claim = await parts.record.claim(run, step, parts.owner, LEASE);
  if (!claim) return;
  const fence: Fence = { run, step, lease: claim.lease };
  const lease = keepLease(parts.record, fence, parts.log);
  try {
    const hands = await prepare(parts, claim, lease);
    const receipt = claim.step.state === 'applied' ? claim.step.receipt : await act(parts, hands, fence, look);
    if (!receipt) return;
    claim.step.state = 'applied';
    await prove(parts, hands, fence, receipt, look);
  } catch (thrown) {
    await fail(parts, claim, fence, asFault(thrown));
  } finally {
    lease.release();
  }
}
