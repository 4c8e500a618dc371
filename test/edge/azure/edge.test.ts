import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { azureConfig } from '../../../src/edge/azure/config.ts';
import { azureEdge } from '../../../src/edge/azure/edge.ts';
import { type AzureRange, startAzure } from '../../../src/range/azure/start.ts';
import { put } from '../../../src/range/azure/world.ts';
import { Kernel, type Weather } from '../../../src/range/kernel.ts';
import { WORLD } from '../../../src/range/world.ts';

const A = WORLD.azure;
const signal = new AbortController().signal;
let kernel: Kernel;
let range: AzureRange;

beforeEach(async () => {
  kernel = new Kernel({ realNow: Date.now, random: Math.random, settleMs: 0 });
  range = await startAzure(kernel);
});
afterEach(() => range.close());

const weather = (permission: string, kind: Weather['kind'], times = 1) =>
  kernel.weather.push({ cloud: 'azure', permission, kind, times });

describe('opening', () => {
  it('knows tenants and subscriptions, and nothing that is not configured', async () => {
    expect(range.edge.targets()).toEqual([
      { id: A.tenant, name: 'contoso' },
      { id: A.subscription, name: 'ml-prod' },
    ]);
    await expect(range.edge.open('99999999-9999-4999-8999-999999999999', 'read')).rejects.toMatchObject({
      code: 'azure.unknown-target',
    });
    const cloud = await range.edge.open(A.tenant, 'read');
    expect(() => cloud.subscription('99999999-9999-4999-8999-999999999999')).toThrow('is configured in tenant');
  });

  it('acts as two identities: the reader cannot write', async () => {
    const reader = await range.edge.open(A.tenant, 'read');
    await expect(reader.directory.revokeSessions(A.user, signal)).rejects.toMatchObject({
      code: 'azure.denied',
      message: expect.stringContaining('User.RevokeSessions.All'),
    });
    const responder = await range.edge.open(A.tenant, 'write');
    await responder.directory.revokeSessions(A.user, signal);
    expect(kernel.calls.at(-1)).toMatchObject({ who: 'quell-responder', allowed: true });
  });

  it('is refused in words when the sign-in is refused, and is tried afresh the next time', async () => {
    const principal = range.world.servicePrincipals.get('77777777-1111-4111-8111-77777777aaaa')!;
    principal.enabled.set(false);
    await expect(range.edge.open(A.tenant, 'read')).rejects.toMatchObject({
      code: 'azure.denied',
      message: expect.stringContaining('AADSTS7000112'),
      fix: expect.stringContaining('infra/azure'),
    });
    principal.enabled.set(true);
    await expect(range.edge.open(A.tenant, 'read')).resolves.toMatchObject({ tenant: A.tenant });
  });

  it.each([
    ['throttle', 'azure.throttled'],
    ['server-error', 'azure.unavailable'],
    ['garbage', 'azure.garbage'],
    ['hang-up', 'azure.unreachable'],
  ] as const)('says what happened when the login endpoint answers with %s', async (kind, code) => {
    weather('oauth2/token', kind, 10);
    await expect(range.edge.open(A.tenant, 'read')).rejects.toMatchObject({ code });
  });

  it('signs in again when a token is refused before its time', async () => {
    const cloud = await range.edge.open(A.tenant, 'read');
    range.world.sessions.clear();
    await expect(cloud.directory.user(A.user, signal)).resolves.toMatchObject({ id: A.user });
    await expect(cloud.subscription(A.subscription).machines(signal)).resolves.toHaveLength(3);
  });

  it('tells the time of the provider, not of this machine', async () => {
    const cloud = await range.edge.open(A.tenant, 'read');
    kernel.advance(86_400);
    expect((await cloud.now()).getTime() - Date.now()).toBeGreaterThan(86_000_000);
  });
});

describe('answers', () => {
  it('reads once more when an idle connection broke, and never writes twice', async () => {
    const responder = await range.edge.open(A.tenant, 'write');
    weather('User.Read.All', 'hang-up');
    await expect(responder.directory.user(A.user, signal)).resolves.toMatchObject({ id: A.user });
    weather('User.RevokeSessions.All', 'lost-answer');
    await expect(responder.directory.revokeSessions(A.user, signal)).rejects.toMatchObject({
      code: 'azure.unreachable',
    });
    expect(kernel.calls.filter((c) => c.permission === 'User.RevokeSessions.All')).toHaveLength(1);
  });

  it('does not take an assignment without a scope for an answer', async () => {
    const cloud = await range.edge.open(A.tenant, 'read');
    const [key, first] = [...range.world.assignments.written][0]!;
    put(range.world.assignments, key, { ...first, scope: undefined as unknown as string });
    await expect(cloud.subscription(A.subscription).assignmentsOf(A.servicePrincipal, signal)).rejects.toMatchObject({
      code: 'azure.garbage',
    });
  });

  it('passes on how long Azure asks to wait, from SDK and REST calls alike', async () => {
    const cloud = await range.edge.open(A.tenant, 'read');
    weather('*', 'throttle', 2);
    await expect(cloud.directory.user(A.user, signal)).rejects.toMatchObject({ afterMs: 7000 });
    await expect(cloud.subscription(A.subscription).machines(signal)).rejects.toMatchObject({ afterMs: 7000 });
  });

  it('ends a call with the run that it belongs to', async () => {
    const cloud = await range.edge.open(A.tenant, 'read');
    const ended = AbortSignal.abort();
    await expect(cloud.directory.user(A.user, ended)).rejects.toMatchObject({ code: 'azure.timeout' });
    await expect(cloud.subscription(A.subscription).machines(ended)).rejects.toMatchObject({ code: 'azure.timeout' });
    await expect(cloud.subscription(A.subscription).quotas('westeurope', ended)).rejects.toMatchObject({
      code: 'azure.timeout',
    });
  });

  it('takes removing what is not there for done', async () => {
    const subscription = (await range.edge.open(A.tenant, 'write')).subscription(A.subscription);
    await subscription.removePolicyAssignment('nothing', signal);
    await subscription.removePolicyDefinition('nothing', signal);
    await expect(subscription.policyAssignment('nothing', signal)).resolves.toBeNull();
  });
});

describe('quell doctor', () => {
  it('has a line for each tenant and subscription and each identity', async () => {
    const lines = await range.edge.check();
    expect(lines).toHaveLength(4);
    expect(lines.every(({ ok }) => ok)).toBe(true);
    expect(lines[0]).toMatchObject({ what: expect.stringContaining('contoso'), saw: 'signed in as quell-reader' });
  });

  it('says what mends a failing line', async () => {
    for (const [key, { principalId }] of range.world.assignments.written) {
      if (principalId.startsWith('7777')) put(range.world.assignments, key, null);
    }
    const failing = (await range.edge.check()).filter(({ ok }) => !ok);
    expect(failing).toEqual([
      {
        access: 'read',
        ok: false,
        what: expect.stringContaining(`subscription ${A.subscription}`),
        saw: expect.stringContaining('resourceGroups/read is missing'),
        fix: expect.stringContaining('infra/azure'),
      },
    ]);
  });

  it('names the endpoint when nothing answers', async () => {
    const closed = azureEdge(
      { tenants: [{ id: A.tenant, reader_client_id: A.readerClientId, responder_client_id: A.responderClientId }] },
      {
        login: 'https://127.0.0.1:9',
        graph: 'https://127.0.0.1:9',
        resourceManager: 'https://127.0.0.1:9',
        ca: '',
        assertion: async () => 'unused',
      },
    );
    const [line] = await closed.check();
    expect(line).toMatchObject({ ok: false, saw: expect.stringContaining('could not be reached') });
  });
});

describe('the settings', () => {
  it('describes every field, for the docs', () => {
    const schema = z.toJSONSchema(azureConfig, { io: 'input' });
    const bare: string[] = [];
    const walk = (node: unknown, path: string) => {
      const { properties, items } = node as { properties?: Record<string, { description?: string }>; items?: unknown };
      for (const [name, inner] of Object.entries(properties ?? {})) {
        if (!inner.description) bare.push(`${path}.${name}`);
        walk(inner, `${path}.${name}`);
      }
      if (items) walk(items, `${path}[]`);
    };
    walk(schema, 'azure');
    expect(bare).toEqual([]);
  });

  it('refuses a client id that is none', () => {
    const tenant = { id: A.tenant, reader_client_id: 'reader', responder_client_id: A.responderClientId };
    expect(() => azureEdge({ tenants: [tenant] })).toThrow('must be a GUID');
  });
});
