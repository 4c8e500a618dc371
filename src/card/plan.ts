import { sayNeeds } from '../approval/needs.ts';
import type { Block, Button, Card, StepLine, Text } from '../domain/card.ts';
import type { Incident } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import { type PlannedStep, shortDigest } from '../domain/plan.ts';
import type { Step } from '../domain/run.ts';
import { outcomeOf } from './outcome.ts';
import { nameOf, type PlanView } from './view.ts';
import { CLOUD_NAMES, count, distinct, duration, STEP_WORDS, sayResidual } from './words.ts';

function noteOf(step: Step | undefined): Text | undefined {
  if (!step) return undefined;
  const word = STEP_WORDS[step.state];
  if (step.fault && step.state !== 'verified') return [`${word}. ${step.fault.message} Fix: ${step.fault.fix}`];
  if (step.state === 'verified') {
    const proof = (step.evidence ?? []).findLast((e) => e.kind === 'effect') ?? step.evidence?.at(-1);
    return [{ time: step.verifiedAt ?? '' }, ` ${word}${proof ? `: ${proof.asked} → ${proof.saw}` : ''}`];
  }
  if (step.state === 'applied') {
    const open = (step.evidence ?? []).find((e) => !e.ok);
    return [{ time: step.appliedAt ?? '' }, ` ${word}${open ? `: ${open.asked} → ${open.saw}` : ''}`];
  }
  return [word];
}

function lineOf(planned: PlannedStep, step: Step | undefined): StepLine {
  const note = noteOf(step);
  return {
    cloud: planned.cloud,
    title: planned.title,
    ...(step && step.state !== 'waiting' ? { state: step.state } : {}),
    ...(note && step?.state !== 'waiting' ? { note } : {}),
  };
}

/** A stage's line of votes: `needs 1 of security-oncall; approved by Ana`. */
function sayVotes(view: PlanView, stage: number, people: readonly Person[]): string {
  const needs = view.plan.body.stages[stage]!.needs;
  const groups = new Set(needs.map((n) => n.group));
  const yes = view.votes.filter((v) => v.decision === 'approve' && v.groups.some((g) => groups.has(g)));
  const by = yes.length > 0 ? `; approved by ${yes.map((v) => nameOf(people, v.person)).join(', ')}` : '';
  return `needs ${sayNeeds(needs)}${by}`;
}

function stages(view: PlanView, people: readonly Person[]): Block[] {
  return view.plan.body.stages.map((stage, i) => ({
    block: 'stage',
    title: `${i + 1}  ${stage.title}`,
    needs: sayVotes(view, i, people),
    steps: stage.steps.map((planned) =>
      lineOf(
        planned,
        view.run.steps.find((s) => s.id === planned.id),
      ),
    ),
  }));
}

function limits(view: PlanView): Block[] {
  const steps = view.plan.body.stages.flatMap((s) => s.steps);
  const blocks: Block[] = [];
  const residual = steps.flatMap((p) => {
    const at = view.run.steps.find((s) => s.id === p.id)?.receipt?.applied?.at;
    return p.residual.map((r) => [`${CLOUD_NAMES[p.cloud]}: `, ...sayResidual(r, at)]);
  });
  const unique = residual.filter((r, i) => residual.findIndex((o) => JSON.stringify(o) === JSON.stringify(r)) === i);
  if (unique.length > 0) blocks.push({ block: 'list', title: 'Still possible for a while', items: unique });
  const open = distinct(steps.flatMap((p) => p.notStopped.map((n) => `${CLOUD_NAMES[p.cloud]}: ${n}`)));
  if (open.length > 0) blocks.push({ block: 'list', title: 'Not stopped by this', items: open.map((o) => [o]) });
  if (view.plan.body.unplanned.length > 0) {
    blocks.push({
      block: 'list',
      title: 'Not in this plan',
      items: view.plan.body.unplanned.map((u) => [`${u.action}: ${u.why} Fix: ${u.fix}`]),
    });
  }
  return blocks;
}

function reversal(view: PlanView): string {
  const steps = view.plan.body.stages.flatMap((s) => s.steps);
  if (view.plan.body.kind === 'release')
    return view.plan.body.early
      ? 'Early: stolen tokens may come back to life.'
      : 'Safe: no stolen token is alive any more.';
  const fixed = steps.filter((s) => s.reversible === 'none').length;
  const after = Math.max(0, ...steps.map((s) => s.safeReleaseAfterSeconds));
  const back =
    fixed === 0 ? 'Everything here can be put back.' : `${count(fixed, 'step')} of ${steps.length} cannot be put back.`;
  return after > 0 ? `${back} Safe to release ${duration(after)} after it is applied.` : back;
}

function facts(view: PlanView, people: readonly Person[]): Block {
  const { plan } = view;
  const list: { label: string; value: Text }[] = [
    {
      label: 'Requested by',
      value: [{ person: plan.body.requester }, plan.body.reason ? `: ${plan.body.reason}` : ''],
    },
    { label: 'Put back', value: [reversal(view)] },
    { label: 'Planned', value: [{ time: plan.createdAt }] },
  ];
  if (plan.status === 'pending') {
    list.push(
      { label: 'Approve by', value: [{ time: plan.approveBy }] },
      { label: 'Carried out by', value: [{ time: plan.executeBy }] },
    );
  }
  for (const vote of view.votes) {
    const word = vote.decision === 'approve' ? 'Approved by' : 'Denied by';
    const how = `, ${vote.authenticated}${vote.reason ? `: ${vote.reason}` : ''}`;
    list.push({ label: word, value: [nameOf(people, vote.person), ' ', { time: vote.at }, how] });
  }
  return { block: 'facts', facts: list };
}

function buttons(view: PlanView): Button[] {
  const { plan, run } = view;
  const list: Button[] = [];
  if (plan.status === 'pending') {
    list.push(
      { verb: 'approve', ref: plan.id, label: 'Approve', style: 'primary' },
      { verb: 'deny', ref: plan.id, label: 'Deny…', style: 'danger', form: denyForm(plan.id) },
    );
  }
  if (run.steps.some((s) => s.state === 'failed'))
    list.push({ verb: 'retry', ref: plan.id, label: 'Retry', style: 'primary' });
  list.push({ verb: 'plan', ref: plan.id, label: 'Details', style: 'default' });
  if (plan.body.kind === 'contain' && run.steps.some((s) => s.receipt) && run.state !== 'running') {
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

/** The plan, its approval and its progress: one card, one message, and in the end the record of what was done. */
export function planCard(view: PlanView, incident: Incident, people: readonly Person[]): Card {
  const { plan } = view;
  const outcome = outcomeOf(view);
  const title = plan.body.kind === 'release' ? `Release ${incident.id}` : plan.body.playbook.title;
  return {
    kind: 'plan',
    id: plan.id,
    mode: plan.body.mode,
    severity: incident.severity,
    tone: outcome.tone,
    title: `${title} · plan ${shortDigest(plan.digest)}`,
    summary: outcome.sentence,
    blocks: [
      { block: outcome.tone === 'bad' || outcome.tone === 'warning' ? 'warning' : 'text', text: [outcome.sentence] },
      ...stages(view, people),
      ...limits(view),
      facts(view, people),
    ],
    buttons: buttons(view),
    path: `/plans/${plan.id}`,
  };
}

/** The whole plan: each change with before and after, and the evidence of each step. */
export function fullPlanCard(view: PlanView, incident: Incident, people: readonly Person[]): Card {
  const card = planCard(view, incident, people);
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
