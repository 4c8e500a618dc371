/** What each role of this world permits. Google's own roles are cut down to what the range speaks. */

const READS = [
  'cloudquotas.quotas.get',
  'compute.acceleratorTypes.list',
  'iam.denypolicies.get',
  'iam.serviceAccounts.get',
  'iam.serviceAccounts.getOpenIdToken',
  'iam.workloadIdentityPoolProviders.list',
  'iam.workloadIdentityPools.get',
  'resourcemanager.projects.get',
  'resourcemanager.projects.getIamPolicy',
  'serviceusage.quotas.get',
];

const ORGANIZATION_READS = ['iam.workforcePools.get', 'resourcemanager.organizations.get'];

export const ROLES: Record<string, string[]> = {
  'projects/ml-prod/roles/quellReader': READS,
  'projects/ml-prod/roles/quellResponder': [
    ...READS,
    'cloudquotas.quotas.update',
    'iam.denypolicies.create',
    'iam.denypolicies.delete',
    'iam.operations.get',
    'iam.serviceAccounts.disable',
    'iam.serviceAccounts.enable',
    'iam.workloadIdentityPools.update',
    'serviceusage.operations.get',
    'serviceusage.quotas.update',
  ],
  'organizations/500000000001/roles/quellReader': ORGANIZATION_READS,
  'organizations/500000000001/roles/quellResponder': [
    ...ORGANIZATION_READS,
    'iam.googleapis.com/workforcePoolSubjects.revokeSessions',
  ],
  'roles/iam.workloadIdentityUser': ['iam.serviceAccounts.getAccessToken', 'iam.serviceAccounts.getOpenIdToken'],
  'roles/iam.serviceAccountTokenCreator': ['iam.serviceAccounts.getAccessToken', 'iam.serviceAccounts.getOpenIdToken'],
  'roles/compute.instanceAdmin.v1': ['compute.instances.create', 'compute.instances.delete', 'compute.instances.list'],
  'roles/storage.objectViewer': ['storage.objects.get', 'storage.objects.list'],
  'roles/owner': [
    ...READS,
    'cloudquotas.quotas.update',
    'iam.denypolicies.create',
    'iam.denypolicies.update',
    'iam.serviceAccounts.disable',
    'iam.serviceAccounts.enable',
    'iam.workloadIdentityPoolProviders.update',
    'iam.workloadIdentityPools.update',
    'serviceusage.quotas.update',
  ],
};
