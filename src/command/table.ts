import { about, type Command, incident, plan, reason } from './argument.ts';

export type { Arg, Command } from './argument.ts';

/** Every command, once. Help, forms, the Slack manifest, the shell and the docs are printed from here. */
export const COMMANDS = [
  {
    verb: 'declare',
    summary: 'Open an incident, with a thread of its own.',
    args: [
      { name: 'title', kind: 'rest', required: true, describe: 'What is known, in one line.' },
      { name: 'sev', kind: 'key', required: false, describe: 'Severity, 1 is worst.', choices: ['1', '2', '3', '4'] },
      {
        name: 'suspect',
        kind: 'key',
        required: false,
        describe: 'People or identities under suspicion, parted by commas; they may not vote or look.',
      },
    ],
    example: 'declare ml-train used from outside sev=1',
  },
  {
    verb: 'contain',
    summary: 'Plan a playbook: shows every change on every cloud and asks for approval. Changes nothing yet.',
    args: [
      { name: 'playbook', kind: 'word', required: true, describe: 'What happened.', choices: 'playbooks' },
      incident,
      reason,
    ],
    open: true,
    example: 'contain compromised-workload-identity identity=ml-train',
  },
  {
    verb: 'approve',
    summary: 'Approve exactly the plan with this id.',
    args: [plan],
    idempotent: true,
    example: 'approve 7F3A-91C2',
  },
  {
    verb: 'deny',
    summary: 'Deny a plan, with the reason.',
    args: [plan, { ...reason, kind: 'rest', required: true }],
    idempotent: true,
    example: 'deny 7F3A-91C2 wrong account',
  },
  {
    verb: 'approvals',
    summary: 'What waits for your vote, and what you asked for that others have not decided yet.',
    args: [],
    reads: true,
    example: 'approvals',
  },
  {
    verb: 'withdraw',
    summary:
      'Take back your own vote before anything rests on it, or your own request: what has not started never does.',
    args: [plan, { ...reason, kind: 'rest' }],
    idempotent: true,
    example: 'withdraw 7F3A-91C2 wrong account',
  },
  {
    verb: 'narrow',
    summary: 'Ask for less: a new plan without some steps takes the place of this one, and its votes are void.',
    args: [
      plan,
      { name: 'drop', kind: 'key', required: false, describe: 'Ids of the steps to leave out, parted by commas.' },
      { name: 'keep', kind: 'key', required: false, describe: 'Instead of drop: ids of the steps that stay.' },
      reason,
    ],
    example: 'narrow 7F3A-91C2 drop=aws-door',
  },
  {
    verb: 'again',
    summary: 'Ask again, with a fresh plan, for one that expired, was denied or withdrawn, or whose cloud has changed.',
    args: [plan, reason],
    example: 'again 7F3A-91C2',
  },
  {
    verb: 'break-glass',
    summary:
      'Carry out a plan without its approvers, with a fresh sign-in. Everybody is told, and somebody reviews it.',
    args: [
      plan,
      { ...reason, required: true, describe: 'Why it cannot wait.' },
      { name: 'nobody', kind: 'key', required: true, describe: 'Why nobody who may approve can decide now.' },
    ],
    idempotent: true,
    example: 'break-glass 7F3A-91C2 reason="data is leaving" nobody="all on one flight"',
  },
  {
    verb: 'reviews',
    summary: 'List what was done without approvers and nobody has looked at yet.',
    args: [],
    reads: true,
    example: 'reviews',
  },
  {
    verb: 'review',
    summary: 'Say whether breaking the glass was justified. Never by whoever did it.',
    args: [
      plan,
      { name: 'as', kind: 'key', required: true, describe: 'Your verdict.', choices: ['justified', 'not-justified'] },
      { name: 'note', kind: 'key', required: true, describe: 'What you looked at, and what follows.' },
    ],
    example: 'review 7F3A-91C2 as=justified note="confirmed with the on-call log"',
  },
  {
    verb: 'delegate',
    summary: 'Lend your right to vote to somebody for a while, 14 days at most. You may still vote first.',
    args: [
      { name: 'person', kind: 'word', required: true, describe: 'Who votes in your place.', choices: 'people' },
      {
        name: 'until',
        kind: 'key',
        required: true,
        describe: 'For how long, or until when: 2h, 3d, 2027-01-31T18:00Z.',
      },
      {
        name: 'groups',
        kind: 'key',
        required: false,
        describe: 'Groups of yours, parted by commas; all when left out.',
      },
      reason,
    ],
    example: 'delegate bo until=3d reason=holiday',
  },
  {
    verb: 'undelegate',
    summary: 'End the lending of a right before its time, by whoever lent it or got it.',
    args: [
      { name: 'id', kind: 'word', required: false, describe: 'Which, from `delegations`; the only one when left out.' },
    ],
    idempotent: true,
    example: 'undelegate delegation-1',
  },
  {
    verb: 'delegations',
    summary: 'Who votes in whose place, and until when.',
    args: [],
    reads: true,
    example: 'delegations',
  },
  {
    verb: 'plan',
    summary: 'Show a plan in full: each change with before and after.',
    args: [plan],
    reads: true,
    example: 'plan 7F3A-91C2',
  },
  {
    verb: 'retry',
    summary: 'Try the failed steps of a plan again, under the same approval.',
    args: [plan],
    example: 'retry 7F3A-91C2',
  },
  {
    verb: 'settle',
    summary: 'Decide a step of which nobody knows whether it happened.',
    args: [
      plan,
      { name: 'step', kind: 'key', required: true, describe: 'Step id.' },
      { name: 'as', kind: 'key', required: true, describe: 'What is true.', choices: ['done', 'again', 'skip'] },
    ],
    example: 'settle 7F3A-91C2 step=aws-sessions as=again',
  },
  {
    verb: 'release',
    summary: 'Plan to put back exactly what was taken; asks for approval of its own.',
    args: [about, reason],
    example: 'release INC-7',
  },
  {
    verb: 'incidents',
    summary: 'List incidents.',
    args: [{ name: 'status', kind: 'key', required: false, describe: 'Which.', choices: ['open', 'closed', 'all'] }],
    reads: true,
    example: 'incidents status=all',
  },
  {
    verb: 'show',
    summary: 'Show an incident: what is known, what is contained, what is still open.',
    args: [about],
    reads: true,
    example: 'show INC-7',
  },
  {
    verb: 'timeline',
    summary: 'Everything that happened in an incident, in order.',
    args: [about],
    reads: true,
    example: 'timeline INC-7',
  },
  {
    verb: 'assign',
    summary: 'Hand the command of an incident to somebody.',
    args: [
      { name: 'person', kind: 'word', required: true, describe: 'Who commands now.', choices: 'people' },
      incident,
    ],
    example: 'assign bo',
  },
  {
    verb: 'note',
    summary: 'Write a line into the timeline.',
    args: [{ name: 'text', kind: 'rest', required: true, describe: 'What you saw or did.' }, incident],
    example: 'note attacker seen in eu-central-1',
  },
  {
    verb: 'severity',
    summary: 'Change the severity.',
    args: [
      { name: 'to', kind: 'word', required: true, describe: '1 is worst.', choices: ['1', '2', '3', '4'] },
      incident,
      reason,
    ],
    example: 'severity 2',
  },
  {
    verb: 'suspect',
    summary: 'Put somebody under suspicion: no vote of theirs counts in the incident, those given before included.',
    args: [
      {
        name: 'who',
        kind: 'word',
        required: true,
        describe: 'People or identities, parted by commas.',
        choices: 'people',
      },
      incident,
      {
        name: 'cleared',
        kind: 'key',
        required: false,
        describe: 'Takes it back instead; never by a suspect.',
        choices: ['yes'],
      },
    ],
    example: 'suspect bo',
  },
  {
    verb: 'close',
    summary:
      'Close an incident. Refused while something is still being changed or verified, or a break-glass review is open.',
    args: [about, reason],
    example: 'close INC-7',
  },
  { verb: 'playbooks', summary: 'List the playbooks.', args: [], reads: true, example: 'playbooks' },
  {
    verb: 'action',
    summary: 'List the actions, or show one: what it does, what it does not stop.',
    args: [{ name: 'id', kind: 'word', required: false, describe: 'Action id.', choices: 'actions' }],
    reads: true,
    example: 'action aws.iam.revoke-role-sessions',
  },
  {
    verb: 'drill',
    summary: 'List the scheduled drills, or start one now, on the range.',
    args: [{ name: 'name', kind: 'word', required: false, describe: 'Drill to start now.', choices: 'drills' }],
    example: 'drill first-tuesday',
  },
  {
    verb: 'whoami',
    summary: 'Who Quell takes you for, and what you may do.',
    args: [],
    reads: true,
    example: 'whoami',
  },
  {
    verb: 'link',
    summary: 'Link this account to yourself: gives a page to sign in, whose code is typed back here.',
    args: [{ name: 'code', kind: 'word', required: false, describe: 'The code that the page shows.' }],
    example: 'link 7KQ2-M4XD',
  },
  {
    verb: 'unlink',
    summary: 'End the link of this account.',
    args: [],
    example: 'unlink',
  },
  {
    verb: 'audit',
    summary: 'Check the hash chain of the audit log.',
    args: [],
    reads: true,
    example: 'audit',
  },
  {
    verb: 'help',
    summary: 'This list, or one command in detail.',
    args: [{ name: 'verb', kind: 'word', required: false, describe: 'A command.' }],
    reads: true,
    example: 'help contain',
  },
] as const satisfies readonly Command[];

export type Verb = (typeof COMMANDS)[number]['verb'];
