import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replacedBy, standing } from '../../src/approval/lend.ts';
import { approvers, EVER, unreachable } from '../../src/approval/needs.ts';
import type { Delegation } from '../../src/approval/record.ts';
import { tiered } from '../../src/approval/rules.ts';
import type { Vote } from '../../src/domain/approval.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Needs } from '../../src/domain/playbook.ts';
import { viewOf } from '../card/views.ts';

const GROUPS = ['security', 'cloud', 'legal'] as const;
const IDS = ['ana', 'bo', 'cy', 'di'];
const person = fc.constantFrom(...IDS);
const groups = fc.subarray([...GROUPS]);
const people = fc
  .array(groups, { minLength: IDS.length, maxLength: IDS.length })
  .map((all): Person[] => all.map((g, i) => ({ id: IDS[i]!, name: IDS[i]!, groups: g })));
const lent = fc.array(
  fc.record({ from: person, to: person, groups, id: fc.constant('1'), until: fc.constant(''), at: fc.constant('') }),
  { maxLength: 5 },
) as fc.Arbitrary<Delegation[]>;
const votes = fc.array(
  fc.record({ person, groups }).map(
    (v): Vote => ({
      ...v,
      decision: 'approve',
      surface: 'slack',
      authenticated: 'test',
      at: '',
    }),
  ),
  { maxLength: 3 },
);
const planBy = (requester: string) => {
  const { plan } = viewOf({ status: 'pending', states: ['waiting'] });
  return { ...plan, body: { ...plan.body, requester } };
};

describe('a lent right', () => {
  it('never reaches further than the lender’s own: nothing lent on, and nothing where the lender could not vote', () => {
    fc.assert(
      fc.property(people, lent, votes, person, fc.subarray(IDS), (all, rights, cast, requester, suspects) => {
        for (const me of all) {
          const now = standing(me, rights, all, { plan: planBy(requester), suspects, votes: cast });
          expect(now.groups.slice(0, me.groups.length)).toEqual(me.groups);
          expect(now.groups.slice(me.groups.length)).toEqual(Object.keys(now.through));
          for (const [group, from] of Object.entries(now.through)) {
            const lender = all.find((p) => p.id === from)!;
            expect(lender.groups).toContain(group);
            expect(rights.some((d) => d.from === from && d.to === me.id && d.groups.includes(group))).toBe(true);
            expect([requester, me.id, ...suspects, ...cast.map((v) => v.person)]).not.toContain(from);
          }
        }
      }),
    );
  });

  it('counts once: whoever has voted in somebody’s place has taken it', () => {
    fc.assert(
      fc.property(people, lent, person, (all, rights, requester) => {
        const matter = { plan: planBy(requester) };
        for (const me of all) {
          const { through, groups: mine } = standing(me, rights, all, matter);
          const vote = {
            person: me.id,
            groups: mine,
            through,
            decision: 'approve',
            surface: 's',
            authenticated: 't',
            at: '',
          } as const;
          for (const lender of Object.values(through)) {
            expect(replacedBy(lender, [vote])).toBe(vote);
            for (const other of all.filter((p) => p.id !== me.id))
              expect(Object.values(standing(other, rights, all, { ...matter, votes: [vote] }).through)).not.toContain(
                lender,
              );
          }
          expect(replacedBy(me.id, [vote])).toBeUndefined();
        }
      }),
    );
  });
});

describe('tiers', () => {
  it('let more people vote as time goes by, and never fewer; without them nothing is easier', () => {
    const need = fc.record({ group: fc.constantFrom(...GROUPS), count: fc.integer({ min: 1, max: 3 }) });
    const tiers = fc.dictionary(
      fc.constantFrom(...GROUPS),
      fc.array(fc.record({ group: fc.constantFrom(...GROUPS), afterSeconds: fc.nat(600) }), { maxLength: 2 }),
    );
    fc.assert(
      fc.property(
        people,
        fc.array(need as fc.Arbitrary<Needs>),
        tiers,
        fc.nat(600),
        fc.nat(600),
        (all, plain, escalation, a, b) => {
          const needs = tiered(plain, escalation);
          const at = (seconds: number) => approvers(needs, all, 'ana', [], seconds).map((p) => p.id);
          expect(at(Math.max(a, b))).toEqual(expect.arrayContaining(at(Math.min(a, b))));
          expect(at(EVER)).toEqual(expect.arrayContaining(approvers(plain, all, 'ana', []).map((p) => p.id)));
          const left = (asked: typeof plain) => unreachable(asked, all, 'ana', []).length;
          expect(left(needs)).toBeLessThanOrEqual(left(plain));
          expect(needs.map(({ group, count }) => ({ group, count }))).toEqual(plain);
        },
      ),
    );
  });
});
