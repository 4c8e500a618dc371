import type { Block, Button, Card } from '../domain/card.ts';
import type { Incident } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import { shortDigest } from '../domain/plan.ts';
import { decisionFacts } from './decision.ts';
import { type Length, limitBlocks, stepsOf } from './limits.ts';
import { outcomeOf } from './outcome.ts';
import { stageBlocks } from './steps.ts';
import type { PlanView } from './view.ts';
import { CLOUD_NAMES, count } from './words.ts';

function buttons(view: PlanView, incident: Incident): Button[] {
  const { plan, run } = view;
  const list: Button[] = [];
  if (plan.status === 'pending') {
    list.push(
      { verb: 'approve', ref: plan.id, label: 'Approve', style: 'primary' },
      { verb: 'deny', ref: plan.id, label: 'Deny…', style: 'danger', form: denyForm(plan.id) },
    );
  }
  const open = incident.status === 'open';
  if (open && run.steps.some((s) => s.state === 'failed'))
    list.push({ verb: 'retry', ref: plan.id, label: 'Retry', style: 'primary' });
  list.push({ verb: 'plan', ref: plan.id, label: 'Details', style: 'default' });
  if (open && plan.body.kind === 'contain' && run.steps.some((s) => s.receipt) && run.state !== 'running') {
    list.push({ verb: 'release', ref: plan.body.incident, label: 'Release…', style: 'default' });
  }
  return list;
}

export function denyForm(ref: string) {
  return {
    title: 'Deny this plan',
    verb: 'deny',
    ref,
    submit: 'Deny',
    fields: [
      { name: 'reason', label: 'Reason', type: 'text' as const, required: true, hint: 'The requester reads it.' },
    ],
  };
}

/** `Contain ml-train on 3 clouds`: the verb and what it acts on. */
function titleOf(view: PlanView, incident: Incident): string {
  const { kind, inputs, playbook } = view.plan.body;
  const where = `on ${count(new Set(stepsOf(view).map((s) => s.cloud)).size, 'cloud')}`;
  if (kind === 'release') return `Release ${incident.id} ${where}`;
  const whom = typeof inputs.identity === 'string' ? inputs.identity : undefined;
  return whom ? `Contain ${whom} ${where}` : `${playbook.title}: contain ${where}`;
}

function draw(view: PlanView, incident: Incident, people: readonly Person[], length: Length): Card {
  const { plan } = view;
  const outcome = outcomeOf(view);
  const blocks: Block[] = [
    { block: outcome.tone === 'bad' || outcome.tone === 'warning' ? 'warning' : 'text', text: [outcome.sentence] },
  ];
  if (plan.body.early) blocks.push({ block: 'warning', text: ['Early: stolen tokens may come back to life.'] });
  return {
    kind: 'plan',
    id: plan.id,
    about: [incident.id, `plan ${shortDigest(plan.digest)}`],
    mode: plan.body.mode,
    severity: incident.severity,
    tone: outcome.tone,
    title: titleOf(view, incident),
    summary: outcome.sentence,
    blocks: [
      ...blocks,
      ...stageBlocks(view, people),
      ...limitBlocks(view, length),
      { block: 'facts', facts: decisionFacts(view, incident, people) },
    ],
    buttons: buttons(view, incident),
    path: `/plans/${plan.id}`,
  };
}

/** The plan, its approval and its progress: one card, one message, and in the end the record of what was done. */
export function planCard(view: PlanView, incident: Incident, people: readonly Person[]): Card {
  return draw(view, incident, people, 'short');
}

/** The whole plan: each change with before and after, and the evidence of each step. */
export function fullPlanCard(view: PlanView, incident: Incident, people: readonly Person[]): Card {
  const card = draw(view, incident, people, 'whole');
  const details = view.plan.body.stages.flatMap((stage): Block[] =>
    stage.steps.flatMap((planned): Block[] => {
      const step = view.run.steps.find((s) => s.id === planned.id);
      const changes = planned.changes.map((c) => [c.resource, c.field, c.before ?? '(absent)', c.after ?? '(absent)']);
      const evidence = (step?.evidence ?? []).map((e) => [e.kind, e.asked, e.saw, e.ok ? 'yes' : 'no']);
      return [
        {
          block: 'text',
          text: [
            { strong: `${CLOUD_NAMES[planned.cloud]} ${planned.target}: ${planned.title}` },
            ' ',
            { code: planned.action },
          ],
        },
        { block: 'table', columns: ['Resource', 'What', 'Before', 'After'], rows: changes },
        ...(evidence.length > 0
          ? [{ block: 'table' as const, columns: ['Kind', 'Asked', 'Saw', 'Proves it'], rows: evidence }]
          : []),
      ];
    }),
  );
  const digest: Block = { block: 'facts', facts: [{ label: 'Digest', value: [{ code: view.plan.digest }] }] };
  const buttons = card.buttons.filter((b) => b.verb !== 'plan');
  return { ...card, blocks: [...card.blocks, ...details, digest], buttons };
}
