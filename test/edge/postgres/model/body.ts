import type { PlanBody } from '../../../../src/domain/plan.ts';
import { tiered } from '../engine.ts';
import type { Op } from './op.ts';
import { REQUESTER } from './world.ts';

/** The text of a plan. @param runOf the record's name of a plan's run */
export function bodyOf(incident: string, op: Op & { op: 'freeze' }, runOf: (plan: string) => string): PlanBody {
  return {
    incident,
    mode: 'live',
    kind: op.kind,
    playbook: { id: op.playbook, title: 'P', digest: '' },
    inputs: {},
    requester: REQUESTER,
    reason: op.key,
    early: false,
    stages: op.stages.map((stage, i) => ({
      id: `stage-${i}`,
      title: `Stage ${i}`,
      needs: stage.needs.map(({ group, count, tier }) =>
        tier ? tiered(group, count, tier.group, tier.afterSeconds) : { group, count },
      ),
      ...(stage.fresh ? { fresh: true } : {}),
      after: stage.after,
      steps: stage.steps.map(({ id, lane, releases }) => ({
        id,
        action: `${lane}.test.model`,
        cloud: lane,
        target: `${lane}-account`,
        title: id,
        inputs: {},
        changes: [],
        basis: {},
        residual: [],
        notStopped: [],
        reversible: 'full',
        safeReleaseAfterSeconds: 0,
        ...(releases ? { releases: releases.map((at) => `${runOf(at.plan)}/${at.step}`) } : {}),
      })),
    })),
    unplanned: [],
    ...(op.breakGlass === null ? {} : { breakGlass: op.breakGlass }),
  };
}
