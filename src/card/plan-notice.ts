import type { Block, Card, Text } from '../domain/card.ts';
import { shortDigest } from '../domain/plan.ts';
import { plainOf } from './seen.ts';
import { type IncidentView, nameOf, type PlanView } from './view.ts';

/** A card that says one thing about a plan. */
export function notice(view: IncidentView, plan: PlanView, title: string, text: Text, more: Partial<Card> = {}): Card {
  const { incident } = view;
  return {
    kind: 'notice',
    id: plan.plan.id,
    about: [incident.id, `plan ${shortDigest(plan.plan.digest)}`],
    mode: incident.mode,
    severity: incident.severity,
    tone: 'neutral',
    title,
    summary: said(text, view),
    blocks: [{ block: 'text', text } satisfies Block],
    buttons: [],
    path: `/plans/${plan.plan.id}`,
    ...more,
  };
}

/** A text for a notification, where a mention is a name. */
function said(text: Text, { people }: IncidentView): string {
  return text
    .map((span) => {
      if (typeof span !== 'string' && 'person' in span) return nameOf(people, span.person);
      return plainOf(span);
    })
    .join('');
}
