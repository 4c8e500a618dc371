import type { History } from '../../history.ts';
import { drop, rowOf } from './spoil.ts';
import type { Spoilt } from './spoilt.ts';
import { deniedTale, expiredTale, partlyTale, takenOverTale } from './tales.ts';

const gcp = (h: History) => rowOf(h.record.steps, { run: 'run-1', id: 'gcp-account' });
const azure = (h: History) => rowOf(h.record.steps, { run: 'run-1', id: 'azure-credential' });
const leaveAt = (state: string): Pick<Spoilt, 'tale' | 'spoil'> => ({
  tale: takenOverTale,
  spoil: (h) => {
    gcp(h).state = state;
  },
});

export const SPOILT_WORK: Spoilt[] = [
  ...['waiting', 'due', 'running', 'applied', 'in-doubt'].map((state) => ({
    name: `a step is left ${state}`,
    ...leaveAt(state),
    also: ['chain', 'cards'],
  })),
  {
    name: 'a step failed and says no reason',
    tale: partlyTale,
    spoil: (h) => {
      gcp(h).fault = null;
    },
  },
  {
    name: 'a run never ended',
    tale: takenOverTale,
    spoil: (h) => {
      Object.assign(h.record.runs[0]!, { state: 'running', ended_at: null });
    },
  },
  {
    name: 'a run says more than its steps',
    tale: partlyTale,
    spoil: (h) => {
      h.record.runs[0]!.state = 'contained';
    },
  },
  {
    name: 'an approved step expired before its time',
    tale: takenOverTale,
    spoil: (h) => {
      azure(h).state = 'expired';
      h.record.runs[0]!.state = 'partly';
    },
    also: ['chain', 'cards'],
  },
  {
    name: 'an approved step was cancelled by nobody',
    tale: takenOverTale,
    spoil: (h) => {
      azure(h).state = 'cancelled';
      h.record.runs[0]!.state = 'partly';
    },
    also: ['chain', 'cards'],
  },
  {
    name: 'a plan expired while it could still be approved',
    tale: expiredTale,
    spoil: (h) => {
      h.record.plans[0]!.approve_by = new Date(Date.UTC(2027, 0, 1));
    },
  },
  {
    name: 'a planned step is missing',
    tale: deniedTale,
    spoil: (h) => {
      h.record.steps = h.record.steps.filter((s) => s.id !== 'gcp-account');
    },
    also: ['cards'],
  },
  {
    name: 'a plan waits for ever',
    tale: expiredTale,
    spoil: (h) => {
      h.record.plans[0]!.status = 'pending';
    },
    also: ['cards'],
  },
  {
    name: 'a vote that was acknowledged is gone',
    tale: deniedTale,
    spoil: (h) => {
      h.record.votes = [];
      drop(h, 'approval.voted', 'bo');
    },
  },
];
