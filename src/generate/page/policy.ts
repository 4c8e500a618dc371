import { ACTIONS } from '../../action/registry.ts';
import type { Decisions, Question } from '../../approval/policy.ts';
import { ROLES, type Role } from '../../approval/roles.ts';
import { COMMANDS } from '../../command/table.ts';
import { answersTo, BYSTANDER, PLAN, STAGE } from '../../process/matrix.ts';

const TITLES: Record<Role, string> = {
  responder: 'Responder',
  'ml-ops': 'ML Ops',
  'ml-engineer': 'ML Engineer',
  'data-scientist': 'Data Scientist',
  approver: 'Approver',
  auditor: 'Auditor',
};

type Part = Partial<Question['person']>;

/** Who may stand to a plan how, beside any role: each is a responder. */
const STANDINGS: [string, Part, number?][] = [
  ['in a group that a stage needs', { groups: ['owners'] }],
  ['in the next tier’s group, too soon', { groups: ['managers'] }],
  ['in the next tier’s group, in time', { groups: ['managers'] }, 300],
  ['with a right that a member lent', { groups: [], through: { owners: 'member' } }],
  ['with a right that the requester lent', { groups: [], through: { owners: 'requester' } }],
  ['who asked for the plan, and is in the group', { id: 'requester', groups: ['owners'] }],
  ['who commands the incident', { id: 'commander', groups: [] }],
  ['in the group of `approvals.break_glass`', { groups: ['directors'] }],
  ['in the group, and an auditor only', { groups: ['owners'], roles: ['auditor'] }],
  ['in the group, and under suspicion', { id: 'suspect', groups: ['owners', 'directors'] }],
];
const DECISIONS = ['approve', 'deny', 'break-glass', 'narrow', 'withdraw', 'review', 'show'] as const;

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const head = (cells: readonly string[]) => [row(cells), row(['---', ...cells.slice(1).map(() => ':-:')])];

/** docs/policy.md: what the policy answers, asked and not copied. */
export async function policyPage(policy: Decisions): Promise<string> {
  return [
    '# Who may do what',
    'Every answer here was given by the policy itself: `policy/*.rego`, whose one-page guide is [policy/README.md](../policy/README.md). Who has which role stands in `policy/roles.yaml`. Whatever is not a yes is a no.',
    '## By role',
    'For somebody who has nothing else to do with the incident: in none of the plan’s groups, neither its requester nor the commander. Who commands an incident may also do what a Responder does to carry it.',
    ...(await byRole(policy)),
    '## By standing to a plan',
    'Votes hang on the groups that the plan names, and not on roles. Here everybody is a Responder but where it says otherwise. Each yes is one of three: the words in the chat and the gate in the database must say yes as well (docs/adr/0009-three-say-yes.md).',
    ...(await byStanding(policy)),
    '## Stages that ask for a fresh sign-in',
    'With `approvals.fresh_sign_in: sensitive`, which it is when nothing is said. With `always` it is every stage, with `never` none.',
    ...(await fresh(policy)),
  ]
    .join('\n\n')
    .concat('\n');
}

async function byRole(policy: Decisions): Promise<string[]> {
  const answers = await answersTo(policy);
  const cells = (verb: string) =>
    ROLES.map((role) => (answers.get(`${verb} by ${role}`)!.startsWith('yes') ? 'yes' : ''));
  const rows = COMMANDS.map(({ verb }) => ({ verb, cells: cells(verb) }));
  const some = rows.filter((r) => r.cells.includes('yes'));
  const none = rows.filter((r) => !r.cells.includes('yes')).map((r) => `\`${r.verb}\``);
  return [
    [...head(['Command', ...ROLES.map((r) => TITLES[r])]), ...some.map((r) => row([`\`${r.verb}\``, ...r.cells]))].join(
      '\n',
    ),
    `No role alone is enough for ${none.join(', ')}.`,
  ];
}

async function byStanding(policy: Decisions): Promise<string[]> {
  const rows = await Promise.all(
    STANDINGS.map(async ([title, part, seconds = 10]) => {
      const answers = await Promise.all(
        DECISIONS.map((verb) =>
          policy.ask({
            ...BYSTANDER,
            verb,
            reads: verb === 'show',
            person: { ...BYSTANDER.person, roles: ['responder'], ...part },
            plan: { ...PLAN, askedSecondsAgo: seconds },
          }),
        ),
      );
      return row([title, ...answers.map(({ allow }) => (allow ? 'yes' : ''))]);
    }),
  );
  return [[...head(['Somebody', ...DECISIONS.map((d) => `\`${d}\``)]), ...rows].join('\n')];
}

async function fresh(policy: Decisions): Promise<string[]> {
  const asks = async (verb: string, kind: 'contain' | 'release', part: Partial<typeof STAGE>) => {
    const plan = { ...PLAN, kind, stages: [{ ...STAGE, ...part }] };
    const { stages } = await policy.demands({ ...BYSTANDER, verb, reads: false, plan });
    return stages.some((s) => s.fresh);
  };
  const actions = await Promise.all(
    [...ACTIONS.values()].map(async ({ id }) => [id, await asks('contain', 'contain', { actions: [id] })] as const),
  );
  const cuts = actions.filter(([, is]) => is).map(([id]) => `\`${id}\``);
  const say = (is: boolean) => (is ? 'yes' : 'no');
  return [
    [
      ...head(['Stage', 'Fresh sign-in']),
      row(['of a release', say(await asks('release', 'release', {}))]),
      row(['with steps on more than one cloud', say(await asks('contain', 'contain', { clouds: ['aws', 'gcp'] }))]),
      row([`with ${cuts.join(' or ')}`, say(cuts.length > 0)]),
      row(['of one cloud, with none of these', say(await asks('contain', 'contain', {}))]),
    ].join('\n'),
  ];
}
