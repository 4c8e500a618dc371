import type { z } from 'zod';
import type { QuellFile } from './schema.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';
const roles = {
  reader_role: 'arn:aws:iam::000000000000:role/QuellReader',
  responder_role: 'arn:aws:iam::000000000000:role/QuellResponder',
};
const accounts = {
  reader_service_account: 'quell-reader@your-project.iam.gserviceaccount.com',
  responder_service_account: 'quell-responder@your-project.iam.gserviceaccount.com',
};

/**
 * The settings that `quell init` writes. Whatever only the reader can know is a placeholder (zeros, `your-…`), which
 * loading refuses until it is replaced.
 */
export const SAMPLE: z.input<typeof QuellFile> = {
  organization: 'your-company',
  people: [
    { id: 'ada', name: 'Ada Example', groups: ['security-oncall'], slack: 'U00000001', login: 'your-login' },
    { id: 'bo', name: 'Bo Example', groups: ['security-oncall', 'cloud-platform'], slack: 'U00000002' },
    { id: 'cy', name: 'Cy Example', groups: ['security-oncall', 'cloud-platform'], slack: 'U00000003' },
  ],
  approvals: {
    contain: [{ group: 'security-oncall', count: 1 }],
    release: [{ group: 'security-oncall', count: 1 }],
    early_release: [{ group: 'cloud-platform', count: 1 }],
    approve_within_minutes: 10,
    execute_within_minutes: 60,
    escalation: { 'security-oncall': [{ to: 'cloud-platform', after_minutes: 5 }] },
    break_glass: { group: 'security-oncall', review_within_hours: 24 },
    fresh_sign_in: 'sensitive',
  },
  protected: ['arn:aws:iam::*:role/break-glass', 'arn:aws:iam::*:role/Quell*', 'quell-*@*'],
  identities: {
    'ml-train': {
      aws: { account: '000000000000', region: 'us-east-1', role: 'your-workload-role' },
      gcp: {
        project: 'your-project',
        region: 'us-central1',
        service_account: 'your-workload@your-project.iam.gserviceaccount.com',
      },
      azure: { tenant: NOBODY, subscription: NOBODY, location: 'eastus', service_principal: NOBODY },
    },
  },
  slack: { mode: 'socket', workspaces: ['T00000000'], channel: 'C00000000', command: '/quell' },
  teams: {
    app_id: NOBODY,
    app_type: 'single-tenant',
    tenants: [NOBODY],
    channel: '19:your-channel@thread.tacv2',
    service_url: 'https://smba.trafficmanager.net/teams/',
    port: 3978,
    cloud: 'public',
  },
  console: { url: 'https://quell.your-company.example', host: '127.0.0.1', port: 7000 },
  sign_in: {
    issuer: 'https://your-identity-provider.example',
    client_id: 'your-client-id',
    freshness: 'auth_time',
    acr: { claim: 'acr', values: ['your-acr'] },
  },
  limits: { steps_at_once: 16, steps_per_account: 8 },
  playbooks: 'playbooks/',
  drills: 'drills/',
  aws: {
    accounts: [{ id: '000000000000', name: 'ml-prod', region: 'us-east-1', ...roles }],
    organization: { management_account: '000000000000', freeze_policy: 'quell-freeze-gpu', ...roles },
    break_glass_roles: ['arn:aws:iam::*:role/break-glass'],
  },
  gcp: { projects: [{ id: 'your-project', number: '000000000000', name: 'ml-prod', ...accounts }] },
  azure: {
    tenants: [
      {
        id: NOBODY,
        name: 'contoso',
        reader_client_id: NOBODY,
        responder_client_id: NOBODY,
        subscriptions: [{ id: NOBODY, name: 'ml-prod' }],
      },
    ],
  },
};
