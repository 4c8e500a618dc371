import { CLOUD_NAMES } from '../domain/action.ts';
import type { Text } from '../domain/card.ts';
import type { Incident } from '../domain/incident.ts';
import { shortDigest } from '../domain/plan.ts';
import { stepsOf } from './limits.ts';
import { rulesOf } from './stamp.ts';
import type { PlanView } from './view.ts';
import { count, distinct } from './words.ts';

export type Fact = { label: string; value: Text };

/** Targets named before the rest is counted. */
const NAMED = 5;

const EARLIER = {
  narrowed: 'narrowed; its votes are void',
  denied: 'which was denied',
  expired: 'which ran out of time',
  withdrawn: 'which was withdrawn',
  changed: 'whose cloud had changed',
} as const;

function targets(view: PlanView): Text {
  const all = distinct(stepsOf(view).map((s) => `${CLOUD_NAMES[s.cloud]} ${s.target}`));
  const rest = all.length - NAMED;
  return [all.slice(0, NAMED).join(', '), ...(rest > 0 ? [` and ${rest} more`] : [])];
}

/** What it acts on, who asked and why, and which rule asks for a decision. */
export function requestFacts(view: PlanView, incident: Incident): Fact[] {
  const { plan, told = [], later } = view;
  const { requester, reason, earlier, playbook } = plan.body;
  // What the incident is called stands above already.
  const why = reason && reason !== incident.title ? `: ${reason}` : '';
  const narrowedBy = told.find((e) => e.type === 'plan.narrowed')?.actor.person;
  const by: Text = narrowedBy ? [', narrowed by ', { person: narrowedBy }] : [];
  const rules = rulesOf(told.find((e) => e.type === 'plan.frozen' || e.type === 'plan.narrowed'));
  return [
    { label: 'Targets', value: targets(view) },
    { label: 'Asked by', value: [{ person: requester }, ' ', { time: plan.createdAt }, why, ...by] },
    { label: 'Why it is asked', value: [`playbook ${playbook.id}${rules ? `, ${rules}` : ''}`] },
    ...(earlier
      ? [{ label: 'Takes the place of', value: [{ code: shortDigest(earlier.digest) }, `, ${EARLIER[earlier.why]}`] }]
      : []),
    ...(later ? [{ label: 'Its place took', value: [{ code: shortDigest(later.digest) }] }] : []),
  ];
}

/** How far it reaches. */
export function blastRadius(view: PlanView): Fact {
  const changes = stepsOf(view).flatMap((s) => s.changes);
  const resources = distinct(changes.map((c) => c.resource)).length;
  const places = distinct(stepsOf(view).map((s) => `${s.cloud} ${s.target}`)).length;
  const said = `${count(changes.length, 'change')} to ${count(resources, 'resource')} in ${places} ${places === 1 ? 'account, project or subscription' : 'accounts, projects or subscriptions'}`;
  return { label: 'Reaches', value: [said] };
}
