import type { Card, Text } from '../domain/card.ts';
import type { Event } from '../domain/event.ts';
import type { Place } from '../domain/incident.ts';
import { planButtons } from './buttons.ts';
import { denied, ended } from './ending.ts';
import { movedNotice } from './moved.ts';
import { notice } from './plan-notice.ts';
import { mentions, stillAble } from './quorum.ts';
import { reminder } from './reminder.ts';
import { reviewCard } from './review.ts';
import type { IncidentView, PlanView } from './view.ts';
import { duration } from './words.ts';

/** A card that is posted once, when the record says that its time has come. */
export interface Notice {
  key: string;
  card: Card;
  /** Louder: in the channel, and not in the incident's thread alone. */
  loud?: true;
  /** What it waited for is decided: only a message that stands already follows. */
  edit?: true;
  /** People who are told alone besides. */
  tell?: readonly string[];
  /** Surfaces on which they are looked for; where the cards are, unless said otherwise. */
  surfaces?: readonly Place['surface'][];
}

function decideButtons(view: IncidentView, plan: PlanView): Card['buttons'] {
  return planButtons(plan, view.incident, false).filter((b) => ['approve', 'deny', 'plan'].includes(b.verb));
}

function urgent({ plan }: PlanView): Pick<Card, 'tone'> {
  return { tone: plan.status === 'pending' ? 'warning' : 'neutral' };
}

/** From whom, after how long, and whom now. */
function escalation(view: IncidentView, plan: PlanView, event: Event): Notice[] {
  const { id, body, approveBy, status } = plan.plan;
  const group = String(event.data.what).replace(/^tier:/, '');
  const froms = body.stages.flatMap((s) => s.needs).filter((n) => n.then?.some((t) => t.group === group));
  const after = Math.min(...froms.flatMap((n) => n.then!.filter((t) => t.group === group).map((t) => t.afterSeconds)));
  const from = [...new Set(froms.map((n) => n.group))].join(' or ');
  if (froms.length === 0) return [];
  const able = stillAble(plan, view.incident, view.people, [{ group, count: 1 }], 0);
  const text: Text = [
    `Nobody of ${from} has answered in ${minutes(after)}; asking ${group} too: `,
    ...mentions(able, ', '),
    '. Until ',
    { time: approveBy },
    `; ${from} may still vote.`,
  ];
  const card = notice(view, plan, `Asking ${group} too`, text, { ...urgent(plan), buttons: decideButtons(view, plan) });
  return [{ key: `escalation:${id}:${group}`, card, ...(status === 'pending' ? {} : { edit: true }) }];
}

function minutes(of: number): string {
  if (of % 60 !== 0 || of >= 3600) return duration(of);
  return of === 60 ? '1 minute' : `${of / 60} minutes`;
}

/** Louder than anything: in the channel too, to everybody who might have approved it. */
function glass(view: IncidentView, plan: PlanView): Notice[] {
  const { id, body } = plan.plan;
  const vote = plan.votes.find((v) => v.decision === 'break-glass');
  if (!vote) return [];
  const everybody = stillAble(
    { ...plan, votes: [vote] },
    view.incident,
    view.people,
    body.stages.flatMap((s) => s.needs),
    Number.POSITIVE_INFINITY,
  );
  const all = everybody.flatMap((p, i): Text => (i === 0 ? [{ person: p.id }] : [', ', { person: p.id }]));
  const text: Text = [
    { person: vote.person },
    ' carries this plan out without its approvers. Why now: ',
    `${vote.reason}. Why nobody could decide: ${vote.second}. `,
    ...all,
    ': the commander can still withdraw what has not started.',
  ];
  const card = notice(view, plan, 'GLASS BROKEN', text, { tone: 'bad', blocks: [{ block: 'warning', text }] });
  return [
    { key: `break-glass:${id}`, card },
    { key: `break-glass-loud:${id}`, card, loud: true },
  ];
}

function review(view: IncidentView, plan: PlanView): Notice[] {
  const { id } = plan.plan;
  const open = view.reviews?.find((r) => r.plan === id);
  if (open) return [{ key: `review:${id}`, card: { ...reviewCard(open, view.people), mode: view.incident.mode } }];
  const done = plan.told?.findLast((e) => e.type === 'approval.reviewed');
  const vote = plan.votes.find((v) => v.decision === 'break-glass');
  if (!done || !vote) return [];
  const verdict = done.data.verdict === 'justified' ? ('justified' as const) : ('not-justified' as const);
  const closed = { by: done.actor.person, verdict, note: String(done.data.note), at: done.at };
  const past = { plan: id, incident: view.incident.id, person: vote.person, openedAt: vote.at, dueBy: done.at, closed };
  return [{ key: `review:${id}`, card: { ...reviewCard(past, view.people), mode: view.incident.mode } }];
}

function timed(view: IncidentView, plan: PlanView): Notice[] {
  return (plan.told ?? []).flatMap((event) => {
    if (event.type === 'approval.reminded') return reminder(view, plan, event);
    return event.type === 'approval.escalated' ? escalation(view, plan, event) : [];
  });
}

/** Everything that the thread says besides its standing cards, each once: read from the record, so that a restart says none twice. */
export function noticesOf(view: IncidentView): Notice[] {
  const ofPlans = view.plans.flatMap((plan) =>
    [timed, glass, denied, ended, review].flatMap((draw) => draw(view, plan)),
  );
  return [...movedNotice(view), ...ofPlans];
}
