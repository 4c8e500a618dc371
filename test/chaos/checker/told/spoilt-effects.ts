import type { History } from '../../history.ts';
import { repeat, reword, rowOf, writeOn } from './spoil.ts';
import type { Spoilt } from './spoilt.ts';
import { deniedTale, expiredTale, takenOverTale, wholeTale } from './tales.ts';
import { STAMP, type World } from './world.ts';

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
