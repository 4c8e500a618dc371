import { describe, expect, it } from 'vitest';
import { check, PROMISES } from './check.ts';
import type { Spoilt } from './told/spoilt.ts';
import { SPOILT_APPROVALS } from './told/spoilt-approval.ts';
import { SPOILT_EFFECTS, SPOILT_RECEIPTS, SPOILT_RELEASES } from './told/spoilt-effects.ts';
import { SPOILT_QUORUMS } from './told/spoilt-quorum.ts';
import { SPOILT_CARDS, SPOILT_CHAINS, SPOILT_TIMES } from './told/spoilt-stories.ts';
import { SPOILT_WORK } from './told/spoilt-work.ts';
import {
  deniedTale,
  expiredTale,
  partlyTale,
  retriedTale,
  takenOverTale,
  wholeTale,
  zombieTale,
} from './told/tales.ts';
import { freshTale, glassTale, lentTale, takenBackTale, tieredTale, withdrawnTale } from './told/tales-of-votes.ts';

describe('a history in which every promise was kept', () => {
  it.each([
    ['contained and put back', wholeTale],
    ['denied', deniedTale],
    ['expired', expiredTale],
    ['partly contained', partlyTale],
    ['taken over from a worker that died', takenOverTale],
    ['with a late call of a worker that was stopped', zombieTale],
    ['sent back to work by a person', retriedTale],
    ['approved with fresh sign-ins', freshTale],
    ['approved by the next tier', tieredTale],
    ['approved with a lent right', lentTale],
    ['carried out by breaking the glass', glassTale],
    ['with a vote that was taken back', takenBackTale],
    ['withdrawn half-way', withdrawnTale],
  ])('passes: %s', (_, tale) => {
    expect(check(tale())).toEqual([]);
  });
});

const SPOILT: Record<string, Spoilt[]> = {
  unapproved: [...SPOILT_APPROVALS, ...SPOILT_QUORUMS],
  lost: SPOILT_WORK,
  twice: SPOILT_EFFECTS,
  receipt: SPOILT_RECEIPTS,
  release: SPOILT_RELEASES,
  chain: SPOILT_CHAINS,
  cards: SPOILT_CARDS,
  'late-truth': SPOILT_TIMES,
};

describe.each(Object.entries(SPOILT))('%s is caught and named', (promise, all) => {
  it.each(all)('$name', ({ tale, spoil, also = [] }) => {
    const history = tale();
    expect(check(history)).toEqual([]);
    spoil(history);
    const named = check(history).map((v) => v.promise);
    expect(named).toContain(promise);
    expect(named.filter((n) => n !== promise && !also.includes(n))).toEqual([]);
  });
});

describe('a machine that stays off after a release', () => {
  /** Azure's step leaves a machine off; its release says so, or does not. */
  function leftOff(said: boolean) {
    const history = wholeTale();
    const worlds = history.worlds as unknown as Record<string, { azure: { machines?: object[] } }>;
    for (const [name, power] of [
      ['before', 'running'],
      ['contained', 'deallocated'],
      ['after', 'deallocated'],
    ] as const)
      worlds[name]!.azure.machines = [{ name: 'train-1', power }];
    for (const plan of history.record.plans)
      plan.body = (plan.body as string).replaceAll('"reversible":"full"', '"reversible":"partly"');
    const kept = said ? [{ resource: '/subscriptions/s/virtualMachines/train-1', field: 'power' }] : [];
    for (const row of history.record.applied) row.body = { ...(row.body as object), written: { kept } };
    return check(history).filter((v) => v.promise === 'release');
  }

  it('is for a person to start, where the release says that it leaves it', () => {
    expect(leftOff(true)).toEqual([]);
  });

  it('is not put back, where the release says nothing of it', () => {
    expect(leftOff(false).map((v) => v.what)).toEqual([
      'after the release: $.azure.machines.0.power: "running" became "deallocated"',
    ]);
  });
});

it('every promise is spoilt at least four ways', () => {
  for (const promise of Object.keys(PROMISES)) expect(SPOILT[promise]?.length, promise).toBeGreaterThanOrEqual(4);
});
