import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullPlanCard, planCard } from '../../src/card/plan.ts';
import type { StepState } from '../../src/domain/run.ts';
import { incident, PEOPLE, type Shape, shapes, viewOf } from './views.ts';

const cardOf = (shape: Shape) => planCard(viewOf(shape), incident(shape.mode), PEOPLE);
const holds = (check: (shape: Shape) => void) => fc.assert(fc.property(shapes, check), { numRuns: 500 });
const touched = (shape: Shape) => viewOf(shape).run.steps.some((s) => s.receipt);
const verbs = (shape: Shape) => cardOf(shape).buttons.map((b) => b.verb);

describe('the card of a plan', () => {
  it('is green exactly when every step is verified, and nothing was left out of the plan', () =>
    holds((shape) => {
      const { tone } = cardOf(shape);
      const whole = shape.states.every((s) => s === 'verified') && shape.unplanned === 0;
      if (!whole) expect(tone).not.toBe('good');
      if (whole && shape.status === 'approved') expect(tone).toBe('good');
    }));

  it('never says that nothing was changed once something was', () =>
    holds((shape) => {
      if (touched(shape)) expect(cardOf(shape).summary).not.toMatch(/nothing (was|has been) changed/i);
    }));

  it('says the truth of it first, and says what is partial as a warning', () =>
    holds((shape) => {
      const card = cardOf(shape);
      expect(card.blocks[0]).toMatchObject({ text: [card.summary] });
      const ended = shape.states.every((s) => !['waiting', 'due', 'running', 'applied'].includes(s));
      const some = shape.states.includes('verified') && shape.states.some((s) => s !== 'verified');
      if (shape.status !== 'approved' || !ended || !some) return;
      expect(card.blocks[0]!.block).toBe('warning');
      expect(card.summary).toMatch(shape.kind === 'release' ? /^Partly released: / : /^Partly contained: /);
    }));

  it('can be approved and denied while it waits, and never after the decision', () =>
    holds((shape) => {
      const open = shape.status === 'pending';
      expect(verbs(shape).includes('approve')).toBe(open);
      expect(verbs(shape).includes('deny')).toBe(open);
    }));

  it('offers to try again what failed, and nothing else', () =>
    holds((shape) => {
      expect(verbs(shape).includes('retry')).toBe(shape.states.includes('failed'));
    }));

  it('offers a release of a containment that ended after it had begun, and of nothing else', () =>
    holds((shape) => {
      const view = viewOf(shape);
      const begun = view.run.state !== 'running' && touched(shape);
      expect(verbs(shape).includes('release')).toBe(begun && shape.kind !== 'release');
    }));

  it('wears its mode, and its buttons carry a reference and no payload', () =>
    holds((shape) => {
      const card = cardOf(shape);
      expect(card.mode).toBe(shape.mode);
      for (const button of card.buttons) expect(['plan-1', incident(shape.mode).id]).toContain(button.ref);
    }));

  it('gives each step that ended badly its reason and its fix', () =>
    holds((shape) => {
      const lines = cardOf(shape).blocks.flatMap((b) => (b.block === 'stage' ? b.steps : []));
      expect(lines).toHaveLength(shape.states.length);
      for (const line of lines.filter((l) => ['failed', 'changed', 'in-doubt'].includes(l.state ?? ''))) {
        expect(JSON.stringify(line.note)).toMatch(/The cloud said no\. Fix: Grant it\./);
      }
    }));

  it('is made of whole words: nothing undefined, no object, no markup of ours', () =>
    holds((shape) => {
      const text = JSON.stringify(fullPlanCard(viewOf(shape), incident(shape.mode), PEOPLE));
      expect(text).not.toMatch(/undefined|NaN|\[object|null/);
    }));
});

describe('what a person reads', () => {
  const all = (state: StepState) => [state, state, state];
  const cases: [string, Shape, string][] = [
    [
      'before a vote',
      { status: 'pending', states: all('waiting') },
      'Waiting for approval: 3 steps on 3 clouds, needs 1 of oncall and 1 of platform. Nothing has been changed yet.',
    ],
    [
      'at work',
      { status: 'approved', states: ['verified', 'applied', 'running'] },
      'In progress: 1 of 3 steps verified.',
    ],
    ['at the end', { status: 'approved', states: all('verified') }, 'Contained on 3 clouds, each step verified.'],
    [
      'in trouble',
      { status: 'approved', states: ['verified', 'failed', 'verified'], half: true },
      'Partly contained: 2 of 3 clouds (AWS, Azure). Failed at step 3 of 3, 2 changes applied.',
    ],
    ['when all of it failed', { status: 'approved', states: all('failed') }, 'Failed: nothing was changed.'],
    [
      'when it is over',
      { status: 'expired', states: all('expired') },
      'Expired, nothing was changed. `again` asks again, with a fresh plan.',
    ],
    [
      'when it was denied',
      { status: 'denied', states: all('cancelled'), votes: ['approve', 'deny'] },
      'Denied: wrong account. Nothing was changed.',
    ],
    [
      'when it was denied half way',
      { status: 'denied', states: ['verified', 'cancelled'], votes: ['approve', 'deny'] },
      'Denied: wrong account. What was done before stays done; see below.',
    ],
  ];
  it.each(cases)('%s', (_, shape, sentence) => {
    expect(cardOf(shape).summary).toBe(sentence);
  });
});
