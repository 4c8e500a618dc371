import type { PlanFacts, Question, StageFacts } from '../approval/policy.ts';
import type { Incident } from '../domain/incident.ts';
import type { Plan, PlanBody } from '../domain/plan.ts';
import type { Ask } from './parts.ts';

function stageFacts({ id, needs, steps }: PlanBody['stages'][number]): StageFacts {
  return {
    id,
    clouds: [...new Set(steps.map((s) => s.cloud))],
    actions: [...new Set(steps.map((s) => s.action))],
    needs,
  };
}

/** What policy may know of a plan that is not frozen yet. */
export function bodyFacts({ kind, mode, requester, early, breakGlass, stages }: PlanBody): PlanFacts {
  const glass = breakGlass === undefined ? {} : { breakGlass };
  return { kind, mode, requester, early, ...glass, stages: stages.map(stageFacts) };
}

/** @param now ms since the epoch */
export function planFacts({ id, digest, status, body, createdAt }: Plan, now: number): PlanFacts {
  return { ...bodyFacts(body), id, digest, status, askedSecondsAgo: secondsSince(createdAt, now) };
}

/** Whole seconds; never negative, should two clocks differ. */
export function secondsSince(at: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(at)) / 1000));
}

function incidentOf({ id, mode, severity, commander, suspects, status }: Incident): Pick<Question, 'incident'> {
  return { incident: { id, mode, severity, commander, suspects, status } };
}

/** One request as policy sees it. Roles are filled in by whoever keeps roles.yaml. */
export function questionOf(
  ask: Pick<Ask, 'person' | 'principal' | 'through'>,
  verb: string,
  reads: boolean,
  about: { incident?: Incident | undefined; plan?: PlanFacts | undefined },
): Question {
  const { person, principal, through = {} } = ask;
  return {
    verb,
    reads,
    person: { id: person.id, groups: person.groups, roles: [], through, ...(person.unread ? { unread: true } : {}) },
    surface: principal.surface,
    ...(about.incident ? incidentOf(about.incident) : {}),
    ...(about.plan ? { plan: about.plan } : {}),
  };
}
