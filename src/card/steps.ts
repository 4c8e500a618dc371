import { EVER, groupsAsked, sayNeeds } from '../approval/needs.ts';
import type { Evidence } from '../domain/action.ts';
import type { Block, StepLine, Text } from '../domain/card.ts';
import type { Person } from '../domain/person.ts';
import type { PlannedStep } from '../domain/plan.ts';
import type { Step } from '../domain/run.ts';
import { codeSpans } from './notice.ts';
import { nameOf, type PlanView } from './view.ts';
import { brief } from './words.ts';

/** Characters of one look at a cloud; the whole of it stands in the full plan. */
const LOOK = 110;

function said(look: Evidence | undefined): string {
  return look ? ` ${look.asked} → ${brief(look.saw, LOOK)}` : '';
}

/** The effect that proves the step. Actions put it before the controls that prove the proof. */
function proofOf(step: Step): Evidence | undefined {
  return step.evidence?.find((e) => e.kind === 'effect') ?? step.evidence?.at(-1);
}

/** What a state's word leaves open: when, the proof, or what went wrong and the fix. */
function noteOf(step: Step): Text | undefined {
  if (step.state === 'verified') return [{ time: step.verifiedAt ?? '' }, said(proofOf(step))];
  if (step.fault) return codeSpans(`${step.fault.message} Fix: ${step.fault.fix}`);
  if (step.state !== 'applied') return undefined;
  return [{ time: step.appliedAt ?? '' }, said((step.evidence ?? []).find((e) => !e.ok))];
}

function lineOf(planned: PlannedStep, step: Step | undefined): StepLine {
  const { cloud, title } = planned;
  if (!step || step.state === 'waiting') return { cloud, title };
  const note = noteOf(step);
  return { cloud, title, state: step.state, ...(note ? { note } : {}) };
}

/** A stage's line of votes: `needs 1 of security-oncall, with a fresh sign-in; approved by Ana`. */
function sayVotes(view: PlanView, stage: number, people: readonly Person[]): string {
  const { needs, fresh } = view.plan.body.stages[stage]!;
  const groups = groupsAsked(needs, EVER);
  const yes = view.votes.filter(
    (v) => v.decision === 'approve' && (!fresh || v.proof) && v.groups.some((g) => groups.has(g)),
  );
  const by = yes.length > 0 ? `; approved by ${yes.map((v) => nameOf(people, v.person)).join(', ')}` : '';
  return `needs ${sayNeeds(needs)}${fresh ? ', with a fresh sign-in' : ''}${by}`;
}

/** Each stage with its steps, as far as they are. */
export function stageBlocks(view: PlanView, people: readonly Person[]): Block[] {
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
