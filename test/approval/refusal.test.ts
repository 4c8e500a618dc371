import { describe, expect, it } from 'vitest';
import { refusal } from '../../src/approval/refusal.ts';
import type { Vote } from '../../src/domain/approval.ts';
import { incident, PEOPLE, viewOf } from '../card/views.ts';

const { plan, votes } = viewOf({ status: 'pending', states: ['waiting', 'waiting'], votes: ['approve', 'approve'] });

/** What the requester is told who presses Approve. */
function fix(cast: readonly Vote[], people = PEOPLE, body = plan.body): string {
  const who = { plan: { ...plan, body }, incident: incident(), person: PEOPLE[0]!, decision: 'approve' as const };
  const ballot = { ...who, actor: { person: 'ana', surface: 'slack' as const }, authenticated: 'by Slack' };
  return refusal(ballot, people, cast)!.fix;
}

describe('a refusal names who can vote', () => {
  it('before anybody has', () => {
    expect(fix([])).toBe('Bo or Dee can.');
  });

  it('and apart from them who has', () => {
    expect(fix(votes.slice(0, 1))).toBe('Bo approved already; Dee still can.');
    expect(fix(votes)).toBe('Bo and Dee approved already; nobody else can.');
  });

  it('a press without the sign-in that a stage asks for is no vote yet', () => {
    const fresh = { ...plan.body, stages: plan.body.stages.map((s) => ({ ...s, fresh: true })) };
    expect(fix(votes, PEOPLE, fresh)).toBe('Bo or Dee can.');
  });
});
