import type { Review } from '../approval/record.ts';
import type { Button, Card, Form, Text } from '../domain/card.ts';
import type { Person } from '../domain/person.ts';
import { plain } from './seen.ts';
import { nameOf } from './view.ts';

export function reviewForm(ref: string): Form {
  return {
    title: 'Review',
    verb: 'review',
    ref,
    submit: 'Review',
    fields: [
      {
        name: 'as',
        label: 'Breaking the glass was',
        type: 'choice',
        required: true,
        choices: [
          { value: 'justified', label: 'justified' },
          { value: 'not-justified', label: 'not justified' },
        ],
      },
      { name: 'note', label: 'What you looked at, and what follows', type: 'long-text', required: true },
    ],
  };
}

/** Somebody acted alone, and somebody else looks at it. */
export function reviewCard(review: Review, people: readonly Person[]): Card {
  const { plan, incident, person, openedAt, dueBy, closed } = review;
  const by = nameOf(people, person);
  const button: Button = { verb: 'review', ref: plan, label: 'Review…', style: 'primary', form: reviewForm(plan) };
  const verdict = closed?.verdict === 'justified' ? 'justified' : 'not justified';
  const asked: Text = [
    `${by} broke the glass in ${incident}. Somebody else must review it by `,
    { time: dueBy },
    ': a Responder, an Approver or an Auditor, and not whoever asked for the plan.',
  ];
  const summary = closed ? `Reviewed: ${verdict}. ${closed.note}` : plain(asked);
  return {
    kind: 'notice',
    id: plan,
    about: [incident, plan],
    mode: incident.startsWith('DRILL') ? 'drill' : 'live',
    tone: closed ? 'neutral' : 'warning',
    title: closed ? `Review of ${plan}: ${verdict}` : `To review: ${plan} without its approvers`,
    summary,
    blocks: [
      { block: closed ? 'text' : 'warning', text: closed ? [summary] : asked },
      {
        block: 'facts',
        facts: [
          { label: 'Broke the glass', value: [{ person }, ' ', { time: openedAt }] },
          ...(closed
            ? [{ label: 'Reviewed by', value: [{ person: closed.by }, ' ', { time: closed.at }] }]
            : [{ label: 'Review by', value: [{ time: dueBy }] }]),
        ],
      },
    ],
    buttons: closed ? [] : [button],
    path: `/plans/${plan}`,
  };
}
