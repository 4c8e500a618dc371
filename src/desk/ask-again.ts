import type { Reply } from '../command/surface.ts';
import { Fault } from '../domain/fault.ts';
import { type Plan, type PlanBody, shortDigest } from '../domain/plan.ts';
import { containment } from './contain.ts';
import { planned } from './freeze.ts';
import type { Ask, DeskParts } from './parts.ts';
import { releasing } from './release.ts';

type Why = NonNullable<PlanBody['earlier']>['why'];

/** Why this plan may be asked for again; undefined while it is not over, or a person can still go on with it. */
async function whyAgain(parts: DeskParts, plan: Plan): Promise<Why | undefined> {
  const { status } = plan;
  if (status === 'denied' || status === 'expired' || status === 'withdrawn') return status;
  if (status !== 'approved' && status !== 'pending') return undefined;
  const { steps, state } = await parts.jobs.runOf(plan.id);
  if (steps.some((s) => s.state === 'changed')) return 'changed';
  return state !== 'running' && steps.some((s) => s.state === 'expired') ? 'expired' : undefined;
}

/**
 * The same request with a fresh look at the clouds, by whoever asks now, linked to the plan that is over. Its steps are all
 * planned anew, those that were done too: every action writes a desired state, and a step that finds it proves it once more.
 */
export async function askAgain(parts: DeskParts, ask: Ask): Promise<Reply> {
  const { plan, incident } = ask.about!;
  const { id, digest, body } = plan!;
  const why = await whyAgain(parts, plan!);
  if (!why) {
    throw new Fault({
      code: 'plan.not-over',
      message: `Plan ${shortDigest(digest)} is ${plan!.status}, so there is nothing to ask again for.`,
      fix: `\`plan ${id}\` shows how it stands.`,
    });
  }
  const open = (await parts.plans.plansOf(incident.id)).find(
    (p) => p.status === 'pending' && p.body.earlier?.plan === id,
  );
  // Pressed twice, or by two people: one fresh plan is enough.
  if (open) return planned(parts, ask, incident, open);
  const earlier = { plan: id, digest, why };
  const inputs = Object.fromEntries(Object.entries(body.inputs).map(([name, value]) => [name, String(value)]));
  const values = { ...inputs, playbook: body.playbook.id, reason: ask.values.reason ?? body.reason };
  const wanted: Ask = { ...ask, values };
  const make = body.kind === 'release' ? releasing : containment;
  return planned(parts, ask, incident, await make(parts, wanted, incident, earlier));
}
