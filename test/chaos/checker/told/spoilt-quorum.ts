import { reword, rowOf, timeOf } from './spoil.ts';
import type { Spoilt } from './spoilt.ts';
import { freshTale, glassTale, lentTale, tieredTale, withdrawnTale } from './tales-of-votes.ts';

const PLAN = 'plan-1';
const OTHER = 'f'.repeat(64);

/** Ways in which votes are there, and count for less than the plan asks for. */
export const SPOILT_QUORUMS: Spoilt[] = [
  {
    name: 'a stage began before the sign-in that it asks for',
    tale: freshTale,
    spoil: (h) => {
      const late = timeOf(h, 'verify.contained', 'azure-credential') + 60_000;
      for (const row of h.record.events)
        if ((row.body as string).includes('"type":"approval.proven"')) row.at = new Date(late).toISOString();
    },
    also: ['chain'],
  },
  {
    name: 'a vote has no sign-in, and the stage asks for one',
    tale: freshTale,
    spoil: (h) => {
      rowOf(h.record.votes, { person: 'dee' }).proof = null;
    },
    also: ['chain', 'lost'],
  },
  {
    name: 'a sign-in was for another plan',
    tale: freshTale,
    spoil: (h) => {
      rowOf(h.record.votes, { person: 'bo' }).proof = { digest: OTHER };
    },
    also: ['lost'],
  },
  {
    name: 'the log knows of no sign-in for this plan',
    tale: freshTale,
    spoil: (h) =>
      reword(h, 'approval.proven', 'bo', (b) => {
        b.data.proof = { digest: OTHER };
      }),
    also: ['lost'],
  },
  {
    name: 'a tier answered before its time',
    tale: tieredTale,
    spoil: (h) => {
      const plan = rowOf(h.record.plans, { id: PLAN });
      plan.created_at = new Date((plan.created_at as Date).getTime() + 120_000);
    },
    also: ['lost'],
  },
  ...(['ana', 'mallory', 'bo'] as const).map(
    (lender): Spoilt => ({
      name: `a right counted that was lent by ${{ ana: 'the requester', mallory: 'a suspect', bo: 'somebody who voted too' }[lender]}`,
      tale: lentTale,
      spoil: (h) => {
        rowOf(h.record.votes, { person: 'gil' }).through = { 'security-oncall': lender };
      },
      also: ['lost'],
    }),
  ),
  {
    name: 'one right counted twice, in two hands',
    tale: lentTale,
    spoil: (h) => {
      rowOf(h.record.votes, { person: 'bo' }).through = { 'security-oncall': 'cy' };
    },
    also: ['lost'],
  },
  ...(
    [
      ['the glass was broken without a second reason', { second: ' ' }],
      ['the glass was broken without a reason', { reason: null }],
      ['the glass was broken by somebody of another group', { groups: ['guests'] }],
      ['the glass was broken with a lent right', { through: { 'security-oncall': 'cy' } }],
      ['the glass was broken without the sign-in that a stage asks for', { proof: { digest: OTHER } }],
    ] as const
  ).map(
    ([name, change]): Spoilt => ({
      name,
      tale: glassTale,
      spoil: (h) => {
        Object.assign(rowOf(h.record.votes, { person: 'ana' }), change);
      },
      also: ['lost'],
    }),
  ),
  {
    name: 'the glass was broken by a suspect',
    tale: glassTale,
    spoil: (h) => {
      h.record.incidents[0]!.suspects = ['ana'];
    },
    also: ['lost'],
  },
  {
    name: 'the plan lets nobody break the glass',
    tale: glassTale,
    spoil: (h) => {
      const plan = rowOf(h.record.plans, { id: PLAN });
      plan.body = (plan.body as string).replace('"breakGlass":"security-oncall",', '');
    },
    also: ['chain', 'lost', 'receipt'],
  },
  {
    name: 'a step began after the plan was withdrawn',
    tale: withdrawnTale,
    spoil: (h) => {
      const { events } = h.record;
      const at = events.findIndex((row) => (row.body as string).includes('approval.withdrawn'));
      const [row] = events.splice(at, 1);
      events.splice(3, 0, row!);
      events.forEach((event, i) => {
        event.seq = String(i + 1);
      });
    },
    also: ['chain'],
  },
];
