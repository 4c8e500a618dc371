import type { ActionContext, AnyAction, OpenCloud, Receipt, Verification } from '../domain/action.ts';
import type { PlannedStep } from '../domain/plan.ts';

/**
 * Looks whether a step did what was approved, with reader's eyes. A release is proven when nothing is left to put back.
 * Never `contained` without evidence that says so.
 */
export async function look(
  kind: 'contain' | 'release',
  planned: PlannedStep,
  receipt: Receipt,
  action: AnyAction,
  cloud: OpenCloud,
  ctx: ActionContext,
): Promise<Verification> {
  if (kind === 'contain') {
    const seen = await action.verify(planned.inputs, receipt, cloud, ctx);
    const proven = seen.evidence.length > 0 && seen.evidence.every((e) => e.ok);
    return seen.state === 'contained' && !proven ? { ...seen, state: 'pending', note: 'evidence is missing' } : seen;
  }
  const left = await action.planRelease(planned.inputs, receipt, cloud, ctx);
  const saw =
    left.changes.length === 0
      ? 'as it was'
      : left.changes.map((c) => `${c.field} is ${c.before ?? 'absent'}`).join('; ');
  return {
    state: left.changes.length === 0 ? 'contained' : 'pending',
    evidence: [
      { kind: 'config', asked: 'what is left to put back', saw, ok: left.changes.length === 0 },
      ...left.kept.map((k) => ({
        kind: 'config' as const,
        asked: `${k.field}, changed by somebody else since`,
        saw: `left as it is: ${k.after ?? 'absent'}`,
        ok: true,
      })),
    ],
    at: left.at,
  };
}
