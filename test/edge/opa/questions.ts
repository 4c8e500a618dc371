import fc from 'fast-check';
import type { PlanFacts, Question, StageFacts } from '../../../src/approval/policy.ts';
import { ROLES } from '../../../src/approval/roles.ts';
import { COMMANDS } from '../../../src/command/table.ts';

export const STAGE: StageFacts = {
  id: 'stop',
  clouds: ['aws'],
  actions: ['aws.iam.revoke-role-sessions'],
  // biome-ignore lint/suspicious/noThenProperty: the word for the next tier; it is a list.
  needs: [{ group: 'security-oncall', count: 1, then: [{ group: 'managers', afterSeconds: 300 }] }],
};

export const PLAN: PlanFacts = {
  id: '6f1c',
  digest: '7f3a91c2'.repeat(8),
  status: 'pending',
  kind: 'contain',
  mode: 'live',
  requester: 'ana',
  early: false,
  askedSecondsAgo: 10,
  stages: [STAGE],
};

/** Bo, who is on call, about Ana’s plan. */
export const QUESTION: Question = {
  verb: 'approve',
  reads: false,
  person: { id: 'bo', groups: ['security-oncall'], roles: ['responder'], through: {} },
  surface: 'slack',
  incident: { id: 'INC-7', mode: 'live', severity: 1, commander: 'ana', suspects: ['mallory'], status: 'open' },
  plan: PLAN,
};

const person = (id: string, roles: string[], groups = ['security-oncall'], through = {}) => ({
  person: { id, roles, groups, through },
});

/** What both evaluators must say: the question's name, its differences from Bo's, whether it is a yes, and by which rules. */
export const TABLE: [string, Partial<Question>, boolean, string[]][] = [
  ['a member approves', {}, true, ['approve.member']],
  ['a member denies', { verb: 'deny' }, true, ['approve.member']],
  ['the requester approves', person('ana', ['responder']), false, ['approve.requester']],
  ['the requester denies', { verb: 'deny', ...person('ana', ['responder'], []) }, true, ['approve.own-request']],
  ['a suspect approves', person('mallory', ['responder']), false, ['approve.suspect']],
  ['a suspect looks', { verb: 'show', ...person('mallory', ['responder']) }, false, ['see.suspect']],
  ['an outsider approves', person('dee', ['responder'], ['cloud-platform']), false, ['approve.outsider']],
  ['an auditor approves', person('bo', ['auditor']), false, ['approve.auditor']],
  ['the next tier, too soon', person('kim', [], ['managers']), false, ['approve.outsider']],
  [
    'the next tier, in time',
    { ...person('kim', [], ['managers']), plan: { ...PLAN, askedSecondsAgo: 300 } },
    true,
    ['approve.tier'],
  ],
  ['a lent right', person('kim', [], [], { 'security-oncall': 'cy' }), true, ['approve.lent']],
  ['the requester’s lent right', person('kim', [], [], { 'security-oncall': 'ana' }), false, ['approve.outsider']],
  ['a suspect’s lent right', person('kim', [], [], { 'security-oncall': 'mallory' }), false, ['approve.outsider']],
  ['breaking a glass that is not there', { verb: 'break-glass' }, false, ['break-glass.closed']],
  [
    'breaking the glass',
    { verb: 'break-glass', plan: { ...PLAN, breakGlass: 'security-oncall' } },
    true,
    ['break-glass.member'],
  ],
  ['a responder contains', { verb: 'contain' }, true, ['run.responder']],
  ['a data scientist contains', { verb: 'contain', ...person('bo', ['data-scientist']) }, false, ['run.role']],
  ['an ML engineer releases', { verb: 'release', ...person('bo', ['ml-engineer']) }, false, ['release.role']],
  ['ML Ops releases', { verb: 'release', ...person('bo', ['ml-ops']) }, true, ['release.ml-ops']],
  ['an auditor reads the audit', { verb: 'audit', ...person('bo', ['auditor']) }, true, ['see.auditor']],
  ['somebody without a role looks', { verb: 'show', ...person('bo', []) }, false, ['see.role']],
  ['a verb that there is not', { verb: 'fly' }, false, []],
];

export function asked(difference: Partial<Question>): Question {
  return { ...QUESTION, ...difference };
}

const names = ['ana', 'bo', 'cy', 'mallory', 'kim'];
const groups = ['security-oncall', 'managers', 'cloud-platform', 'auditors'];
const name = fc.constantFrom(...names);
const group = fc.constantFrom(...groups);
const someGroups = fc.uniqueArray(group, { maxLength: 3 });

const need = fc.record(
  {
    group,
    count: fc.integer({ min: 1, max: 3 }),
    // biome-ignore lint/suspicious/noThenProperty: the word for the next tier; it is a list.
    then: fc.array(fc.record({ group, afterSeconds: fc.constantFrom(0, 60, 300) }), { maxLength: 2 }),
  },
  { requiredKeys: ['group', 'count'] },
);

const stage = fc.record({
  id: fc.constantFrom('stop', 'door', 'näxt', '火'),
  clouds: fc.array(fc.constantFrom('aws' as const, 'gcp' as const, 'azure' as const), { minLength: 1, maxLength: 3 }),
  actions: fc.array(
    fc.constantFrom('aws.iam.revoke-role-sessions', 'aws.iam.disable-federated-role', 'gcp.quota.freeze-gpu'),
    { minLength: 1, maxLength: 2 },
  ),
  needs: fc.uniqueArray(need, { maxLength: 3, selector: (n) => n.group }),
});

const plan = fc.record(
  {
    id: fc.constant('6f1c'),
    digest: fc.constant(PLAN.digest!),
    status: fc.constantFrom('pending' as const, 'approved' as const),
    kind: fc.constantFrom('contain' as const, 'release' as const),
    mode: fc.constantFrom('live' as const, 'drill' as const),
    requester: name,
    early: fc.boolean(),
    breakGlass: group,
    askedSecondsAgo: fc.constantFrom(0, 59, 60, 300, 4000),
    stages: fc.array(stage, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['kind', 'mode', 'requester', 'early', 'stages'] },
);

/** A question as the desk could ask it. */
export const questions: fc.Arbitrary<Question> = fc
  .record(
    {
      verb: fc.constantFrom(...COMMANDS.map((c) => c.verb), 'take-back', 'fly', ''),
      reads: fc.boolean(),
      person: fc.record({
        id: name,
        groups: someGroups,
        roles: fc.uniqueArray(fc.constantFrom(...ROLES, 'emperor'), { maxLength: 3 }),
        through: fc.dictionary(group, name, { maxKeys: 2 }),
      }),
      surface: fc.constantFrom('slack' as const, 'teams' as const, 'console' as const, 'cli' as const),
      incident: fc.record({
        id: fc.constant('INC-7'),
        mode: fc.constantFrom('live' as const, 'drill' as const),
        severity: fc.constantFrom(1 as const, 2 as const),
        commander: name,
        suspects: fc.uniqueArray(name, { maxLength: 2 }),
        status: fc.constantFrom('open' as const, 'closed' as const),
      }),
      plan,
      freshSignIn: fc.constantFrom('sensitive' as const, 'always' as const, 'never' as const),
    },
    { requiredKeys: ['verb', 'reads', 'person', 'surface'] },
  )
  .map((question) => question as Question);

/** Paths to everything in a JSON value. */
function paths(value: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    return [path, ...paths(inner, path)];
  });
}

/** The question with one part gone, or another thing in its place. */
export function damaged(question: Question): fc.Arbitrary<{ path: (string | number)[]; question: Question }> {
  const instead = fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined, freq: 2 });
  return fc.tuple(fc.constantFrom(...paths(question)), instead).map(([path, value]) => {
    const copy = structuredClone(question);
    const last = path.at(-1)!;
    const holder = path.slice(0, -1).reduce<never>((at, key) => at[key as never], copy as never) as Record<
      string,
      unknown
    >;
    if (value !== undefined) holder[last] = value;
    else if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete holder[last];
    return { path, question: copy };
  });
}
