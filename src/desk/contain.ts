import { approvers, raise, sayNeeds, unreachable } from '../approval/needs.ts';
import { noticeCard } from '../card/notice.ts';
import { fullPlanCard, planCard } from '../card/plan.ts';
import { nearest } from '../command/parse.ts';
import type { Reply } from '../command/surface.ts';
import type { Inputs } from '../domain/action.ts';
import type { NewEvent } from '../domain/event.ts';
import { Fault } from '../domain/fault.ts';
import type { Incident, Mode } from '../domain/incident.ts';
import type { Json } from '../domain/json.ts';
import { type Plan, type PlanBody, shortDigest } from '../domain/plan.ts';
import type { Needs, Playbook } from '../domain/playbook.ts';
import { markerOf } from '../job/work.ts';
import { planContainment } from '../plan/contain.ts';
import { theIncident } from './incident.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';
import { loadPlan } from './view.ts';

export function thePlaybook(parts: DeskParts, id: string): Playbook {
  const playbook = parts.playbooks.get(id);
  if (playbook) return playbook;
  const near = nearest(id.slice(0, 60), [...parts.playbooks.keys()]);
  throw new Fault({
    code: 'command.unknown-playbook',
    message: `There is no playbook ${id.slice(0, 60)}.`,
    fix: near ? `Did you mean ${near}?` : '`playbooks` lists them.',
  });
}

function resolveInput(
  parts: DeskParts,
  mode: Mode,
  name: string,
  type: 'identity' | 'string' | 'boolean',
  given: string,
): Json {
  if (type === 'string') return given;
  if (type === 'boolean') {
    if (given === 'true' || given === 'false') return given === 'true';
    throw new Fault({
      code: 'command.input',
      message: `${name} must be true or false, not "${given.slice(0, 40)}".`,
      fix: `Write ${name}=true or ${name}=false.`,
    });
  }
  const identities = parts.identities(mode);
  const identity = identities.get(given);
  if (identity) return identity as unknown as Json;
  const known = [...identities.keys()];
  const near = nearest(given.slice(0, 60), known);
  throw new Fault({
    code: 'command.unknown-identity',
    message: `No identity ${given.slice(0, 60)} is configured.`,
    fix: near
      ? `Did you mean ${near}?`
      : `Known are ${known.slice(0, 5).join(', ') || 'none'}; add it under \`identities\` in quell.yaml.`,
  });
}

/** Values as typed become the playbook's inputs. @throws Fault `command.input`, `command.unknown-identity` */
export function resolveInputs(
  parts: DeskParts,
  mode: Mode,
  playbook: Playbook,
  values: Record<string, string>,
): { inputs: Inputs; given: Inputs } {
  const inputs: Inputs = {};
  const given: Inputs = {};
  for (const [name, spec] of Object.entries(playbook.inputs)) {
    const value = values[name] ?? (spec.default === undefined ? undefined : String(spec.default));
    if (value === undefined && spec.optional) continue;
    if (value === undefined) {
      throw new Fault({
        code: 'command.input',
        message: `${playbook.id} needs ${name}: ${spec.describe}`,
        fix: `Add ${name}=…`,
      });
    }
    inputs[name] = resolveInput(parts, mode, name, spec.type, value);
    given[name] = value;
  }
  const extra = Object.keys(values).find(
    (k) => !(k in playbook.inputs) && !['playbook', 'incident', 'reason'].includes(k),
  );
  if (extra) {
    const near = nearest(extra, Object.keys(playbook.inputs));
    const takes = Object.keys(playbook.inputs).join(', ') || 'nothing';
    throw new Fault({
      code: 'command.input',
      message: `${playbook.id} takes no ${extra.slice(0, 40)}.`,
      fix: near ? `Did you mean ${near}=?` : `It takes ${takes}.`,
    });
  }
  return { inputs, given };
}

/** Said when the request is made, not when it has expired: too few people may vote. */
export function checkApprovers(parts: DeskParts, body: PlanBody, incident: Incident): void {
  const needs = body.stages.flatMap((s) => s.needs);
  const none = body.stages.find((s) => s.needs.length === 0);
  const short = unreachable(needs, parts.people, body.requester, incident.suspects);
  if (!none && short.length === 0) return;
  throw new Fault({
    code: 'approval.nobody',
    message: none
      ? `Stage "${none.title}" names nobody who may approve it.`
      : `Too few people may approve this: it needs ${sayNeeds(short)}, besides you.`,
    fix: 'Name groups under `approvals` or add people to them in quell.yaml; or let somebody else ask.',
    retry: 'when-fixed',
  });
}

export async function freeze(parts: DeskParts, ask: Ask, incident: Incident, body: PlanBody): Promise<Plan> {
  checkApprovers(parts, body, incident);
  const steps = body.stages.reduce((n, s) => n + s.steps.length, 0);
  const event = (plan: Plan): NewEvent => ({
    stream: incident.id,
    type: 'plan.frozen',
    actor: ask.actor,
    summary: `${ask.person.name} asked for plan ${shortDigest(plan.digest)}: ${body.playbook.title}, ${steps} steps`,
    data: {
      plan: plan.id,
      digest: plan.digest,
      kind: body.kind,
      playbook: body.playbook.id,
      inputs: body.inputs,
      unplanned: body.unplanned.length,
    },
  });
  return parts.plans.freeze(
    body,
    { approveSeconds: parts.approveSeconds, executeSeconds: parts.executeSeconds },
    event,
  );
}

export async function planned(parts: DeskParts, incident: Incident, plan: Plan): Promise<Reply> {
  const view = await loadPlan(parts, plan);
  const able = approvers(
    plan.body.stages.flatMap((s) => s.needs),
    parts.people,
    plan.body.requester,
    incident.suspects,
  );
  const data = {
    plan: plan.id,
    digest: plan.digest,
    status: plan.status,
    approvers: able.map((p) => p.id),
    body: plan.body,
  };
  return reply(planCard(view, incident, parts.people), data);
}

export async function contain(parts: DeskParts, ask: Ask): Promise<Reply> {
  const playbook = thePlaybook(parts, ask.values.playbook!);
  const incident = await theIncident(parts, ask);
  if (incident.status === 'closed') {
    throw new Fault({
      code: 'incident.closed',
      message: `${incident.id} is closed.`,
      fix: 'Declare a new incident first.',
    });
  }
  const { inputs, given } = resolveInputs(parts, incident.mode, playbook, ask.values);
  const ctx = { marker: markerOf(incident.id), signal: AbortSignal.timeout(30_000) };
  const needs = (own: Needs[]) => raise(own, parts.floors.contain);
  const body = await planContainment(
    parts.plan,
    { incident, playbook, inputs, given, requester: ask.person.id, reason: ask.values.reason ?? incident.title, needs },
    ctx,
  );
  return planned(parts, incident, await freeze(parts, ask, incident, body));
}

/** The plan in full, wherever it is asked for. */
export async function showPlan(parts: DeskParts, ask: Ask): Promise<Reply> {
  const plan = await parts.plans.plan(ask.values.plan!);
  const incident = await parts.incidents.incident(plan.body.incident);
  const view = await loadPlan(parts, plan);
  return reply(fullPlanCard(view, incident, parts.people), { ...plan, votes: view.votes, run: view.run });
}

/** Work that ended is sent back to it, under the votes that stand. */
export async function retry(parts: DeskParts, ask: Ask): Promise<Reply> {
  const plan = await parts.plans.plan(ask.values.plan!);
  const view = await loadPlan(parts, plan);
  const failed = view.run.steps.filter((s) => s.state === 'failed').map((s) => s.id);
  if (failed.length === 0) {
    throw new Fault({
      code: 'job.nothing-to-retry',
      message: 'No step of this plan has failed.',
      fix: `\`plan ${plan.id}\` shows how each step stands.`,
    });
  }
  const event: NewEvent = {
    stream: plan.body.incident,
    type: 'job.retried',
    actor: ask.actor,
    summary: `${ask.person.name} retries ${failed.length} steps of plan ${shortDigest(plan.digest)}`,
    data: { plan: plan.id, digest: plan.digest, steps: failed },
  };
  await parts.queue.wake(await parts.jobs.retry(plan.id, failed, event));
  return reply(
    noticeCard(
      'Trying again',
      `${failed.length} steps are tried again; the plan card shows how they go.`,
      plan.body.mode,
    ),
    { plan: plan.id, steps: failed },
  );
}

export async function settle(parts: DeskParts, ask: Ask): Promise<Reply> {
  const plan = await parts.plans.plan(ask.values.plan!);
  const step = ask.values.step!;
  const as = ask.values.as as 'done' | 'again' | 'skip';
  const event: NewEvent = {
    stream: plan.body.incident,
    type: 'job.settled',
    actor: ask.actor,
    summary: `${ask.person.name} decided that step ${step} is ${as}`,
    data: { plan: plan.id, digest: plan.digest, step, as },
  };
  const due = await parts.jobs.settle(plan.id, step, as, event);
  if (due.length === 0) {
    throw new Fault({
      code: 'job.not-in-doubt',
      message: `Step ${step.slice(0, 60)} of this plan is not in doubt.`,
      fix: `\`plan ${plan.id}\` shows how each step stands.`,
    });
  }
  await parts.queue.wake(due);
  return reply(noticeCard('Settled', `Step ${step}: ${as}.`, plan.body.mode), { plan: plan.id, step, as });
}
