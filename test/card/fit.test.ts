import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitsCard } from '../../src/card/fit.ts';
import { planCard } from '../../src/card/plan.ts';
import type { PlanBody } from '../../src/domain/plan.ts';
import { draw as inSlack } from '../../src/edge/slack/blocks.ts';
import { draw as inTeams } from '../../src/edge/teams/draw.ts';
import { incident, PEOPLE, viewOf } from './views.ts';

/** What whoever names things may choose: long, wide in UTF-8, or made of what JSON escapes. */
const named = (most: number) =>
  fc.tuple(fc.constantFrom('x', '漢', '😀', '"', 'a b'), fc.nat(most)).map(([c, n]) => c.repeat(n / c.length));
const step = fc.record({ title: named(320), notStopped: fc.array(named(300), { maxLength: 3 }), what: named(200) });
const plan = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 26 }),
  reason: named(500),
  unplanned: fc.array(fc.record({ action: named(60), why: named(300), fix: named(200) }), { maxLength: 4 }),
  votes: fc.subarray(['approve'] as const),
});
const NOBODY = { mention: () => undefined };

it('a plan that fits a card is cut by no chat: nobody approves there what cannot be read there', () => {
  let fitted = 0;
  fc.assert(
    fc.property(plan, ({ steps, reason, unplanned, votes }) => {
      const view = viewOf({ status: 'pending', states: steps.map(() => 'waiting' as const), votes });
      const body: PlanBody = {
        ...view.plan.body,
        reason,
        unplanned: unplanned.map((u, i) => ({ ...u, step: `x${i}` })),
        stages: view.plan.body.stages.map((stage) => ({
          ...stage,
          steps: stage.steps.map((planned) => {
            const { title, notStopped, what } = steps[Number(/\d+$/.exec(planned.id)?.[0] ?? 0) % steps.length]!;
            return { ...planned, title, notStopped, residual: [{ what, forSeconds: 3600, why: 'tokens live on' }] };
          }),
        })),
      };
      if (!fitsCard(body)) return;
      fitted++;
      const card = planCard({ ...view, plan: { ...view.plan, body } }, incident(), PEOPLE);
      expect([inSlack(card, NOBODY).cut, inTeams(card, NOBODY).cut]).toEqual([false, false]);
    }),
    { numRuns: 300 },
  );
  expect(fitted).toBeGreaterThan(10);
});

it('a dozen steps with names of the usual length fit', () => {
  const view = viewOf({ status: 'pending', states: Array.from({ length: 12 }, () => 'waiting' as const) });
  expect(fitsCard(view.plan.body)).toBe(true);
});
