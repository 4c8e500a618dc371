import type { Kernel } from '../kernel.ts';
import { WORLD } from '../world.ts';
import {
  ORGANIZATION_READER_GRANTS,
  ORGANIZATION_RESPONDER_GRANTS,
  READER_GRANTS,
  RESPONDER_GRANTS,
} from './grants.ts';
import { type AwsState, ORGANIZATION, ROOT, type Role, roleArn } from './state.ts';

const { account, managementAccount, organizationalUnit, region } = WORLD.aws;

/** The account that Quell itself runs in. */
export const TOOLING_ACCOUNT = '444455556666';
export const QUELL_ROLE = 'quell';
export const OIDC_HOST = WORLD.issuer.replace('https://', '');

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string[], Resource: string | string[] = '*') => ({ Effect: 'Allow', Action, Resource });
const trusts = (...principals: string[]) =>
  policy({ Effect: 'Allow', Principal: { AWS: principals }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] });

/** The company as it is before the attack. */
export function found(kernel: Kernel, freezePolicy: string): AwsState {
  const state: AwsState = {
    kernel,
    roles: new Map(),
    managed: new Map(),
    sessions: new Map(),
    accounts: new Map([
      [account, { id: account, name: WORLD.aws.accountName, parent: organizationalUnit }],
      [TOOLING_ACCOUNT, { id: TOOLING_ACCOUNT, name: 'security-tooling', parent: ROOT }],
      [managementAccount, { id: managementAccount, name: 'management', parent: ROOT }],
    ]),
    policies: new Map(),
    attachments: new Map(),
    groups: new Map(),
    launchTemplates: new Map(),
    launchConfigurations: new Map(),
    instances: [],
  };
  foundOrganization(state, freezePolicy);
  foundRoles(state);
  foundQuell(state);
  foundScalingGroups(state);
  return state;
}

function foundOrganization(state: AwsState, freezePolicy: string): void {
  const add = (id: string, name: string, content: string) =>
    state.policies.set(id, {
      id,
      name,
      content,
      arn: `arn:aws:organizations::${managementAccount}:policy/${ORGANIZATION}/service_control_policy/${id}`,
    });
  add('p-FullAWSAccess', 'FullAWSAccess', policy(allow(['*'])));
  add('p-leave01', 'deny-leave', policy({ Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' }));
  add('p-freeze01', WORLD.aws.freezePolicyName, freezePolicy);
  for (const target of [ROOT, organizationalUnit, ...state.accounts.keys()]) {
    state.attachments.set(target, state.kernel.settling<readonly string[]>(['p-FullAWSAccess']));
  }
  state.attachments.set(ROOT, state.kernel.settling<readonly string[]>(['p-FullAWSAccess', 'p-leave01']));
}

function foundRoles(state: AwsState): void {
  const federation = policy({
    Sid: 'Cluster',
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${OIDC_HOST}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${OIDC_HOST}:sub`]: WORLD.subject, [`${OIDC_HOST}:aud`]: 'sts.amazonaws.com' } },
  });
  const chain = `arn:aws:iam::${account}:policy/ml-export-access`;
  state.managed.set(chain, policy(allow(['sts:AssumeRole'], roleArn(account, WORLD.aws.exportRole))));
  addRole(state, account, WORLD.aws.role, federation, {
    inline: {
      work: policy(
        allow(['s3:ListAllMyBuckets', 's3:GetObject', 's3:PutObject', 'bedrock:InvokeModel']),
        allow(['ec2:RunInstances', 'ec2:DescribeInstances', 'sagemaker:CreateTrainingJob']),
        allow(['autoscaling:DescribeAutoScalingGroups', 'autoscaling:UpdateAutoScalingGroup']),
      ),
    },
    attached: [chain],
    maxSessionSeconds: 4 * 3600,
  });
  addRole(state, account, WORLD.aws.exportRole, trusts(roleArn(account, WORLD.aws.role)), {
    inline: { export: policy(allow(['s3:PutObject', 'ec2:DescribeInstances'])) },
  });
  addRole(state, account, WORLD.aws.breakGlassRole, trusts(`arn:aws:iam::${TOOLING_ACCOUNT}:root`), {
    inline: { everything: policy(allow(['*'])) },
  });
  addRole(state, account, 'AWSServiceRoleForAutoScaling', service('autoscaling.amazonaws.com'), {
    path: '/aws-service-role/autoscaling.amazonaws.com/',
    inline: { launch: policy(allow(['ec2:RunInstances', 'ec2:TerminateInstances', 'ec2:Describe*'])) },
  });
  addRole(state, account, 'AWSReservedSSO_MlOps_0123456789abcdef', service('sso.amazonaws.com'), {
    path: '/aws-reserved/sso.amazonaws.com/',
  });
}

function foundQuell(state: AwsState): void {
  const base = addRole(state, TOOLING_ACCOUNT, QUELL_ROLE, service('ec2.amazonaws.com'), {
    inline: {
      reach: policy(allow(['sts:AssumeRole', 'sts:SetSourceIdentity'], 'arn:aws:iam::*:role/quell-*')),
    },
    maxSessionSeconds: 12 * 3600,
  });
  const { readerRole, responderRole } = WORLD.aws;
  const give = (target: string, name: string, actions: string[]) =>
    addRole(state, target, name, trusts(base.arn), { inline: { quell: policy(allow(actions)) } });
  give(account, readerRole, READER_GRANTS);
  give(account, responderRole, RESPONDER_GRANTS);
  give(managementAccount, readerRole, ORGANIZATION_READER_GRANTS);
  give(managementAccount, responderRole, ORGANIZATION_RESPONDER_GRANTS);
}

function foundScalingGroups(state: AwsState): void {
  state.launchTemplates.set('lt-0ml0workers', { '1': 'g6e.12xlarge' });
  state.launchConfigurations.set('web-2019', 'c5.large');
  const add = (name: string, suspended: string[], from: object) =>
    state.groups.set(`${account}/${region}/${name}`, {
      account,
      region,
      name,
      arn: `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:${state.kernel.uuid()}:autoScalingGroupName/${name}`,
      max: 8,
      desired: 0,
      suspended: state.kernel.settling<readonly string[]>(suspended),
      ...from,
    });
  // One process was suspended before Quell came: a release must leave it so.
  add(WORLD.aws.scalingGroup, ['AZRebalance'], { launchTemplate: { id: 'lt-0ml0workers', version: '1' } });
  add('web', [], { launchConfiguration: 'web-2019' });
}

const service = (name: string) => policy({ Effect: 'Allow', Principal: { Service: name }, Action: 'sts:AssumeRole' });

interface RoleExtras {
  inline?: Record<string, string>;
  attached?: string[];
  path?: string;
  maxSessionSeconds?: number;
}

/** Adds a role; tests use it for priors that the company does not have. */
export function addRole(state: AwsState, owner: string, name: string, trust: string, extras: RoleExtras = {}): Role {
  const path = extras.path ?? '/';
  const role: Role = {
    account: owner,
    name,
    arn: `arn:aws:iam::${owner}:role${path}${name}`,
    id: `AROA${state.kernel.id(17)}`,
    path,
    maxSessionSeconds: extras.maxSessionSeconds ?? 3600,
    trust: state.kernel.settling(trust),
    inline: state.kernel.settling<Readonly<Record<string, string>>>(extras.inline ?? {}),
    attached: extras.attached ?? [],
  };
  state.roles.set(`${owner}/${name}`, role);
  return role;
}
