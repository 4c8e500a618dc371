import { CLOUD_NAMES } from '../domain/action.ts';
import type { Block, Button, Card, Text } from '../domain/card.ts';
import { shortDigest } from '../domain/plan.ts';
import { cloudsDone, outcomeOf } from './outcome.ts';
import type { IncidentView, PlanView } from './view.ts';
import { count } from './words.ts';

const LATEST = 5;

/**
 * The plan that the incident's state is read from: the newest one that has acted, so that a later plan which waits, was
 * denied or expired hides nothing of what was done; before any has, the newest that may still.
 */
function current(view: IncidentView): PlanView | undefined {
  const acted = view.plans.findLast((p) => p.run.steps.some((s) => s.receipt));
  return acted ?? view.plans.findLast((p) => !['superseded', 'withdrawn', 'denied'].includes(p.plan.status));
}

function state(view: IncidentView): { tone: Card['tone']; sentence: string } {
  if (view.incident.status === 'closed') return { tone: 'neutral', sentence: 'Closed.' };
  const plan = current(view);
  if (!plan) return { tone: 'warning', sentence: 'Open. Nothing has been contained yet.' };
  return outcomeOf(plan);
}

/** Per cloud: contained or not, as far as it is verified. */
function clouds(view: IncidentView): Block[] {
  const plan = current(view);
  if (!plan?.run.steps.some((s) => s.receipt)) return [];
  const { all, done } = cloudsDone(plan);
  const word = plan.plan.body.kind === 'release' ? 'released' : 'contained';
  const value = (cloud: (typeof all)[number]): Text => [done.includes(cloud) ? `${word}, verified` : `not ${word} yet`];
  return [{ block: 'facts', facts: all.map((c) => ({ label: CLOUD_NAMES[c], value: value(c) })) }];
}

/** Of one plan, the first sentence has said it all. */
function plans(view: IncidentView): Block[] {
  if (view.plans.length < 2) return [];
  const items = view.plans.map((p): Text => {
    const title = p.plan.body.kind === 'release' ? 'Release' : `Contain, ${p.plan.body.playbook.title}`;
    return [{ code: shortDigest(p.plan.digest) }, ` ${title}: ${outcomeOf(p).sentence}`];
  });
  return [{ block: 'list', title: 'Plans', items }];
}

/** How each step goes stands on its plan's card, and all of it in the timeline. */
function latest(view: IncidentView): Block[] {
  const items = view.told.slice(-LATEST).map((e): Text => [{ time: e.at }, ` ${e.summary}`]);
  return items.length > 0 ? [{ block: 'list', title: 'Latest', items }] : [];
}

function buttons(view: IncidentView): Button[] {
  const { incident } = view;
  if (incident.status === 'closed') return [];
  // The next thing to do stands out; with a plan, that is on the plan's card.
  const style = current(view) ? 'default' : 'primary';
  const list: Button[] = [
    { verb: 'contain', ref: incident.id, label: 'Contain…', style },
    { verb: 'note', ref: incident.id, label: 'Note…', style: 'default' },
    { verb: 'assign', ref: incident.id, label: 'Hand over…', style: 'default' },
    { verb: 'timeline', ref: incident.id, label: 'Timeline', style: 'default' },
  ];
  return list;
}

/** The pinned summary at the head of an incident's thread. */
export function incidentCard(view: IncidentView): Card {
  const { incident } = view;
  const { tone, sentence } = state(view);
  const open = view.plans.filter((p) => p.plan.status === 'pending').length;
  return {
    kind: 'incident',
    id: incident.id,
    mode: incident.mode,
    severity: incident.severity,
    tone,
    title: `${incident.id}: ${incident.title}`,
    summary: sentence,
    blocks: [
      { block: tone === 'bad' || tone === 'warning' ? 'warning' : 'text', text: [sentence] },
      {
        block: 'facts',
        facts: [
          { label: 'Commander', value: [{ person: incident.commander }] },
          { label: 'Declared', value: [{ time: incident.declaredAt }] },
          ...(open > 1 ? [{ label: 'Waiting for approval', value: [count(open, 'plan')] }] : []),
          ...(incident.suspects.length > 0
            ? [{ label: 'Under suspicion', value: [incident.suspects.join(', ')] }]
            : []),
        ],
      },
      ...clouds(view),
      ...plans(view),
      ...latest(view),
    ],
    buttons: buttons(view),
    path: `/incidents/${incident.id}`,
  };
}
