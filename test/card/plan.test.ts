import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullPlanCard, planCard } from '../../src/card/plan.ts';
import { signOf } from '../../src/card/sign.ts';
import { noticesOf } from '../../src/card/thread.ts';
import type { IncidentView } from '../../src/card/view.ts';
import type { StepState } from '../../src/domain/run.ts';
import { incident, PEOPLE, type Shape, shapes, viewOf } from './views.ts';

const cardOf = (shape: Shape) => planCard(viewOf(shape), incident(shape.mode), PEOPLE);
const holds = (check: (shape: Shape) => void) => fc.assert(fc.property(shapes, check), { numRuns: 500 });
const touched = (shape: Shape) => viewOf(shape).run.steps.some((s) => s.receipt);
const threadView = (shape: Shape): IncidentView => ({
  incident: incident(shape.mode),
  plans: [viewOf(shape)],
  told: [],
  people: PEOPLE,
});
const threadOf = (shape: Shape) => noticesOf(threadView(shape)).map((n) => n.card);
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
      if (!touched(shape)) return;
      const said = [cardOf(shape), fullPlanCard(viewOf(shape), incident(shape.mode), PEOPLE), ...threadOf(shape)];
      const lines = cardOf(shape).blocks.flatMap((b) => (b.block === 'stage' ? b.steps : []));
      for (const { state, note } of lines) if (state) expect(signOf(state, note)).not.toMatch(/nothing was changed/);
      for (const card of said) expect(JSON.stringify(card)).not.toMatch(/nothing (was|has been) changed/i);
    }));

  it('says so in its outcome where nothing was changed, and never that it failed where a cloud had changed', () =>
    holds((shape) => {
      const { summary } = cardOf(shape);
      const over = viewOf(shape).run.state !== 'running' && shape.status !== 'pending';
      if (over && !touched(shape)) expect(summary).toMatch(/nothing (was|has been) changed/i);
      if (!shape.states.includes('failed')) expect(summary).not.toMatch(/fail/i);
    }));

  it('offers Ask again wherever it says so', () =>
    holds((shape) => {
      if (cardOf(shape).summary.includes('Press Ask again')) expect(verbs(shape)).toContain('again');
    }));

  it('tells each end once, and only to people who had a part in it', () =>
    holds((shape) => {
      const keys = noticesOf(threadView(shape)).map((n) => n.key);
      expect(new Set(keys).size).toBe(keys.length);
      const over = viewOf(shape).run.state !== 'running';
      const ends = keys.filter((key) => /^(outcome|ended):/.test(key));
      if (ends.length > 0) expect(over).toBe(true);
      if (over && (touched(shape) || shape.status === 'expired')) expect(ends).toHaveLength(1);
      for (const { tell = [] } of noticesOf(threadView(shape)))
        expect(['ana', 'bo', 'dee']).toEqual(expect.arrayContaining([...tell]));
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
      'Partly contained: 2 of 3 clouds (AWS, Azure). Failed at step 3 of 3, 2 of 3 steps applied.',
    ],
    ['when all of it failed', { status: 'approved', states: all('failed') }, 'Failed: nothing was changed.'],
    [
      'when it is over',
      { status: 'expired', states: all('expired') },
      'Expired, nothing was changed. Press Ask again.',
    ],
    [
      'when an old record calls it expired, and a part was done',
      { status: 'expired', states: ['verified', 'expired', 'verified', 'expired'], votes: ['approve'] },
      'Expired: 2 of 4 steps were not approved in time and were not done. What was done before stays done; see below. Press Ask again for the rest.',
    ],
    [
      'when a part was not approved in time',
      { status: 'approved', states: ['verified', 'expired', 'verified', 'expired'], votes: ['approve'] },
      'Partly contained: 1 of 3 clouds (Azure). Steps 3 and 4 of 4 were not done: nobody of platform approved them by 03:10Z. Press Ask again for the rest.',
    ],
    [
      'when a part had not begun in time',
      { status: 'approved', states: ['verified', 'verified', 'verified', 'expired'], votes: ['approve', 'approve'] },
      'Partly contained: 2 of 3 clouds (Azure, Google Cloud). Step 4 of 4 was not done: the time to carry it out ended at 03:10Z, before it had begun. Press Ask again for the rest.',
    ],
    [
      'when a cloud had changed before anything began',
      { status: 'approved', states: all('changed') },
      'Stopped before acting: the cloud had changed since the plan, and nothing was changed. The difference stands below. Press Ask again, with the cloud as it is now.',
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
