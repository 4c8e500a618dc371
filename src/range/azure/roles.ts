import type { RoleDefinition } from './world.ts';

/** Object ids of Quell's own service principals in the range. */
export const QUELL = {
  reader: '77777777-1111-4111-8111-77777777aaaa',
  responder: '88888888-2222-4222-8222-88888888aaaa',
};

const READ = [
  'Microsoft.Authorization/*/read',
  'Microsoft.Compute/virtualMachines/read',
  'Microsoft.Compute/virtualMachines/instanceView/read',
  'Microsoft.MachineLearningServices/locations/quotas/read',
  'Microsoft.Resources/subscriptions/read',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Resources/deployments/validate/action',
];

const WRITE = [
  'Microsoft.Authorization/roleAssignments/write',
  'Microsoft.Authorization/roleAssignments/delete',
  'Microsoft.Authorization/policyDefinitions/write',
  'Microsoft.Authorization/policyDefinitions/delete',
  'Microsoft.Authorization/policyAssignments/write',
  'Microsoft.Authorization/policyAssignments/delete',
  'Microsoft.Compute/virtualMachines/deallocate/action',
  'Microsoft.MachineLearningServices/locations/updateQuotas/action',
];

const GRAPH_READ = ['User.Read.All', 'Application.Read.All', 'AuditLog.Read.All'];
export const GRAPH = {
  reader: GRAPH_READ,
  responder: [...GRAPH_READ, 'User.RevokeSessions.All', 'Application.ReadWrite.OwnedBy'],
};

/** Role definitions of the range. The first four are Azure's own, with Azure's own ids. */
export const ROLES: Record<string, RoleDefinition> = {
  contributor: {
    id: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
    roleName: 'Contributor',
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
    ],
  },
  viewer: {
    id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
    roleName: 'Reader',
    actions: ['*/read'],
    notActions: [],
  },
  owner: {
    id: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    roleName: 'Owner',
    actions: ['*'],
    notActions: [],
  },
  blobs: {
    id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    roleName: 'Storage Blob Data Contributor',
    actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
    notActions: [],
  },
  quellReader: {
    id: 'a0000000-0000-4000-8000-000000000001',
    roleName: 'Quell reader',
    actions: READ,
    notActions: [],
  },
  quellResponder: {
    id: 'a0000000-0000-4000-8000-000000000002',
    roleName: 'Quell responder',
    actions: [...READ, ...WRITE],
    notActions: [],
  },
};
