/** One argument of a command. `word` and `rest` are positional, in order; `key` is written `name=value`. */
export interface Arg {
  name: string;
  kind: 'word' | 'rest' | 'key';
  required: boolean;
  describe: string;
  /** Values that a form offers. Dynamic ones are filled in from configuration at start. */
  choices?: readonly string[] | 'playbooks' | 'people' | 'actions' | 'drills';
}

export interface Command {
  verb: string;
  summary: string;
  args: readonly Arg[];
  /** `contain` takes the playbook's own inputs as further `name=value`. */
  open?: true;
  /** Reads only: allowed to everybody who is known. */
  reads?: true;
  /** Doing it twice is doing it once, whatever delivers it: nobody need remember the delivery before it is carried out. */
  idempotent?: true;
  /** In a shell alone; the others are everywhere. */
  shell?: true;
  example: string;
}

const incident: Arg = {
  name: 'incident',
  kind: 'key',
  required: false,
  describe: 'Incident id; the one of this thread when left out.',
};
const about: Arg = { ...incident, kind: 'word' };
const reason: Arg = { name: 'reason', kind: 'key', required: false, describe: 'Why, for the record.' };

/** Every command, once. Help, forms, the Slack manifest, the shell and the docs are printed from here. */
export const COMMANDS = [
  {
    verb: 'declare',
    summary: 'Open an incident, with a thread of its own.',
    args: [
      { name: 'title', kind: 'rest', required: true, describe: 'What is known, in one line.' },
      { name: 'sev', kind: 'key', required: false, describe: 'Severity, 1 is worst.', choices: ['1', '2', '3', '4'] },
      { name: 'suspect', kind: 'key', required: false, describe: 'Person or identity under suspicion; may not vote.' },
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
    args: [{ name: 'plan', kind: 'word', required: true, describe: 'Plan id, or its short digest.' }],
    idempotent: true,
    example: 'approve 7F3A-91C2',
  },
  {
    verb: 'deny',
    summary: 'Deny a plan, with the reason.',
    args: [
      { name: 'plan', kind: 'word', required: true, describe: 'Plan id, or its short digest.' },
      { ...reason, kind: 'rest', required: true },
    ],
    idempotent: true,
    example: 'deny 7F3A-91C2 wrong account',
  },
  {
    verb: 'plan',
    summary: 'Show a plan in full: each change with before and after.',
    args: [{ name: 'plan', kind: 'word', required: true, describe: 'Plan id, or its short digest.' }],
    reads: true,
    example: 'plan 7F3A-91C2',
  },
  {
    verb: 'retry',
    summary: 'Try the failed steps of a plan again, under the same approval.',
    args: [{ name: 'plan', kind: 'word', required: true, describe: 'Plan id, or its short digest.' }],
    example: 'retry 7F3A-91C2',
  },
  {
    verb: 'settle',
    summary: 'Decide a step of which nobody knows whether it happened.',
    args: [
      { name: 'plan', kind: 'word', required: true, describe: 'Plan id, or its short digest.' },
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
    verb: 'close',
    summary: 'Close an incident. Refused while something is still being changed or verified.',
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
