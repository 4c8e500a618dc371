import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanBody } from '../../src/domain/plan.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { narrowed } from '../../src/plan/narrow.ts';
import { viewOf } from '../card/views.ts';

const idsOf = (body: PlanBody) => body.stages.flatMap((stage) => stage.steps.map((s) => s.id));
const bodies = fc
  .integer({ min: 1, max: 7 })
  .map((n) => viewOf({ status: 'pending', states: Array.from({ length: n }, () => 'waiting') }).plan.body);
const asked = bodies.chain((body) => fc.tuple(fc.constant(body), fc.subarray(idsOf(body))));

describe('narrowing', () => {
  it('only leaves out: what stays is what was there, in its order, with all that it needed', () => {
    fc.assert(
      fc.property(asked, ([body, drop]) => {
        const ids = idsOf(body);
        if (drop.length === 0 || drop.length === ids.length) {
          expect(() => narrowed(body, drop)).toThrow(/would be the same|Nothing would be left/);
          return;
        }
        const less = narrowed(body, drop);
        expect(idsOf(less)).toEqual(ids.filter((id) => !drop.includes(id)));
        expect(digestOf(less).digest).not.toBe(digestOf(body).digest);
        for (const stage of less.stages) {
          const { steps: _now, ...words } = stage;
          const { steps: before, ...same } = body.stages.find((s) => s.id === stage.id)!;
          expect(words).toEqual(same);
          for (const step of stage.steps) expect(before).toContainEqual(step);
        }
        expect({ ...less, stages: [] }).toEqual({ ...body, stages: [] });
      }),
    );
  });

  it('names the steps that there are when it is asked for one that is not', () => {
    const { body } = viewOf({ status: 'pending', states: ['waiting', 'waiting'] }).plan;
    expect(() => narrowed(body, ['step-0', 'elsewhere'])).toThrow('no step "elsewhere"');
  });
});
