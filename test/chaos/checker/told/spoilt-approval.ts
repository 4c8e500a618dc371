import { drop, reword, rowOf, timeOf, writeOn } from './spoil.ts';
import type { Spoilt } from './spoilt.ts';
import { deniedTale, partlyTale, wholeTale, zombieTale } from './tales.ts';

/** Ways in which a cloud can be changed without an approved digest that covers it. */
export const SPOILT_APPROVALS: Spoilt[] = [
  {
    name: 'nobody voted',
    tale: wholeTale,
    spoil: (h) => {
      h.record.votes = h.record.votes.filter((v) => v.plan !== 'plan-2');
    },
    also: ['chain', 'lost'],
  },
  {
    name: 'the quorum of a later stage was not met',
    tale: wholeTale,
    spoil: (h) => {
      h.record.votes = h.record.votes.filter((v) => v.person !== 'dee');
    },
    also: ['chain', 'lost'],
  },
  {
    name: 'a vote for another digest was counted',
    tale: wholeTale,
    spoil: (h) => {
      rowOf(h.record.votes, { person: 'bo', plan: 'plan-1' }).digest = 'f'.repeat(64);
    },
  },
  {
    name: 'the requester’s vote was counted',
    tale: wholeTale,
    spoil: (h) => {
      rowOf(h.record.votes, { person: 'bo', plan: 'plan-1' }).person = 'ana';
      h.presses[0]!.person = 'ana';
      reword(h, 'approval.voted', 'bo', (b) => {
        b.actor.person = 'ana';
      });
    },
  },
  {
    name: 'a suspect’s vote was counted',
    tale: wholeTale,
    spoil: (h) => {
      h.record.incidents[0]!.suspects = ['mallory', 'bo'];
    },
  },
  {
    name: 'a vote was counted that nobody cast',
    tale: wholeTale,
    spoil: (h) => {
      h.presses = h.presses.filter((p) => p.person !== 'dee');
    },
  },
  {
    name: 'a person pressed on another plan’s card',
    tale: wholeTale,
    spoil: (h) => {
      h.presses[1]!.digest = 'e'.repeat(64);
    },
  },
  {
    name: 'a vote came after its time',
    tale: wholeTale,
    spoil: (h) => {
      rowOf(h.record.plans, { id: 'plan-2' }).approve_by = new Date(timeOf(h, 'plan.frozen', 'ana'));
    },
  },
  {
    name: 'a vote of the wrong group was counted',
    tale: wholeTale,
    spoil: (h) => {
      rowOf(h.record.votes, { person: 'dee' }).groups = ['security-oncall'];
    },
  },
  {
    name: 'a step began before the votes',
    tale: wholeTale,
    spoil: (h) => {
      rowOf(h.record.votes, { person: 'dee' }).at = new Date(timeOf(h, 'verify.contained', 'azure-credential'));
    },
  },
  {
    name: 'the plan was changed after the votes',
    tale: wholeTale,
    spoil: (h) => {
      const plan = rowOf(h.record.plans, { id: 'plan-1' });
      plan.body = (plan.body as string).replaceAll('"111122223333"', '"111122224444"');
    },
    also: ['receipt', 'chain', 'lost'],
  },
  {
    name: 'the stored needs were lowered, and the plan’s own count',
    tale: wholeTale,
    spoil: (h) => {
      const plan = rowOf(h.record.plans, { id: 'plan-2' });
      plan.body = (plan.body as string).replaceAll('"count":1', '"count":2');
    },
  },
  {
    name: 'the run carries another digest than the plan',
    tale: wholeTale,
    spoil: (h) => {
      rowOf(h.record.runs, { id: 'run-1' }).digest = 'd'.repeat(64);
    },
  },
  {
    name: 'a denied plan acted',
    tale: partlyTale,
    spoil: (h) => {
      const late = h.record.events.length;
      const row = { ...h.record.events[2]! };
      row.body = (row.body as string).replaceAll('"approve"', '"deny"').replaceAll('"bo"', '"cy"');
      row.at = new Date(timeOf(h, 'approval.voted', 'bo') - 60_000).toISOString();
      h.record.events.splice(2, 0, row);
      if (h.record.events.length <= late) throw new Error('not spoilt');
    },
    also: ['chain'],
  },
  {
    name: 'a plan whose time was over acted',
    tale: wholeTale,
    spoil: (h) => {
      const plan = rowOf(h.record.plans, { id: 'plan-1' });
      plan.execute_by = new Date(timeOf(h, 'action.intended', 'aws-sessions') - 60_000);
    },
  },
  {
    name: 'a superseded plan acted',
    tale: wholeTale,
    spoil: (h) => {
      rowOf(h.record.plans, { id: 'plan-1' }).status = 'superseded';
    },
    also: ['cards'],
  },
  {
    name: 'a call on something that no step names',
    tale: wholeTale,
    spoil: (h) => {
      writeOn(h, 'aws').resource = 'arn:aws:iam::999999999999:role/payroll';
    },
    also: ['chain'],
  },
  {
    name: 'a call that the action never declared',
    tale: wholeTale,
    spoil: (h) => {
      writeOn(h, 'gcp').permission = 'iam.serviceAccounts.delete';
    },
    also: ['chain'],
  },
  {
    name: 'a call before the intent was written',
    tale: wholeTale,
    spoil: (h) => {
      writeOn(h, 'gcp').realMs = timeOf(h, 'action.intended', 'gcp-account') - 100;
    },
    also: ['chain', 'receipt'],
  },
  {
    name: 'a call after the step was done, and nothing had held it back',
    tale: zombieTale,
    spoil: (h) => {
      h.faults = [];
    },
  },
  {
    name: 'a change with the reader’s credentials',
    tale: wholeTale,
    spoil: (h) => {
      h.calls.push({ ...writeOn(h, 'gcp'), seq: 900, who: 'quell-reader' });
    },
  },
  {
    name: 'a change after a denial, when there is no intent',
    tale: deniedTale,
    spoil: (h) => {
      const change = wholeTale();
      h.calls.push(writeOn(change, 'aws'));
    },
    also: ['chain'],
  },
  {
    name: 'the intent names another digest',
    tale: wholeTale,
    spoil: (h) =>
      reword(h, 'action.intended', 'aws-sessions', (b) => {
        b.data.digest = 'c'.repeat(64);
      }),
  },
  {
    name: 'the intent was never written',
    tale: wholeTale,
    spoil: (h) => drop(h, 'action.intended', 'gcp-account'),
    also: ['chain', 'receipt'],
  },
];
