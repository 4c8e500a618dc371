import { CLOUD_NAMES } from '../domain/action.ts';
import type { Block, Card, Text } from '../domain/card.ts';
import type { Incident } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import { shortDigest } from '../domain/plan.ts';
import { planButtons } from './buttons.ts';
import { decisionFacts } from './decision.ts';
import { type Length, limitBlocks, stepsOf } from './limits.ts';
import { outcomeOf } from './outcome.ts';
import { blastRadius, requestFacts } from './request.ts';
import { stageBlocks } from './steps.ts';
import { putBack } from './undo.ts';
import type { PlanView } from './view.ts';
import { count } from './words.ts';

/** `Contain ml-train on 3 clouds`: the verb and what it acts on. */
function titleOf(view: PlanView, incident: Incident): string {
  const { kind, inputs, playbook } = view.plan.body;
  const where = `on ${count(new Set(stepsOf(view).map((s) => s.cloud)).size, 'cloud')}`;
  if (kind === 'release') return `Release ${incident.id} ${where}`;
  const whom = typeof inputs.identity === 'string' ? inputs.identity : undefined;
  const place = typeof inputs.place === 'string' ? `${inputs.place} ` : '';
  return whom ? `Contain ${whom} ${where}` : `${playbook.title}: contain ${place}${where}`;
}

/** Acting alone is never quiet. */
function glassWarning(view: PlanView): Text | undefined {
  const vote = view.votes.find((v) => v.decision === 'break-glass');
  if (!vote) return undefined;
  return ['Carried out without its approvers by ', { person: vote.person }, `. ${vote.reason}; ${vote.second}`];
}

function draw(view: PlanView, incident: Incident, people: readonly Person[], length: Length): Card {
  const { plan } = view;
  const outcome = outcomeOf(view);
  const blocks: Block[] = [
    { block: outcome.tone === 'bad' || outcome.tone === 'warning' ? 'warning' : 'text', text: [outcome.sentence] },
  ];
  const glass = glassWarning(view);
  if (glass) blocks.push({ block: 'warning', text: glass });
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
      { block: 'facts', facts: requestFacts(view, incident) },
      ...stageBlocks(view, people),
      { block: 'facts', facts: [blastRadius(view), ...(plan.body.kind === 'contain' ? [putBack(view)] : [])] },
      ...limitBlocks(view, length),
      { block: 'facts', facts: decisionFacts(view, incident, people) },
    ],
    buttons: planButtons(view, incident, length === 'whole'),
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
  return { ...card, blocks: [...card.blocks, ...details, digest] };
}
