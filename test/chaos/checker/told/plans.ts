import type { Cloud } from '../../../../src/domain/action.ts';
import type { JsonObject } from '../../../../src/domain/json.ts';
import type { PlanBody, PlannedStage, PlannedStep } from '../../../../src/domain/plan.ts';
import { ACCOUNT, APPLICATION, CREDENTIAL } from './world.ts';

/** What a step of the told plan finds, calls and is called. */
interface Known {
  id: string;
  action: string;
  cloud: Cloud;
  target: string;
  inputs: PlannedStep['inputs'];
  prior: JsonObject;
  write: { contain: string; release: string };
  read: string;
  resource: string;
}

export const KNOWN: Record<Cloud, Known> = {
  aws: {
    id: 'aws-sessions',
    action: 'aws.iam.revoke-role-sessions',
    cloud: 'aws',
    target: '111122223333',
    inputs: { account: '111122223333', role: 'ml-train' },
    prior: { arn: 'arn:aws:iam::111122223333:role/ml-train', document: null },
    write: { contain: 'iam:PutRolePolicy', release: 'iam:DeleteRolePolicy' },
    read: 'iam:GetRolePolicy',
    resource: 'arn:aws:iam::111122223333:role/ml-train',
  },
  gcp: {
    id: 'gcp-account',
    action: 'gcp.iam.disable-service-account',
    cloud: 'gcp',
    target: 'ml-prod',
    inputs: { project: 'ml-prod', service_account: ACCOUNT },
    prior: { disabled: false },
    write: { contain: 'iam.serviceAccounts.disable', release: 'iam.serviceAccounts.enable' },
    read: 'iam.serviceAccounts.get',
    resource: `//iam.googleapis.com/projects/ml-prod/serviceAccounts/${ACCOUNT}`,
  },
  azure: {
    id: 'azure-credential',
    action: 'azure.entra.remove-federated-credential',
    cloud: 'azure',
    target: '11111111-aaaa-4aaa-8aaa-111111111111',
    inputs: { tenant: '11111111-aaaa-4aaa-8aaa-111111111111', application: APPLICATION },
    prior: { credentials: [CREDENTIAL] },
    write: { contain: 'Application.ReadWrite.OwnedBy', release: 'Application.ReadWrite.OwnedBy' },
    read: 'Application.Read.All',
    resource: APPLICATION,
  },
};

function planned(cloud: Cloud): PlannedStep {
  const { id, action, target, inputs, resource } = KNOWN[cloud];
  return {
    id,
    action,
    cloud,
    target,
    title: `Stop ${id}`,
    inputs,
    changes: [{ resource, field: 'state', before: 'open', after: 'shut' }],
    basis: {},
    residual: [],
    notStopped: [],
    reversible: 'full',
    safeReleaseAfterSeconds: 0,
  };
}

const ONCALL = { group: 'security-oncall', count: 1 };
const PLATFORM = { group: 'cloud-platform', count: 1 };

const stage = (id: string, needs: PlannedStage['needs'], ...clouds: Cloud[]): PlannedStage => ({
  id,
  title: id,
  needs,
  after: 'applied',
  steps: clouds.map(planned),
});

/** Two stages with different voters, as in a shipped playbook; a release undoes them the other way round. */
export function bodyOf(kind: 'contain' | 'release'): PlanBody {
  const stages =
    kind === 'contain'
      ? [stage('stop', [ONCALL], 'aws', 'gcp'), stage('door', [ONCALL, PLATFORM], 'azure')]
      : [stage('release-2', [ONCALL], 'azure'), stage('release-1', [ONCALL], 'aws', 'gcp')];
  return {
    incident: 'INC-7',
    mode: 'live',
    kind,
    playbook: { id: kind === 'contain' ? 'stolen' : 'release', title: kind, digest: '' },
    inputs: {},
    requester: 'ana',
    reason: '',
    early: false,
    stages,
    unplanned: [],
  };
}

/** Everybody who may vote, and one who is under suspicion. */
export const GROUPS: Record<string, string[]> = {
  ana: ['security-oncall'],
  bo: ['security-oncall'],
  dee: ['cloud-platform'],
  lee: ['security-lead'],
  mallory: ['security-oncall', 'cloud-platform'],
};
