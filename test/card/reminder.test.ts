import { describe, expect, it } from 'vitest';
import { reminder } from '../../src/card/reminder.ts';
import type { PlanView } from '../../src/card/view.ts';
import type { Vote } from '../../src/domain/approval.ts';
import type { Event } from '../../src/domain/event.ts';
import { incident, PEOPLE, viewOf } from './views.ts';

const HALF = { type: 'approval.reminded', at: '2026-11-22T03:15:00.000Z', data: { what: 'half' } } as unknown as Event;

/** The reminder of a plan whose second stage asks for a sign-in of its own. */
function said(votes: Vote['decision'][], people = PEOPLE): string {
  const view: PlanView = viewOf({ status: 'pending', states: ['waiting', 'waiting'], votes });
  view.plan.body.stages[1]!.fresh = true;
  const [one] = reminder({ incident: incident(), plans: [view], told: [], people }, view, HALF);
  return one!.card.summary;
}

describe('a reminder', () => {
  it('names whoever has not voted', () => {
    expect(said([])).toMatch(
      /^Half of the time is over\. Bo, Dee: this plan waits for you until 2026-11-22 03:10:00Z\.$/,
    );
  });

  it('names nobody of a tier that opens later, and the tier beside the others from its second on', () => {
    const view = viewOf({ status: 'pending', states: ['waiting'] });
    view.plan.createdAt = '2026-11-22T03:00:00.000Z';
    const tier = (afterSeconds: number) => {
      // biome-ignore lint/suspicious/noThenProperty: the word that plans use for the next tier; it is a list.
      view.plan.body.stages[0]!.needs = [{ group: 'oncall', count: 1, then: [{ group: 'platform', afterSeconds }] }];
      const [one] = reminder({ incident: incident(), plans: [view], told: [], people: PEOPLE }, view, HALF);
      return one!.card.summary;
    };
    expect(tier(901)).toMatch(/^Half of the time is over\. Bo: this plan waits/);
    expect(tier(900)).toMatch(/^Half of the time is over\. Bo, Dee: this plan waits/);
  });

  it('tells whoever pressed without the sign-in what is missing', () => {
    expect(said(['approve', 'approve'])).toMatch(
      /over\. Dee: you approved, but stage 2 counts only after you sign in again; press Approve for a new link\. This plan waits for platform until /,
    );
  });

  it('names the groups where nobody is left to name', () => {
    const nobody = PEOPLE.filter((p) => p.id !== 'dee');
    expect(said(['approve'], nobody)).toMatch(/^Half of the time is over\. This plan waits for platform until /);
  });
});
