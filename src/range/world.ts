/** The names of the range's world: one company on three clouds, and the workload identity that was stolen. All made up. */
export const WORLD = {
  /** The identity provider of the training cluster; all three clouds federate with it. Its tokens name `subject`. */
  issuer: 'https://oidc.train-eu.example',
  subject: 'system:serviceaccount:ml:ml-train',
  /** Where the attacker calls from, and where the real workload does. */
  attackerIp: '203.0.113.9',
  clusterIp: '198.51.100.20',
  aws: {
    region: 'eu-central-1',
    managementAccount: '999999999999',
    account: '111122223333',
    accountName: 'ml-prod',
    organizationalUnit: 'ou-ml-workloads',
    /** Federated with the cluster; may assume `exportRole`. */
    role: 'ml-train',
    exportRole: 'ml-export',
    /** Trusted by nobody outside; must never change. */
    breakGlassRole: 'break-glass',
    readerRole: 'quell-reader',
    responderRole: 'quell-responder',
    scalingGroup: 'ml-workers',
    freezePolicyName: 'quell-freeze-gpu',
  },
  gcp: {
    organization: '500000000001',
    project: 'ml-prod',
    projectNumber: '424242424242',
    serviceAccount: 'ml-train@ml-prod.iam.gserviceaccount.com',
    pool: 'train-eu',
    provider: 'cluster',
    workforcePool: 'contoso-staff',
    workforceSubject: 'mallory@contoso.example',
    reader: 'quell-reader@ml-prod.iam.gserviceaccount.com',
    responder: 'quell-responder@ml-prod.iam.gserviceaccount.com',
    zone: 'europe-west4-a',
  },
  azure: {
    tenant: '11111111-aaaa-4aaa-8aaa-111111111111',
    tenantName: 'contoso',
    subscription: '22222222-bbbb-4bbb-8bbb-222222222222',
    subscriptionName: 'ml-prod',
    resourceGroup: 'ml',
    location: 'westeurope',
    /** App registration of ml-train: its object id, its client id, and its service principal's object id. */
    application: '33333333-cccc-4ccc-8ccc-333333333333',
    clientId: '44444444-dddd-4ddd-8ddd-444444444444',
    servicePrincipal: '55555555-eeee-4eee-8eee-555555555555',
    federatedCredential: 'train-eu',
    /** A person whose sessions can be revoked. */
    user: '66666666-ffff-4fff-8fff-666666666666',
    userName: 'mallory@contoso.example',
    workspace: 'ml-prod-aml',
    readerClientId: '77777777-1111-4111-8111-777777777777',
    responderClientId: '88888888-2222-4222-8222-888888888888',
  },
} as const;
