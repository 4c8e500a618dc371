import { request } from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GPU_POLICY } from '../../../src/action/azure/gpu-policy.ts';
import { exchangeDoor } from '../../../src/range/azure/holder.ts';
import { denials } from '../../../src/range/azure/policy.ts';
import { type AzureRange, startAzure } from '../../../src/range/azure/start.ts';
import { issue, outsideToken } from '../../../src/range/azure/token.ts';
import { put } from '../../../src/range/azure/world.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { WORLD } from '../../../src/range/world.ts';

const A = WORLD.azure;
const LIST = `/subscriptions/${A.subscription}/providers/Microsoft.Compute/virtualMachines`;

let ahead = 0;
let kernel: Kernel;
let range: AzureRange;

beforeEach(async () => {
  ahead = 0;
  kernel = new Kernel({ realNow: () => Date.now() + ahead, random: Math.random, settleMs: 2000 });
  range = await startAzure(kernel);
});
afterEach(() => range.close());

const arm = (principal: string = A.servicePrincipal) =>
  issue(range.world, { kind: 'access', who: 'somebody', principal, audience: 'arm' }).token;
const graph = (principal: string) =>
  issue(range.world, { kind: 'access', who: 'somebody', principal, audience: 'graph' }).token;

describe('who is asking', () => {
  it('refuses and records a call without a token', async () => {
    expect((await range.wire.send('GET', LIST)).status).toBe(401);
    expect(kernel.calls.at(-1)).toMatchObject({ who: 'anonymous', allowed: false, status: 401 });
  });

  it('refuses a token that somebody else signed, and one for another audience', async () => {
    const [head, body] = arm().split('.');
    expect((await range.wire.send('GET', LIST, `${head}.${body}.AAAA`)).status).toBe(401);
    expect((await range.wire.send('GET', LIST, graph(A.servicePrincipal))).status).toBe(401);
  });

  it('refuses a token that has expired on its own clock, between 60 and 90 minutes', async () => {
    const token = arm();
    kernel.advance(59 * 60);
    expect((await range.wire.send('GET', LIST, token)).status).toBe(200);
    kernel.advance(32 * 60);
    expect((await range.wire.send('GET', LIST, token)).status).toBe(401);
  });

  it('answers nobody who does not trust its certificate', async () => {
    const { port } = new URL(await originOf());
    const failed = await new Promise<Error>((resolve) => {
      request({ host: '127.0.0.1', port, path: LIST }).on('error', resolve).end();
    });
    expect(failed).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  async function originOf(): Promise<string> {
    const answer = await range.wire.send('GET', `/${A.tenant}/v2.0/.well-known/openid-configuration`);
    return String(answer.body.token_endpoint);
  }
});

describe('what may they', () => {
  it('shows a removed role at once, and enforces it when it has settled', async () => {
    const token = arm(A.user);
    const [key] = [...range.world.assignments.written].find(([, a]) => a.principalId === A.user)!;
    put(range.world.assignments, key, null);
    expect(range.world.assignments.written.has(key)).toBe(false);
    expect((await range.wire.send('GET', LIST, token)).status).toBe(200);
    ahead += 2000;
    const refused = await range.wire.send('GET', LIST, token);
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'AuthorizationFailed' } } });
  });

  it('does not look at a disabled service principal where its token is used, only where one is made', async () => {
    const token = arm();
    range.world.servicePrincipals.get(A.servicePrincipal)!.enabled.set(false);
    ahead += 2000;
    expect((await range.wire.send('GET', LIST, token)).status).toBe(200);
    const door = exchangeDoor(outsideToken(range.world, 'somebody', WORLD.subject));
    const refused = await door.knock(range.wire);
    expect(refused.body.error_description).toContain('AADSTS7000112');
  });

  it('lets an application permission that is bound to ownership reach only what is owned', async () => {
    const token = graph('88888888-2222-4222-8222-88888888aaaa');
    const change = (id: string) =>
      range.wire.send('PATCH', `/v1.0/servicePrincipals/${id}`, token, { accountEnabled: false });
    expect((await change(A.servicePrincipal)).status).toBe(204);
    expect((await change('77777777-1111-4111-8111-77777777aaaa')).status).toBe(403);
  });

  it('lets a contributor use resources and not give roles away', async () => {
    const scope = `/subscriptions/${A.subscription}/resourceGroups/${A.resourceGroup}`;
    const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/e0000000-0000-4000-8000-000000000001`;
    expect((await range.wire.send('PUT', path, arm(), { properties: {} })).status).toBe(403);
  });
});

describe('who may come in by federation', () => {
  const knock = (token: string) => exchangeDoor(token).knock(range.wire);
  const credentials = () => range.world.applications.get(A.application)!.credentials;

  it('refuses another subject of the same issuer', async () => {
    const answer = await knock(outsideToken(range.world, 'somebody', 'system:serviceaccount:ml:other'));
    expect(answer.body.error_description).toContain('AADSTS700213');
  });

  it('refuses a token of the issuer that has expired', async () => {
    const token = outsideToken(range.world, 'somebody', WORLD.subject, 60);
    kernel.advance(61);
    expect((await knock(token)).body.error_description).toContain('AADSTS700024');
  });

  it('refuses exchanges when the record is gone and has settled, and no token from before', async () => {
    const outside = outsideToken(range.world, 'somebody', WORLD.subject);
    const token = String((await knock(outside)).body.access_token);
    credentials().set([]);
    expect((await knock(outside)).status).toBe(200);
    ahead += 2000;
    expect((await knock(outside)).body.error_description).toContain('AADSTS700211');
    expect((await range.wire.send('GET', LIST, token)).status).toBe(200);
  });
});

describe('what a policy denies', () => {
  const definition = { name: 'd', properties: { policyRule: GPU_POLICY.policyRule } };
  const assignment = { name: 'a', properties: { policyDefinitionId: '/d', enforcementMode: 'Default' } };
  const policy = { definitions: new Map([['/d', definition]]), assignments: new Map([['/a', assignment]]) };
  const denied = (type: string, body: Record<string, unknown>, state = policy) =>
    denials(state, { type, name: 'x', location: 'westeurope', body }, '/subscriptions/s').length > 0;
  const vm = 'Microsoft.Compute/virtualMachines';
  const aks = 'Microsoft.ContainerService/managedClusters';
  const aml = 'Microsoft.MachineLearningServices/workspaces';

  it.each([
    [vm, { properties: { hardwareProfile: { vmSize: 'Standard_NC24ads_A100_v4' } } }],
    [vm, { properties: { hardwareProfile: { vmSize: 'STANDARD_nd96ISR_h100_v5' } } }],
    ['Microsoft.Compute/virtualMachineScaleSets', { sku: { name: 'Standard_NV36ads_A10_v5' } }],
    [`${aks}/agentPools`, { properties: { vmSize: 'Standard_NC4as_T4_v3' } }],
    [aks, { properties: { agentPoolProfiles: [{ vmSize: 'Standard_D4s_v5' }, { vmSize: 'Standard_NC4as_T4_v3' }] } }],
    [`${aml}/computes`, { properties: { computeType: 'AmlCompute', properties: { vmSize: 'STANDARD_NC6' } } }],
    [`${aml}/onlineEndpoints/deployments`, { properties: { instanceType: 'Standard_NC6s_v3' } }],
  ])('denies GPUs in %s', (type, body) => {
    expect(denied(type, body)).toBe(true);
  });

  it.each([
    [vm, { properties: { hardwareProfile: { vmSize: 'Standard_D4s_v5' } } }],
    [aks, { properties: { agentPoolProfiles: [{ vmSize: 'Standard_D4s_v5' }] } }],
    ['Microsoft.Storage/storageAccounts', { sku: { name: 'Standard_NC' } }],
  ])('leaves the rest of %s alone', (type, body) => {
    expect(denied(type, body)).toBe(false);
  });

  it('denies nothing when it is not enforced, or where a scope is left out', () => {
    const body = { properties: { hardwareProfile: { vmSize: 'Standard_NC6' } } };
    const loose = (more: object) => ({
      ...policy,
      assignments: new Map([['/a', { ...assignment, properties: { ...assignment.properties, ...more } }]]),
    });
    expect(denied(vm, body, loose({ enforcementMode: 'DoNotEnforce' }))).toBe(false);
    expect(denied(vm, body, loose({ notScopes: ['/subscriptions/S'] }))).toBe(false);
  });

  it('refuses to store a rule whose alias it cannot evaluate', async () => {
    const path = `/subscriptions/${A.subscription}/providers/Microsoft.Authorization/policyDefinitions/p`;
    const properties = { policyRule: { if: { field: 'Microsoft.Nothing/at/all', equals: 1 } } };
    const answer = await range.wire.send('PUT', path, arm('88888888-2222-4222-8222-88888888aaaa'), { properties });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidPolicyAlias' } } });
  });
});

describe('the weather', () => {
  it('carries out a call whose answer is lost', async () => {
    kernel.weather.push({ cloud: 'azure', permission: 'User.RevokeSessions.All', kind: 'lost-answer', times: 1 });
    const before = range.world.users.get(A.user)!.validFrom.written;
    const token = graph('88888888-2222-4222-8222-88888888aaaa');
    await expect(range.wire.send('POST', `/v1.0/users/${A.user}/revokeSignInSessions`, token)).rejects.toThrow();
    expect(range.world.users.get(A.user)!.validFrom.written).toBeGreaterThan(before);
    expect(kernel.calls.at(-1)).toMatchObject({ write: true, allowed: true, status: 0 });
  });

  it('does not carry out a call whose connection is cut', async () => {
    kernel.weather.push({ cloud: 'azure', permission: '*', kind: 'hang-up', times: 1 });
    const before = range.world.users.get(A.user)!.validFrom.written;
    const token = graph('88888888-2222-4222-8222-88888888aaaa');
    await expect(range.wire.send('POST', `/v1.0/users/${A.user}/revokeSignInSessions`, token)).rejects.toThrow();
    expect(range.world.users.get(A.user)!.validFrom.written).toBe(before);
  });
});

describe('the state', () => {
  it('is the same for two fresh worlds, and holds no sessions and no clock', async () => {
    const other = await startAzure(new Kernel({ realNow: () => 1_800_000_000_000, random: Math.random, settleMs: 0 }));
    try {
      await range.attacker().round();
      expect(JSON.stringify(other.snapshot())).not.toContain('1800000000000');
      range.world.machines.delete('crunch-1');
      expect(other.snapshot()).toEqual(range.snapshot());
    } finally {
      await other.close();
    }
  });
});
