import { describe, expect, it } from 'vitest';
import { approvers, raise, unreachable } from '../../src/approval/needs.ts';
import { missing, type Vote } from '../../src/domain/approval.ts';

const vote = (person: string, ...groups: string[]): Vote => ({
  person,
  decision: 'approve',
  groups,
  surface: 'slack',
  authenticated: 'slack',
  at: '2026-11-22T03:13:05.000Z',
});
const ASKED = '2026-11-22T03:12:44.000Z';
const people = [
  { id: 'ana', name: 'Ana', groups: ['security'] },
  { id: 'bo', name: 'Bo', groups: ['security', 'platform'] },
  { id: 'cy', name: 'Cy', groups: [] },
];

describe('a quorum', () => {
  it('is never met when nobody is named', () => {
    expect(missing({ needs: [] }, [vote('ana', 'security')], ASKED)).not.toEqual([]);
    expect(unreachable([], people, 'cy', [])).not.toEqual([]);
  });

  it('counts a person once, and for each group that the person is in', () => {
    const needs = [
      { group: 'security', count: 2 },
      { group: 'platform', count: 1 },
    ];
    expect(missing({ needs }, [vote('bo', 'security', 'platform'), vote('bo', 'security')], ASKED)).toEqual([
      { group: 'security', count: 1 },
    ]);
    expect(missing({ needs }, [vote('bo', 'security', 'platform'), vote('ana', 'security')], ASKED)).toEqual([]);
  });

  it('can be raised by configuration and never lowered', () => {
    expect(
      raise(
        [{ group: 'a', count: 2 }],
        [
          { group: 'a', count: 1 },
          { group: 'b', count: 1 },
        ],
      ),
    ).toEqual([
      { group: 'a', count: 2 },
      { group: 'b', count: 1 },
    ]);
  });

  it('leaves out the requester and whoever is under suspicion', () => {
    const needs = [{ group: 'security', count: 1 }];
    expect(approvers(needs, people, 'ana', []).map((p) => p.id)).toEqual(['bo']);
    expect(unreachable(needs, people, 'ana', ['bo'])).toEqual(needs);
  });
});
