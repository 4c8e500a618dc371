import type { Text } from '../domain/card.ts';
import type { Event } from '../domain/event.ts';
import { planButtons } from './buttons.ts';
import { notice } from './plan-notice.ts';
import { mentions, openNeeds, stillAble, unprovenStages } from './quorum.ts';
import type { Notice } from './thread.ts';
import type { IncidentView, PlanView } from './view.ts';
import { distinct, sayStages } from './words.ts';

function seconds(plan: PlanView, event: Event): number {
  return Math.floor((Date.parse(event.at) - Date.parse(plan.plan.createdAt)) / 1000);
}

/** `you approved, but stage 2 counts only after you sign in again`. */
function unproven(stages: readonly number[]): string {
  const count = stages.length === 1 ? 'counts' : 'count';
  return `: you approved, but ${sayStages(stages)} ${count} only after you sign in again; press Approve for a new link. `;
}

/** To the present tier only: whoever was asked before the reminder, and has not voted or lacks the sign-in. */
function whom(view: IncidentView, plan: PlanView, event: Event): Text {
  const needs = openNeeds(plan);
  const able = stillAble(plan, view.incident, view.people, needs, seconds(plan, event));
  const pressed = able.filter((p) => unprovenStages(plan, p, needs).length > 0);
  const rest = able.filter((p) => !pressed.includes(p));
  const lacks = pressed.flatMap((p): Text => [{ person: p.id }, unproven(unprovenStages(plan, p, needs))]);
  if (rest.length > 0) return [...lacks, ...mentions(rest, ', '), ': this plan waits for you until '];
  const groups = distinct(needs.map((n) => n.group)).join(' and ') || 'its approvers';
  return [...lacks, `This plan waits for ${groups} until `];
}

export function reminder(view: IncidentView, plan: PlanView, event: Event): Notice[] {
  const { id, approveBy, status } = plan.plan;
  const what = String(event.data.what);
  const part = what === 'most' ? 'Most' : 'Half';
  const text: Text = [`${part} of the time is over. `, ...whom(view, plan, event), { time: approveBy }, '.'];
  const buttons = planButtons(plan, view.incident, false).filter((b) => ['approve', 'deny', 'plan'].includes(b.verb));
  const card = notice(view, plan, 'Waiting for approval', text, { tone: 'warning', buttons });
  return [{ key: `reminder:${id}:${what}`, card, ...(status === 'pending' ? {} : { edit: true }) }];
}
