import type { PlanBody } from '../domain/plan.ts';

/** Step lines and characters of a plan that people still read in a message of a chat, on a phone. */
const MOST = { steps: 24, characters: 6000 } as const;

/** Whether a card in a chat shows all that the plan would do. Depends on the plan alone, and not on who looks. */
export function fitsCard(body: PlanBody): boolean {
  const steps = body.stages.flatMap((s) => s.steps);
  const words = [
    ...body.stages.map((s) => s.title),
    ...steps.map((s) => s.title),
    ...body.unplanned.map((u) => u.action + u.why + u.fix),
  ];
  const characters = words.reduce((sum, text) => sum + text.length, 0);
  return steps.length <= MOST.steps && characters <= MOST.characters;
}
