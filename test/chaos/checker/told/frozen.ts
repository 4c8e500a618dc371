import type { PlanBody } from '../../../../src/domain/plan.ts';
import type { Row } from '../../history.ts';
import { hash, spell } from '../canonical.ts';
import { bodyOf } from './plans.ts';

/** Rows of a plan that was just frozen, nothing of it done. `now` in ms. */
export function frozenRows(
  id: string,
  kind: 'contain' | 'release',
  now: number,
  change: (body: PlanBody) => void = () => undefined,
): { plan: Row; run: Row; needs: Row[]; steps: Row[]; digest: string } {
  const body = bodyOf(kind);
  change(body);
  const text = spell(body);
  const digest = hash(text);
  const run = id.replace('plan', 'run');
  const times = {
    created_at: new Date(now),
    approve_by: new Date(now + 600_000),
    execute_by: new Date(now + 3_600_000),
  };
  const waiting = { run, state: 'waiting', intent_at: null, fault: null, evidence: null };
  return {
    digest,
    plan: { id, requester: 'ana', body: text, digest, status: 'pending', ...times },
    run: { id: run, plan: id, digest, kind, state: 'running', ended_at: null },
    needs: body.stages.flatMap(({ needs }, stage) =>
      needs.map(({ group, count }) => ({ plan: id, stage, grp: group, count })),
    ),
    steps: body.stages.flatMap(({ steps }, stage) => steps.map((step) => ({ ...waiting, id: step.id, stage }))),
  };
}
