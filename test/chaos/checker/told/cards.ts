import type { Card, StepLine } from '../../../../src/domain/card.ts';
import type { PlanBody } from '../../../../src/domain/plan.ts';
import type { StepState } from '../../../../src/domain/run.ts';

/** A plan's card as a surface would have been handed it. */
export function planCard(
  id: string,
  body: PlanBody,
  states: (step: string) => { state: StepState; note?: string },
  said: { tone: Card['tone']; summary: string },
): Card {
  const line = (step: PlanBody['stages'][number]['steps'][number]): StepLine => {
    const { state, note } = states(step.id);
    const { cloud, title } = step;
    if (state === 'waiting') return { cloud, title };
    return { cloud, title, state, ...(note ? { note: [note] } : {}) };
  };
  return {
    kind: 'plan',
    id,
    mode: 'live',
    tone: said.tone,
    title: id,
    summary: said.summary,
    blocks: [
      { block: 'text', text: [said.summary] },
      ...body.stages.map((s) => ({ block: 'stage' as const, title: s.title, needs: '', steps: s.steps.map(line) })),
    ],
    buttons: [{ verb: 'plan', ref: id, label: 'Details', style: 'default' }],
  };
}

export function incidentCard(said: { tone: Card['tone']; summary: string }, clouds: Record<string, string>): Card {
  const facts = Object.entries(clouds).map(([label, value]) => ({ label, value: [value] }));
  return {
    kind: 'incident',
    id: 'INC-7',
    mode: 'live',
    tone: said.tone,
    title: 'INC-7: stolen',
    summary: said.summary,
    blocks: [
      { block: 'text', text: [said.summary] },
      { block: 'facts', facts },
    ],
    buttons: [],
  };
}
