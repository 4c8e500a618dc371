import type { History } from '../../history.ts';
import { cardOf, drop, reword, rowOf, say, timeOf, writeOn } from './spoil.ts';
import type { Spoilt } from './spoilt.ts';
import { deniedTale, expiredTale, partlyTale, takenOverTale, wholeTale } from './tales.ts';

export const SPOILT_CHAINS: Spoilt[] = [
  {
    name: 'an event’s text was changed',
    tale: deniedTale,
    spoil: (h) => {
      const row = h.record.events[0]!;
      row.body = (row.body as string).replace('command.declared', 'command.reopened');
    },
  },
  {
    name: 'an event’s time was changed',
    tale: deniedTale,
    spoil: (h) => {
      h.record.events[0]!.at = '2026-01-01T00:00:00.000Z';
    },
  },
  {
    name: 'an event is missing',
    tale: wholeTale,
    spoil: (h) => {
      h.record.events.splice(0, 1);
    },
  },
  {
    name: 'an event is hashed by another formula',
    tale: deniedTale,
    spoil: (h) => {
      h.record.events.at(-1)!.hash = 'a'.repeat(64);
    },
  },
  {
    name: 'a result that the log does not tell',
    tale: wholeTale,
    spoil: (h) => drop(h, 'action.applied', 'gcp-account'),
    also: ['late-truth'],
  },
  {
    name: 'a proof that the log does not tell',
    tale: wholeTale,
    spoil: (h) => drop(h, 'verify.contained', 'gcp-account'),
    also: ['late-truth'],
  },
  {
    name: 'a failure that the log does not tell',
    tale: partlyTale,
    spoil: (h) => drop(h, 'job.failed', 'gcp-account'),
  },
  {
    name: 'a vote that the log does not tell',
    tale: wholeTale,
    spoil: (h) => drop(h, 'approval.voted', 'dee'),
  },
  {
    name: 'a vote that only the log tells',
    tale: deniedTale,
    spoil: (h) => {
      h.record.votes = [];
      h.presses = [];
    },
  },
  {
    name: 'a plan that the log does not tell',
    tale: expiredTale,
    spoil: (h) => drop(h, 'plan.frozen', 'ana'),
  },
  {
    name: 'applied, and the cloud saw no change',
    tale: takenOverTale,
    spoil: (h) => {
      h.calls = h.calls.filter((c) => !(c.write && c.cloud === 'gcp'));
    },
  },
  {
    name: 'applied, and the cloud had refused',
    tale: wholeTale,
    spoil: (h) => {
      Object.assign(writeOn(h, 'gcp'), { allowed: false, status: 403 });
    },
  },
  {
    name: 'applied otherwise than the record says',
    tale: wholeTale,
    spoil: (h) => {
      const row = rowOf(h.record.applied, { run: 'run-1', step: 'gcp-account' });
      row.body = { at: '', changes: [], written: { other: true } };
    },
  },
  {
    name: 'proven, and the reader never looked',
    tale: takenOverTale,
    spoil: (h) => {
      h.calls = h.calls.filter((c) => !(c.who === 'quell-reader' && c.cloud === 'gcp'));
    },
  },
  {
    name: 'proven by a look before the change',
    tale: takenOverTale,
    spoil: (h) => {
      const look = h.calls.find((c) => c.who === 'quell-reader' && c.cloud === 'gcp')!;
      look.realMs = writeOn(h, 'gcp').realMs;
    },
  },
  {
    name: 'proven without evidence',
    tale: wholeTale,
    spoil: (h) =>
      reword(h, 'verify.contained', 'gcp-account', (b) => {
        b.data.evidence = [];
      }),
  },
  {
    name: 'proven against the evidence',
    tale: wholeTale,
    spoil: (h) =>
      reword(h, 'verify.contained', 'gcp-account', (b) => {
        b.data.evidence = [{ ok: false }];
      }),
  },
];

const plan = (h: History, back = 1) => cardOf(h, 'plan:plan-1', back);
const incident = (h: History, back = 1) => cardOf(h, 'incident:INC-7', back);

export const SPOILT_CARDS: Spoilt[] = [
  {
    name: 'a plan that failed in part is shown as contained',
    tale: partlyTale,
    spoil: (h) => {
      say(plan(h), 'Contained on 3 clouds, each step verified.');
      plan(h).tone = 'good';
    },
    also: ['late-truth'],
  },
  {
    name: 'a contained plan is still shown in progress',
    tale: takenOverTale,
    spoil: (h) => say(plan(h), 'In progress: 2 of 3 steps verified.'),
  },
  {
    name: 'only the summary is right',
    tale: takenOverTale,
    spoil: (h) => {
      const card = plan(h);
      const { summary } = card;
      say(card, 'In progress: 2 of 3 steps verified.');
      card.summary = summary;
    },
  },
  {
    name: 'a failed step is shown as applied',
    tale: partlyTale,
    spoil: (h) => {
      for (const block of plan(h).blocks)
        if (block.block === 'stage') for (const line of block.steps) if (line.cloud === 'gcp') line.state = 'applied';
    },
    also: ['late-truth'],
  },
  {
    name: 'a failure without its reason',
    tale: partlyTale,
    spoil: (h) => {
      for (const block of plan(h).blocks)
        if (block.block === 'stage') for (const line of block.steps) if (line.cloud === 'gcp') line.note = ['Hm.'];
    },
  },
  {
    name: 'a denied plan says that it expired',
    tale: deniedTale,
    spoil: (h) => say(plan(h), 'Expired, nothing was changed.'),
  },
  {
    name: 'a denied plan can still be voted on',
    tale: deniedTale,
    spoil: (h) => {
      plan(h).buttons.push({ verb: 'approve', ref: 'plan-1', label: 'Approve', style: 'primary' });
    },
  },
  {
    name: 'a card was never posted',
    tale: wholeTale,
    spoil: (h) => {
      h.chat = h.chat.filter((m) => m.key !== 'plan:plan-2');
    },
  },
  {
    name: 'the incident’s card stands still',
    tale: wholeTale,
    spoil: (h) => {
      h.chat.find((m) => m.key === 'incident:INC-7')!.versions.pop();
    },
  },
  {
    name: 'the incident’s card counts a cloud that is not contained',
    tale: partlyTale,
    spoil: (h) => {
      for (const block of incident(h).blocks)
        if (block.block === 'facts') for (const fact of block.facts) fact.value = ['contained, verified'];
    },
    also: ['late-truth'],
  },
  {
    name: 'a green card of an expired plan',
    tale: expiredTale,
    spoil: (h) => {
      plan(h).tone = 'good';
    },
    also: ['late-truth'],
  },
];

export const SPOILT_TIMES: Spoilt[] = [
  {
    name: 'a step was shown as verified before it was proven',
    tale: wholeTale,
    spoil: (h) => {
      for (const block of plan(h, 3).blocks)
        if (block.block === 'stage') for (const line of block.steps) line.state = 'verified';
    },
  },
  {
    name: 'a step was shown as applied before the change',
    tale: wholeTale,
    spoil: (h) => {
      for (const block of plan(h, 3).blocks)
        if (block.block === 'stage') for (const line of block.steps) line.state = 'applied';
    },
  },
  {
    name: 'the plan was green one proof too soon',
    tale: wholeTale,
    spoil: (h) => {
      const green = h.chat.find((m) => m.key === 'plan:plan-1')!.versions.at(-1)!;
      green.at = timeOf(h, 'verify.contained', 'azure-credential') - 50;
    },
  },
  {
    name: 'more steps were counted as verified than were proven',
    tale: wholeTale,
    spoil: (h) => say(plan(h, 2), 'In progress: 3 of 3 steps verified.'),
  },
  {
    name: 'the incident’s card said contained too soon',
    tale: wholeTale,
    spoil: (h) => {
      const versions = h.chat.find((m) => m.key === 'incident:INC-7')!.versions;
      versions[1]!.at = timeOf(h, 'verify.contained', 'gcp-account') - 50;
    },
  },
];
