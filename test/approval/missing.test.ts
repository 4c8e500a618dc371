import { describe, expect, it } from 'vitest';
import { type Demand, missing, type Vote } from '../../src/domain/approval.ts';

const ASKED = '2026-11-22T03:00:00.000Z';
const vote = (person: string, groups: string[], more: Partial<Vote> = {}): Vote => ({
  person,
  decision: 'approve',
  groups,
  surface: 'slack',
  authenticated: 'by Slack',
  at: '2026-11-22T03:05:00.000Z',
  ...more,
});
const left = (needs: Demand[], ...votes: Vote[]) => missing({ needs }, votes, ASKED).map((n) => n.count);
const TWO: Demand[] = [{ group: 'security', count: 2 }];
const through = { security: 'ella' };

describe('what is missing', () => {
  it('counts rights and not hands: a lender and all who borrowed the same right are one', () => {
    const lent = [vote('gil', ['security'], { through }), vote('hal', ['security'], { through })];
    expect(left(TWO, ...lent)).toEqual([1]);
    expect(left(TWO, ...lent, vote('bo', ['security']))).toEqual([]);
  });

  it('counts nothing that was lent by somebody who has voted too', () => {
    expect(left(TWO, vote('gil', ['security'], { through }), vote('ella', ['security']))).toEqual([1]);
  });

  it('counts a right of one’s own before a lent one', () => {
    // biome-ignore lint/suspicious/noThenProperty: the word that plans use for the next tier; it is a list.
    const needs: Demand[] = [{ group: 'security', count: 2, then: [{ group: 'lead', afterSeconds: 60 }] }];
    const both = vote('gil', ['security', 'lead'], { through });
    expect(left(needs, both, vote('ella', ['security']))).toEqual([]);
  });

  it('lets a tier answer from its second on', () => {
    // biome-ignore lint/suspicious/noThenProperty: the word that plans use for the next tier; it is a list.
    const needs: Demand[] = [{ group: 'security', count: 1, then: [{ group: 'lead', afterSeconds: 300 }] }];
    expect(left(needs, vote('li', ['lead']))).toEqual([]);
    expect(left(needs, vote('li', ['lead'], { at: '2026-11-22T03:04:59.999Z' }))).toEqual([1]);
  });

  it('is a sign-in, where a stage asks for one', () => {
    expect(missing({ needs: TWO, fresh: true }, [vote('bo', ['security'])], ASKED)).toEqual(TWO);
  });
});
