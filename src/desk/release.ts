import { oneMore, raise } from '../approval/needs.ts';
import type { Reply } from '../command/surface.ts';
import { Fault } from '../domain/fault.ts';
import type { Incident } from '../domain/incident.ts';
import type { Plan, PlanBody } from '../domain/plan.ts';
import { markerOf } from '../job/work.ts';
import { type Contained, planRelease, thingOf } from '../plan/release.ts';
import { freeze, planned } from './freeze.ts';
import { theIncident } from './incident.ts';
import type { Ask, DeskParts } from './parts.ts';

/** Every step of an incident that changed something, or may have, in the order in which it was taken. */
async function containedOf(parts: DeskParts, incident: string): Promise<Contained[]> {
  const [plans, runs] = await Promise.all([parts.plans.plansOf(incident), parts.jobs.runsOf(incident)]);
  // A step that was tried again may have acted after a later one of the same thing, and found what that one had made.
  const order = new Map(runs.flatMap((run) => run.steps.map((s) => [`${run.id}/${s.id}`, s.order ?? 0])));
  return runs
    .filter((run) => run.kind === 'contain')
    .flatMap((run) => {
      const plan = plans.find((p) => p.id === run.plan)!;
      return run.steps.flatMap((step): Contained[] => {
        const frozen = plan.body.stages[step.stage]?.steps.find((s) => s.id === step.id);
        if (!step.receipt || !frozen || frozen.reversible === 'none') return [];
        const { title } = plan.body.stages[step.stage]!;
        return [{ id: `${run.id}/${step.id}`, stage: step.stage, title, planned: frozen, receipt: step.receipt }];
      });
    })
    .sort((a, b) => order.get(a.id)! - order.get(b.id)!);
}

/** Another open incident may rest on the same containment; releasing it here would open that one’s door. */
async function checkShared(parts: DeskParts, incident: Incident, mine: Contained[]): Promise<void> {
  const things = new Map(mine.map((c) => [thingOf(c.planned), c.planned.title]));
  for (const other of await parts.plans.sharing(incident, [...things.keys()])) {
    const seen = other.thing
      ? [other.thing]
      : (await containedOf(parts, other.incident)).map((c) => thingOf(c.planned));
    const shared = seen.find((thing) => things.has(thing));
    if (!shared) continue;
    throw new Fault({
      code: 'plan.shared',
      message: `${other.incident} is open and rests on the same containment (${things.get(shared)}).`,
      // Each blocks the other, so only closing helps; what the closed one still holds can be released afterwards.
      fix: `Close ${other.incident} first, if its attack is over: a release here would open its door.`,
      retry: 'when-fixed',
    });
  }
}

/** What is still being changed cannot be read as a state to put back. */
async function checkIdle(parts: DeskParts, incident: Incident): Promise<void> {
  const steps = (await parts.jobs.runsOf(incident.id)).flatMap((run) => run.steps);
  const busy = steps.filter((s) => s.state === 'due' || s.state === 'running' || s.state === 'applied').length;
  if (busy === 0) return;
  throw new Fault({
    code: 'incident.busy',
    message: `${incident.id} cannot be released yet: ${busy} steps are still being changed or verified.`,
    fix: 'Wait until the plan card says how they ended.',
    retry: 'when-fixed',
  });
}

/** A fresh plan to put back what this incident took. @param earlier the plan that it takes the place of */
export async function releasing(
  parts: DeskParts,
  ask: Ask,
  incident: Incident,
  earlier?: PlanBody['earlier'],
): Promise<Plan> {
  const contained = await containedOf(parts, incident.id);
  await checkIdle(parts, incident);
  await checkShared(parts, incident, contained);
  const { release: usual, earlyRelease } = parts.floors;
  const floor = (early: boolean) => (early ? raise(oneMore(usual), earlyRelease) : raise(usual, []));
  const body = await planRelease(
    parts.plan,
    { incident, contained, requester: ask.person.id, reason: ask.values.reason ?? '', needs: floor },
    { marker: markerOf(incident.id), signal: AbortSignal.timeout(30_000) },
  );
  return freeze(parts, ask, incident, { ...body, ...(earlier ? { earlier } : {}) });
}

export async function release(parts: DeskParts, ask: Ask): Promise<Reply> {
  const incident = await theIncident(parts, ask);
  return planned(parts, ask, incident, await releasing(parts, ask, incident));
}
