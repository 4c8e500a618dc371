import type { ActionContext, Receipt } from '../domain/action.ts';
import { asFault, Fault } from '../domain/fault.ts';
import type { Incident } from '../domain/incident.ts';
import type { PlanBody, PlannedStage, PlannedStep } from '../domain/plan.ts';
import type { Needs } from '../domain/playbook.ts';
import { canonical } from './digest.ts';
import { isPlanned, type PlanParts, type Unplanned } from './step.ts';

/** A step that changed something, or may have, with the receipt that can undo it. */
export interface Contained {
  /** `run/step`. */
  id: string;
  stage: number;
  /** The stage's title, so that the way back is told in the words of the way there. */
  title: string;
  planned: PlannedStep;
  receipt: Receipt;
}

export interface Release {
  incident: Incident;
  contained: Contained[];
  requester: string;
  reason: string;
  needs(early: boolean): Needs[];
}

/** Everything that was done to one thing, by however many steps. */
export interface Taken {
  /** `run/step` of each, first to last. */
  ids: string[];
  /** Stage of the first. */
  stage: number;
  title: string;
  planned: PlannedStep;
  /** The first one's prior state, with what the last one wrote: a second stamp on the same role found the first one. */
  receipt: Receipt;
  /** Provider's time from which a release revives nothing, in ms since the epoch. */
  safeFrom: number;
}

function safeFrom({ planned, receipt }: Contained): number {
  return Date.parse(receipt.applied?.at ?? receipt.readAt) + planned.safeReleaseAfterSeconds * 1000;
}

/** Which thing a step is about: the same action with the same inputs. */
export function thingOf(planned: Pick<PlannedStep, 'action' | 'inputs'>): string {
  return canonical([planned.action, planned.inputs]);
}

/** Steps in the order in which they were taken become one entry a thing. */
export function gather(contained: readonly Contained[]): Taken[] {
  const things = new Map<string, Taken>();
  for (const c of contained) {
    const key = thingOf(c.planned);
    const known = things.get(key);
    if (!known) {
      things.set(key, {
        ids: [c.id],
        stage: c.stage,
        title: c.title,
        planned: c.planned,
        receipt: { ...c.receipt },
        safeFrom: safeFrom(c),
      });
      continue;
    }
    known.ids.push(c.id);
    if (c.receipt.applied) known.receipt.applied = c.receipt.applied;
    known.safeFrom = Math.max(known.safeFrom, safeFrom(c));
  }
  return [...things.values()];
}

async function planOne(parts: PlanParts, what: Release, c: Taken, ctx: ActionContext) {
  const action = parts.actions.get(c.planned.action);
  if (!action)
    throw new Fault({
      code: 'plan.unknown-action',
      message: `There is no action ${c.planned.action}.`,
      fix: 'Start the version that made the plan.',
    });
  const cloud = await parts.open(what.incident.mode, action.cloud, c.planned.target, 'read');
  const now = await action.planRelease(c.planned.inputs, c.receipt, cloud, ctx);
  const early = Date.parse(now.at) < c.safeFrom;
  const step: PlannedStep = {
    ...c.planned,
    id: c.planned.id,
    title: `Put back: ${c.planned.title}`,
    changes: now.changes,
    basis: now.basis,
    residual: [
      ...(early
        ? [
            {
              what: 'stolen tokens that are still within their lifetime',
              forSeconds: c.planned.safeReleaseAfterSeconds,
              why: 'An early release revives them.',
            },
          ]
        : []),
      ...now.kept.map((k) => ({
        what: `${k.field}, changed by somebody else since`,
        forSeconds: null,
        why: `Left as it is now: ${k.after ?? 'absent'}`,
      })),
    ],
    notStopped: [],
    releases: c.ids,
  };
  return { step, early, stage: c.stage, title: c.title, nothing: now.changes.length === 0 };
}

/**
 * Plans to put back what Quell took, last change first, and nothing else. What somebody else changed since stays and is
 * shown. A release before the stolen tokens have died is marked early, by the provider's clock.
 * @throws Fault `plan.nothing`
 */
export async function planRelease(parts: PlanParts, what: Release, ctx: ActionContext): Promise<PlanBody> {
  const unplanned: Unplanned[] = [];
  const looked = await Promise.all(
    gather(what.contained).map(async (c) => {
      try {
        return await planOne(parts, what, c, ctx);
      } catch (thrown) {
        const fault = asFault(thrown);
        const line: Unplanned = { step: c.planned.id, action: c.planned.action, why: fault.message, fix: fault.fix };
        unplanned.push(line);
        return undefined;
      }
    }),
  );
  const open = looked.filter((l) => l !== undefined && !l.nothing).map((l) => l!);
  const early = open.some((l) => l.early);
  const stages = [...new Set(open.map((l) => l.stage))]
    .sort((a, b) => b - a)
    .map((stage): PlannedStage => {
      const taken = open.filter((l) => l.stage === stage);
      const steps = taken.map((l) => l.step);
      return {
        id: `release-${stage + 1}`,
        title: `Undo: ${taken[0]!.title}`,
        after: 'applied',
        needs: what.needs(early),
        steps: steps.filter(isPlanned),
      };
    });
  if (stages.length === 0) {
    throw new Fault({
      code: 'plan.nothing',
      message: unplanned[0]
        ? `Nothing can be released now. ${unplanned[0].action}: ${unplanned[0].why}`
        : `Nothing of ${what.incident.id} is left to put back.`,
      fix: unplanned[0]?.fix ?? `\`show ${what.incident.id}\` says what was done.`,
    });
  }
  return {
    incident: what.incident.id,
    mode: what.incident.mode,
    kind: 'release',
    playbook: { id: 'release', title: `Release ${what.incident.id}`, digest: '' },
    inputs: {},
    requester: what.requester,
    reason: what.reason,
    early,
    stages,
    unplanned,
  };
}
