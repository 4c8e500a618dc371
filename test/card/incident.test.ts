import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incidentCard } from '../../src/card/incident.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { incident, PEOPLE, type Shape, shapes, viewOf } from './views.ts';

const cardOf = (plans: Shape[], change: Partial<Incident> = {}) =>
  incidentCard({
    incident: { ...incident(plans[0]?.mode), ...change },
    plans: plans.map(viewOf),
    told: [],
    people: PEOPLE,
  });
const holds = (check: (plans: Shape[]) => void) =>
  fc.assert(fc.property(fc.array(shapes, { maxLength: 3 }), check), { numRuns: 500 });
const touched = (shape: Shape) => viewOf(shape).run.steps.some((s) => s.receipt);

const contained: Shape = { status: 'approved', states: ['verified', 'verified', 'verified'] };

describe('the card of an incident', () => {
  it('is never green before the plan that acted last is verified', () =>
    holds((plans) => {
      const last = plans.findLast(touched);
      const whole = last?.states.every((s) => s === 'verified') && last.unplanned === 0;
      if (!whole) expect(cardOf(plans).tone).not.toBe('good');
    }));

  it('never says that nothing was contained or changed once something was', () =>
    holds((plans) => {
      if (!plans.some(touched)) return;
      expect(cardOf(plans).summary).not.toMatch(/nothing (was|has been) (changed|contained)/i);
    }));

  it('wears its mode and severity, and says first what is so', () =>
    holds((plans) => {
      const card = cardOf(plans);
      expect(card).toMatchObject({ mode: incident(plans[0]?.mode).mode, severity: 1 });
      expect(card.blocks[0]).toMatchObject({ text: [card.summary] });
    }));

  it('goes on saying that it is contained while a later plan waits, and that one waits', () => {
    const card = cardOf([contained, { kind: 'release', status: 'pending', states: ['waiting', 'waiting'] }]);
    expect(card).toMatchObject({ tone: 'good', summary: 'Contained on 3 clouds, each step verified.' });
    expect(JSON.stringify(card.blocks)).toContain('Waiting for approval');
  });

  it('goes on saying so when a later plan expired or was denied', () => {
    for (const status of ['expired', 'denied'] as const) {
      const state = status === 'expired' ? 'expired' : 'cancelled';
      expect(cardOf([contained, { status, states: [state, state] }]).summary).toMatch(/^Contained on 3 clouds/);
    }
  });

  it('has nothing left to press once it is closed', () => {
    const card = cardOf([contained], { status: 'closed' });
    expect(card).toMatchObject({ tone: 'neutral', buttons: [] });
  });

  it('begins with a warning that nothing is contained', () => {
    expect(cardOf([])).toMatchObject({ tone: 'warning', summary: 'Open. Nothing has been contained yet.' });
  });
});
