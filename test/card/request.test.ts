import { describe, expect, it } from 'vitest';
import { planCard } from '../../src/card/plan.ts';
import { blastRadius } from '../../src/card/request.ts';
import { reviewCard } from '../../src/card/review.ts';
import { incident, PEOPLE, viewOf } from './views.ts';

const view = viewOf({ status: 'pending', states: ['waiting', 'waiting', 'waiting'] });

describe('what a card says of a request', () => {
  it('names the place where the playbook is told one, and no identity', () => {
    const titleWith = (inputs: Record<string, string>) => {
      const { plan } = view;
      const body = { ...plan.body, playbook: { ...plan.body.playbook, title: 'GPU hijack' }, inputs };
      return planCard({ ...view, plan: { ...plan, body } }, incident(), PEOPLE).title;
    };
    expect(titleWith({ place: 'ml-train' })).toBe('GPU hijack: contain ml-train on 3 clouds');
    expect(titleWith({})).toBe('GPU hijack: contain on 3 clouds');
    expect(titleWith({ identity: 'ml-train' })).toBe('Contain ml-train on 3 clouds');
  });

  it('counts places of all clouds by their names', () => {
    expect(blastRadius(view).value).toEqual(['3 changes to 3 resources in 3 accounts, projects or subscriptions']);
  });
});

describe('the card of a review', () => {
  it('says who may do it, and by when', () => {
    const dueBy = '2026-11-23T03:10:00.000Z';
    const open = { plan: 'plan-1', incident: 'INC-1', person: 'bo', openedAt: '2026-11-22T03:10:00.000Z', dueBy };
    expect(reviewCard(open, PEOPLE).summary).toBe(
      'Bo broke the glass in INC-1. Somebody else must review it by 2026-11-23 03:10:00Z: a Responder, an Approver or an Auditor, and not whoever asked for the plan.',
    );
  });
});
