import type { History } from '../../history.ts';
import { drop, repeat, reword, rowOf, writeOn } from './spoil.ts';
import type { Spoilt } from './spoilt.ts';
import { deniedTale, expiredTale, partlyTale, takenOverTale, wholeTale } from './tales.ts';
import type { World } from './world.ts';
import { STAMP } from './world.ts';

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

const worldOf = (h: History) => h.worlds.contained as World;

export const SPOILT_EFFECTS: Spoilt[] = [
  {
    name: 'two policies of one incident',
    tale: wholeTale,
    spoil: (h) => {
      const policy = { id: 'quellinc7-1', displayName: 'Quell QuellINC7', rules: [{ denied: ['x'] }] };
      worldOf(h).gcp.denyPolicies = [policy, { ...policy, id: 'quellinc7-2' }];
    },
  },
  {
    name: 'two statements in one document',
    tale: wholeTale,
    spoil: (h) => {
      const { Statement } = JSON.parse(STAMP) as { Statement: object[] };
      const inline = worldOf(h).aws.roles['111122223333/ml-train']!.inline;
      inline.QuellRevokeOlderSessions = JSON.stringify({ Statement: [...Statement, ...Statement] });
    },
  },
  {
    name: 'a stamp under two names',
    tale: wholeTale,
    spoil: (h) => {
      const inline = worldOf(h).aws.roles['111122223333/ml-train']!.inline;
      inline.QuellRevokeOlderSessions2 = STAMP;
    },
  },
  {
    name: 'a result counted twice',
    tale: takenOverTale,
    spoil: (h) => repeat(h, 'action.applied', 'gcp-account'),
  },
  {
    name: 'a proof counted twice',
    tale: takenOverTale,
    spoil: (h) => repeat(h, 'verify.contained', 'gcp-account'),
  },
  {
    name: 'the result of an older attempt counted',
    tale: takenOverTale,
    spoil: (h) =>
      reword(h, 'action.applied', 'gcp-account', (b) => {
        b.data.fence = 1;
      }),
  },
  {
    name: 'a vote counted twice',
    tale: wholeTale,
    spoil: (h) => {
      h.record.votes.push({ ...h.record.votes[0]! });
    },
  },
  {
    name: 'a vote was told twice',
    tale: wholeTale,
    spoil: (h) => repeat(h, 'approval.voted', 'bo'),
  },
];

const receiptOf = (h: History, step: string) => rowOf(h.record.receipts, { run: 'run-1', step });

/** A prior state that both the receipt and the log agree on. */
function claim(h: History, step: string, prior: object): void {
  (receiptOf(h, step) as { body: { prior: object } }).body.prior = prior;
  reword(h, 'action.intended', step, (b) => {
    b.data.prior = prior;
  });
}

export const SPOILT_RECEIPTS: Spoilt[] = [
  {
    name: 'the second attempt’s overwrote the first',
    tale: takenOverTale,
    spoil: (h) => {
      (receiptOf(h, 'gcp-account') as { body: object }).body = { prior: { disabled: true }, readAt: '' };
    },
  },
  {
    name: 'it holds the contained state',
    tale: wholeTale,
    spoil: (h) => claim(h, 'gcp-account', { disabled: true }),
  },
  {
    name: 'it holds Quell’s own mark',
    tale: wholeTale,
    spoil: (h) => claim(h, 'aws-sessions', { document: STAMP }),
  },
  {
    name: 'it forgot a credential',
    tale: wholeTale,
    spoil: (h) => claim(h, 'azure-credential', { credentials: [] }),
  },
  {
    name: 'there is none',
    tale: wholeTale,
    spoil: (h) => {
      h.record.receipts = h.record.receipts.filter((r) => !(r.run === 'run-1' && r.step === 'gcp-account'));
    },
  },
  {
    name: 'there are two',
    tale: wholeTale,
    spoil: (h) => {
      h.record.receipts.push({ ...receiptOf(h, 'gcp-account') });
    },
  },
  {
    name: 'it was written after the change',
    tale: wholeTale,
    spoil: (h) => {
      receiptOf(h, 'gcp-account').written_at = new Date(writeOn(h, 'gcp').realMs + 1000);
    },
  },
  {
    name: 'a step was not meant to act and has one',
    tale: deniedTale,
    spoil: (h) => {
      const body = { prior: { disabled: false }, readAt: '' };
      h.record.receipts.push({ run: 'run-1', step: 'gcp-account', body, written_at: new Date() });
    },
    also: ['cards'],
  },
];

export const SPOILT_RELEASES: Spoilt[] = [
  {
    name: 'something was not put back',
    tale: wholeTale,
    spoil: (h) => {
      (h.worlds.after as World).gcp.serviceAccounts[0]!.disabled = true;
    },
  },
  {
    name: 'a document means the same and is another text',
    tale: wholeTale,
    spoil: (h) => {
      const role = (h.worlds.after as World).aws.roles['111122223333/ml-train']!;
      role.trust = JSON.stringify(JSON.parse(role.trust), null, 1);
    },
  },
  {
    name: 'something was left behind',
    tale: wholeTale,
    spoil: (h) => {
      (h.worlds.after as World).gcp.denyPolicies.push({ id: 'quellinc7-1' });
    },
  },
  {
    name: 'nothing was approved, and something is different',
    tale: expiredTale,
    spoil: (h) => {
      (h.worlds.after as World).azure.applications[0]!.credentials = [];
    },
  },
];
