import { describe, expect, it } from 'vitest';
import { planButtons } from '../../src/card/buttons.ts';
import { incident, viewOf } from './views.ts';

describe('the buttons of a plan that waits', () => {
  it('let whoever asked take it back, also where the glass can be broken', () => {
    const view = viewOf({ status: 'pending', states: ['waiting', 'waiting'] });
    view.plan.body.breakGlass = 'oncall';
    const verbs = planButtons(view, incident(), false).map((b) => b.verb);
    expect(verbs).toEqual(['approve', 'deny', 'narrow', 'plan', 'break-glass', 'withdraw']);
  });

  it('are never more than Teams shows', () => {
    const view = viewOf({ status: 'pending', states: ['failed', 'waiting', 'expired'] });
    view.plan.body.breakGlass = 'oncall';
    expect(planButtons(view, incident(), false).length).toBeLessThanOrEqual(6);
  });
});
