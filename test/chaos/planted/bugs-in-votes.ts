import type { Edit, Planted } from './bug.ts';
import { fault, press } from './scenes.ts';

const RECORD = 'src/edge/postgres/schema/record.ts';
const GATE = 'src/edge/postgres/schema/gate.ts';
const REFUSAL = 'src/approval/refusal.ts';

/** Three say yes or no; that a mistake in one of them shows, the others must make it too. */
const POLICY_UNHEARD: Edit = {
  file: 'src/approval/vote.ts',
  find: "return ballot.policy.allow ? undefined : noOf(ballot.policy, 'approval.policy');",
  replace: 'void noOf; return undefined;',
};

/** Ways in which a change can be made that nobody, or not enough people, or the wrong ones approved. */
export const BUGS_IN_VOTES: readonly Planted[] = [
  {
    name: 'gate-asks-nobody',
    promise: 'unapproved',
    what: 'the gate no longer asks for votes, and a step that had begun to wait acts after the denial',
    edits: [
      {
        file: 'src/edge/postgres/schema/results.ts',
        find: '\n    and stage_approved(run.plan, step.stage)',
        replace: '',
      },
    ],
    scene: (s) => ({
      ...s,
      contain: 'contain compromised-workload-identity identity=ml-aws',
      course: 'deny',
      ballots: [press('bo'), press('dee', { decision: 'deny', afterMs: 500 })],
      faults: [fault('cloud-throttled', { cloud: 'aws', permission: 'iam:GetRole' })],
    }),
  },
  {
    name: 'quorum-one-short',
    promise: 'unapproved',
    what: 'a stage starts with one vote less than it needs',
    edits: [{ file: GATE, find: 'and need.count > (', replace: 'and need.count > 1 + (' }],
    scene: (s) => ({ ...s, ballots: [press('dee'), press('bo', { afterMs: 800 })] }),
  },
  {
    name: 'requester-counts',
    promise: 'unapproved',
    what: 'the requester’s own vote is taken and counted',
    edits: [
      {
        file: REFUSAL,
        find: 'if (person.id === requester) {',
        replace: "if (person.id === requester && decision === 'deny') {",
      },
      POLICY_UNHEARD,
      { file: GATE, find: 'and v.person <> plan.requester ', replace: '' },
    ],
    scene: (s) => ({ ...s, ballots: [press('ana'), press('dee')] }),
  },
  {
    name: 'suspect-counts',
    promise: 'unapproved',
    what: 'somebody who is under suspicion in the incident approves it',
    edits: [
      {
        file: REFUSAL,
        find: 'if (incident.suspects.includes(person.id)) {',
        replace: "if (incident.suspects.includes('nobody')) {",
      },
      POLICY_UNHEARD,
      {
        file: GATE,
        find: 'plan.requester and v.person <> all (incident.suspects)\n',
        replace: 'plan.requester\n',
      },
    ],
    scene: (s) => ({ ...s, declare: `${s.declare} suspect=dee` }),
  },
  {
    name: 'old-card-counts',
    promise: 'unapproved',
    what: 'a click on the card of a superseded plan is counted for the newest one',
    edits: [
      {
        file: 'src/desk/judge.ts',
        find: "if (takes(command, 'plan')) return parts.plans.ballot(ask.values.plan!);",
        replace:
          "if (takes(command, 'plan')) { const { incident } = await parts.plans.ballot(ask.values.plan!); " +
          'return { incident, plan: (await parts.plans.plansOf(incident.id)).at(-1)! }; }',
      },
    ],
    scene: (s) => ({
      ...s,
      supersede: true,
      ballots: [press('bo', { of: 'superseded' }), press('dee', { of: 'superseded' })],
    }),
  },
  {
    name: 'time-does-not-end',
    promise: 'unapproved',
    what: 'a plan whose time was over is still carried out',
    edits: [{ file: GATE, find: '      and clock_timestamp() <= plan.execute_by\n', replace: '' }],
    scene: (s) => ({
      ...s,
      contain: 'contain gpu-hijack place=ml-aws',
      hurried: true,
      ballots: [press('bo')],
      // Five failures put the sixth attempt 31 s after the first, and the plan has 30.
      faults: Array.from({ length: 5 }, () =>
        fault('cloud-failed', { cloud: 'aws', permission: 'organizations:ListPolicies' }),
      ),
    }),
  },
  {
    name: 'votes-twice',
    promise: 'twice',
    what: 'one person’s second click counts as a second vote',
    edits: [
      {
        file: 'src/edge/postgres/schema/votes.ts',
        find: "if before.person is not null and (proves or breaks) is not true then became := 'again';\n  elsif",
        replace: 'if',
      },
      { file: RECORD, find: 'primary key (plan, person)', replace: 'primary key (plan, person, at)' },
    ],
    scene: (s) => ({ ...s, ballots: [press('bo'), press('bo', { afterMs: 150 }), press('dee', { afterMs: 150 })] }),
  },
  {
    name: 'expires-early',
    promise: 'lost',
    what: 'plans expire while people can still approve them',
    edits: [
      {
        file: 'src/edge/postgres/votes.ts',
        find: "from plan where status = 'pending' and approve_by < now()`",
        replace: "from plan where status = 'pending' and approve_by < now() + interval '20 minutes'`",
      },
      {
        file: 'src/edge/postgres/votes.ts',
        find: "where id = $1 and status = 'pending' and approve_by < now() returning",
        replace: "where id = $1 and status = 'pending' and approve_by < now() + interval '20 minutes' returning",
      },
    ],
    scene: (s) => ({ ...s, ballots: [press('bo', { afterMs: 3000 })] }),
  },
];
