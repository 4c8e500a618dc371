import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { Organizations } from '@aws-sdk/client-organizations';
import { STS } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import disable from '../../../src/action/aws/iam/disable-federated-role.ts';
import revoke from '../../../src/action/aws/iam/revoke-role-sessions.ts';
import freeze from '../../../src/action/aws/organizations/freeze-gpu.ts';
import {
  ORGANIZATION_READER_GRANTS,
  ORGANIZATION_RESPONDER_GRANTS,
  READER_GRANTS,
  RESPONDER_GRANTS,
} from '../../../src/range/aws/grants.ts';
import { type AwsRange, startAws } from '../../../src/range/aws/start.ts';
import { mint, type Role } from '../../../src/range/aws/state.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { WORLD } from '../../../src/range/world.ts';

const { account, region } = WORLD.aws;

let now = 0;
let kernel: Kernel;
let range: AwsRange;
let role: Role;
beforeEach(async () => {
  now = Date.now();
  kernel = new Kernel({ realNow: () => now, random: Math.random, settleMs: 2000 });
  range = await startAws(kernel);
  role = range.state.roles.get(`${account}/${WORLD.aws.role}`)!;
});
afterEach(() => range.close());

/** Settings of the real SDK for a session of a role. */
function as(name: string, owner: string = account) {
  const of = range.state.roles.get(`${owner}/${name}`)!;
  const { accessKeyId, secret, token } = mint(range.state, of, 'test', 3600, name);
  const credentials = { accessKeyId, secretAccessKey: secret, sessionToken: token };
  return { endpoint: range.url, region, credentials, maxAttempts: 1 };
}

describe('what is decided', () => {
  it('shows a change at once and enforces it later', async () => {
    const iam = new IAM(as(WORLD.aws.responderRole));
    const ec2 = new EC2(as(WORLD.aws.role));
    const deny = JSON.stringify({ Statement: { Effect: 'Deny', Action: '*', Resource: '*' } });
    await iam.putRolePolicy({ RoleName: role.name, PolicyName: 'deny', PolicyDocument: deny });
    const { PolicyDocument } = await iam.getRolePolicy({ RoleName: role.name, PolicyName: 'deny' });
    expect(decodeURIComponent(PolicyDocument!)).toBe(deny);
    await expect(ec2.describeInstances({})).resolves.toBeDefined();
    now += 2000;
    await expect(ec2.describeInstances({})).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining('with an explicit deny in an identity-based policy'),
    });
    // Who one is may be asked under any deny: it proves nothing.
    await expect(new STS(as(WORLD.aws.role)).getCallerIdentity({})).resolves.toBeDefined();
  });

  it('answers a dry run by what would have happened', async () => {
    const ec2 = new EC2(as(WORLD.aws.role));
    const dry = (DryRun: boolean) =>
      ec2.runInstances({ InstanceType: 'p5.48xlarge', MinCount: 1, MaxCount: 1, ImageId: 'ami-0', DryRun });
    await expect(dry(true)).rejects.toMatchObject({ name: 'DryRunOperation' });
    expect(range.state.instances).toEqual([]);
    await dry(false);
    expect(range.state.instances).toMatchObject([{ type: 'p5.48xlarge' }]);
    range.state.attachments.get(account)!.set(['p-FullAWSAccess', 'p-freeze01']);
    now += 2000;
    await expect(dry(true)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  it('simulates as it decides', async () => {
    const iam = new IAM(as(WORLD.aws.readerRole));
    const ask = async (type: string) => {
      const { EvaluationResults } = await iam.simulatePrincipalPolicy({
        PolicySourceArn: role.arn,
        ActionNames: ['ec2:RunInstances'],
        ResourceArns: [`arn:aws:ec2:${region}:${account}:instance/*`],
        ContextEntries: [{ ContextKeyName: 'ec2:InstanceType', ContextKeyType: 'string', ContextKeyValues: [type] }],
      });
      return EvaluationResults![0]!;
    };
    expect(await ask('p5.48xlarge')).toMatchObject({ EvalDecision: 'allowed' });
    range.state.attachments.get(account)!.set(['p-FullAWSAccess', 'p-freeze01']);
    now += 2000;
    expect(await ask('p5.48xlarge')).toMatchObject({
      EvalDecision: 'explicitDeny',
      OrganizationsDecisionDetail: { AllowedByOrganizations: false },
    });
    expect(await ask('c7i.large')).toMatchObject({ EvalDecision: 'allowed' });
  });

  it('binds neither the management account nor service-linked roles by organization policies', async () => {
    for (const attached of range.state.attachments.values()) attached.set(['p-freeze01']);
    now += 2000;
    const management = new Organizations(as(WORLD.aws.readerRole, WORLD.aws.managementAccount));
    await expect(management.listPolicies({ Filter: 'SERVICE_CONTROL_POLICY' })).resolves.toBeDefined();
    expect(range.scale(1)).toMatchObject([{ type: 'g6e.12xlarge' }]);
    await expect(new EC2(as(WORLD.aws.role)).describeInstances({})).rejects.toThrow('no service control policy allows');
  });

  it('lets only the management account manage the organization', async () => {
    const member = new Organizations(as(WORLD.aws.breakGlassRole));
    await expect(member.listPolicies({ Filter: 'SERVICE_CONTROL_POLICY' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('says what it cannot attach twice or detach twice', async () => {
    const org = new Organizations(as(WORLD.aws.responderRole, WORLD.aws.managementAccount));
    const where = { PolicyId: 'p-freeze01', TargetId: account };
    await org.attachPolicy(where);
    await expect(org.attachPolicy(where)).rejects.toMatchObject({ name: 'DuplicatePolicyAttachmentException' });
    await org.detachPolicy(where);
    await expect(org.detachPolicy(where)).rejects.toMatchObject({ name: 'PolicyNotAttachedException' });
    range.state.attachments.get(account)!.set(Array.from({ length: 10 }, () => 'p-leave01'));
    await expect(org.attachPolicy(where)).rejects.toMatchObject({ name: 'ConstraintViolationException' });
  });
});

describe('Quell’s own roles', () => {
  it('hold exactly what the actions declare', () => {
    const all = [revoke, disable, freeze];
    const free = new Set(['sts:GetCallerIdentity']);
    const declared = (level: 'read' | 'write') =>
      all.flatMap((one) => one.permissions[level]).filter((p) => !free.has(p));
    const reads = [...new Set(declared('read'))].sort();
    const writes = [...new Set([...reads, ...declared('write')])].sort();
    expect([...READER_GRANTS, ...ORGANIZATION_READER_GRANTS].sort()).toEqual(reads);
    expect([...RESPONDER_GRANTS, ...ORGANIZATION_RESPONDER_GRANTS].sort()).toEqual(writes);
  });
});
