import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rolesOf, withRoles } from '../../src/approval/roles.ts';
import { readRoles } from '../../src/config/roles.ts';
import { Fault } from '../../src/domain/fault.ts';
import { policyOf } from '../../src/process/policy.ts';
import { QUESTION } from '../edge/opa/questions.ts';

function problem(text: string): Fault {
  try {
    readRoles(text, 'roles.yaml');
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
  }
  throw new Error('no fault');
}

const shipped = readRoles(readFileSync('policy/roles.yaml', 'utf8'), 'policy/roles.yaml');

describe('roles.yaml', () => {
  it('ships with every role', () => {
    expect(Object.keys(shipped.roles).toSorted()).toEqual(
      ['approver', 'auditor', 'data-scientist', 'ml-engineer', 'ml-ops', 'responder'].toSorted(),
    );
  });

  it.each([
    ['', 'roles.yaml:1:1'],
    ['roles: {}\n', '`unlisted` is missing'],
    [
      'roles:\n  resonder: [a]\nunlisted: []\n',
      'roles.yaml:2:3: `resonder` is not known here. Did you mean `responder`?',
    ],
    ['roles:\n  responder: a\nunlisted: []\n', 'roles.yaml:2:14: `roles.responder` is missing or does not fit'],
    ['roles: {}\nunlisted: [auditr]\n', 'roles.yaml:2:12: `unlisted[0]` is not a role'],
    ['roles: {}\nunlisted: []\nfoo: 1\n', 'roles.yaml:3:1: `foo` is not known here'],
    ['roles: &a {}\nunlisted: []\n', 'roles.yaml:1:8'],
  ])('says where %j is wrong', (text, said) => {
    const fault = problem(text);
    expect(fault.code).toBe('policy.roles');
    expect(fault.message).toContain(said);
    expect(fault.at).toBeDefined();
  });
});

describe('somebody’s roles', () => {
  const roles = readRoles('roles:\n  auditor: [books, law]\n  ml-ops: [ops]\nunlisted: [ml-engineer]\n', 'roles.yaml');

  it('are those of their groups, each once', () => {
    expect(rolesOf(roles, ['ops', 'books', 'law'])).toEqual(['auditor', 'ml-ops']);
  });

  it('are what the file says of the rest, where no group of theirs is listed', () => {
    expect(rolesOf(roles, ['choir'])).toEqual(['ml-engineer']);
    expect(rolesOf({ ...roles, unlisted: [] }, ['choir'])).toEqual([]);
  });

  it('do not grow by a right that was lent, or by what a question says of itself', () => {
    const person = { id: 'kim', groups: ['books', 'ops'], roles: ['responder'], through: { ops: 'bo' } };
    expect(withRoles(roles, { ...QUESTION, person }).person.roles).toEqual(['auditor']);
  });

  it('are filled in before the policy is asked', async () => {
    const policy = await policyOf({}, { warn: () => undefined });
    const person = { id: 'kim', groups: ['auditors'], roles: ['responder'], through: {} };
    expect(await policy.ask({ ...QUESTION, verb: 'contain', person })).toMatchObject({
      allow: false,
      rules: ['run.role'],
    });
    expect(await policy.ask({ ...QUESTION, verb: 'audit', person })).toMatchObject({
      allow: true,
      rules: ['see.auditor'],
    });
    expect(await policy.ask({ verb: 'contain' } as never)).toMatchObject({ allow: false });
  });
});
