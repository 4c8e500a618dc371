import { describe, expect, it } from 'vitest';
import { fullPlanCard, planCard } from '../../src/card/plan.ts';
import type { PlanView } from '../../src/card/view.ts';
import type { Residual } from '../../src/domain/action.ts';
import type { Card } from '../../src/domain/card.ts';
import { incident, PEOPLE, viewOf } from './views.ts';

const LEFT = 'What each step alone leaves possible';
const OPEN = 'What each step alone does not stop';

/** What a list of a card says, a line each; times in angle brackets. */
function list(card: Card, title: string): string[] {
  const block = card.blocks.find((b) => b.block === 'list' && b.title === title);
  if (block?.block !== 'list') return [];
  return block.items.map((item) => item.map((s) => (typeof s === 'string' ? s : `<${Object.values(s)[0]}>`)).join(''));
}

function planned(change: (steps: PlanView['plan']['body']['stages'][number]['steps']) => void): PlanView {
  const view = viewOf({ status: 'pending', states: ['waiting', 'waiting', 'waiting'] });
  change(view.plan.body.stages.flatMap((s) => s.steps));
  return view;
}

const residual = (what: string, forSeconds: number | null): Residual => ({ what, forSeconds, why: 'Because of X.' });
const short = (view: PlanView) => planCard(view, incident(), PEOPLE);
const whole = (view: PlanView) => fullPlanCard(view, incident(), PEOPLE);

describe('what a plan leaves open', () => {
  const view = planned((steps) => {
    for (const [i, step] of steps.entries()) {
      step.notStopped = Array.from({ length: 4 }, (_, n) => `Thing ${n} of ${i}.`);
      step.residual = [residual(`token ${i}`, 600 * (i + 1)), residual('a shared token', 60 * (i + 1))];
    }
    steps[0]!.residual.push(residual('a machine', null));
  });

  it('is short where people decide, and says how much more there is', () => {
    expect(list(short(view), OPEN)).toHaveLength(5);
    expect(list(short(view), OPEN).at(-1)).toBe('8 more in Details');
  });

  it('is whole in the full plan, with the reasons', () => {
    expect(list(whole(view), OPEN)).toHaveLength(12);
    expect(list(whole(view), LEFT).every((line) => line.endsWith('Because of X.'))).toBe(true);
    expect(JSON.stringify(whole(view))).not.toContain('more in Details');
  });

  it('hears each cloud before any of them is heard out', () => {
    expect(
      new Set(
        list(short(view), OPEN)
          .slice(0, 3)
          .map((line) => line.split(':')[0]),
      ),
    ).toEqual(new Set(['AWS', 'Google Cloud', 'Azure']));
  });

  it('says first what lasts longest, and a thing of one cloud once', () => {
    const lines = list(whole(view), LEFT);
    expect(lines[0]).toContain('a machine: does not end by itself');
    expect(lines[1]).toContain('up to 30 min longer');
    const twice = planned((steps) => {
      steps[0]!.residual = [residual('a token', 60)];
      steps[1]!.residual = [residual('a token', 3600)];
      steps[1]!.cloud = steps[0]!.cloud;
    });
    expect(list(short(twice), LEFT)).toEqual([expect.stringContaining('up to 1 h longer')]);
  });
});

describe('who can approve', () => {
  const said = (view: PlanView, suspects: string[] = []) => {
    const { blocks } = planCard(view, { ...incident(), suspects }, PEOPLE);
    const facts = blocks.flatMap((b) => (b.block === 'facts' ? b.facts : []));
    return JSON.stringify(facts.filter((f) => ['Votes', 'Approve by'].includes(f.label)));
  };

  it('is named with the time until when, without the one who asked and without suspects', () => {
    const view = planned(() => undefined);
    view.plan.body.requester = 'ana';
    expect(said(view)).toContain('"bo"');
    expect(said(view)).toContain('"dee"');
    expect(said(view)).toContain(view.plan.approveBy);
    expect(said(view)).not.toContain('"ana"');
    expect(said(view, ['bo'])).not.toContain('"bo"');
  });

  it('is said no more when it is decided', () => {
    expect(said(viewOf({ status: 'denied', states: ['waiting'] }))).toBe('[]');
  });
});
