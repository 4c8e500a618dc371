import type { Cloud } from '../../../../src/domain/action.ts';

/** A world of three things, in the range's own spelling, before anybody touched them. */
export interface World {
  aws: { roles: Record<string, { trust: string; inline: Record<string, string> }> };
  gcp: { serviceAccounts: { email: string; disabled: boolean }[]; denyPolicies: object[] };
  azure: { applications: { id: string; credentials: object[] }[] };
}

export const APPLICATION = '33333333-cccc-4ccc-8ccc-333333333333';
export const ACCOUNT = 'ml-train@ml-prod.iam.gserviceaccount.com';
export const CREDENTIAL = { name: 'train-eu', issuer: 'https://oidc.example', subject: 'ml', audiences: ['a'] };
export const STAMP = JSON.stringify({ Statement: [{ Sid: 'QuellINC7', Effect: 'Deny', Action: ['*'] }] });

export function world(): World {
  const role = { trust: JSON.stringify({ Statement: [{ Sid: 'Cluster', Effect: 'Allow' }] }), inline: {} };
  return {
    aws: { roles: { '111122223333/ml-train': role } },
    gcp: { serviceAccounts: [{ email: ACCOUNT, disabled: false }], denyPolicies: [] },
    azure: { applications: [{ id: APPLICATION, credentials: [CREDENTIAL] }] },
  };
}

/** What the steps of the told plan do to it, cloud by cloud. */
export const CONTAIN: Record<Cloud, (w: World) => void> = {
  aws: (w) => {
    w.aws.roles['111122223333/ml-train']!.inline.QuellRevokeOlderSessions = STAMP;
  },
  gcp: (w) => {
    w.gcp.serviceAccounts[0]!.disabled = true;
  },
  azure: (w) => {
    w.azure.applications[0]!.credentials = [];
  },
};

export const RELEASE: Record<Cloud, (w: World) => void> = {
  aws: (w) => {
    w.aws.roles['111122223333/ml-train']!.inline = {};
  },
  gcp: (w) => {
    w.gcp.serviceAccounts[0]!.disabled = false;
  },
  azure: (w) => {
    w.azure.applications[0]!.credentials = [CREDENTIAL];
  },
};
