import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { gcpEdge } from '../../../src/edge/gcp/edge.ts';
import { type GcpRange, startGcp } from '../../../src/range/gcp/start.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { WORLD } from '../../../src/range/world.ts';

const kernel = () => new Kernel({ realNow: () => Date.now(), random: () => Math.random(), settleMs: 0 });
const path = '/v3/projects/ml-prod';
const shape = z.object({ projectId: z.string() });

const environment = { ...process.env };
let range: GcpRange | undefined;
afterEach(async () => {
  process.env = { ...environment };
  await range?.close();
  range = undefined;
});

it('names its targets, and refuses others', async () => {
  range = await startGcp(kernel());
  expect(range.edge.targets()).toEqual([
    { id: 'ml-prod', name: 'ml-prod' },
    { id: '500000000001', name: 'contoso.example' },
  ]);
  await expect(range.edge.open('elsewhere', 'read')).rejects.toMatchObject({ code: 'gcp.unknown-target' });
});

it('reads as the reader and writes as the responder, both by federation and impersonation', async () => {
  const world = kernel();
  range = await startGcp(world);
  await (await range.edge.open('ml-prod', 'read')).now();
  await (await range.edge.open('ml-prod', 'write')).now();
  expect(world.calls.map((c) => c.who)).toEqual([
    ...['quell', 'quell', 'quell-reader'],
    ...['quell', 'quell', 'quell-responder'],
  ]);
});

it("tells Google's time and not its own", async () => {
  const world = kernel();
  range = await startGcp(world);
  const cloud = await range.edge.open('ml-prod', 'read');
  world.advance(60);
  expect(Math.abs((await cloud.now()).getTime() - world.now().getTime())).toBeLessThan(2000);
});

it('gets a fresh credential when the old one has died before its time', async () => {
  const world = kernel();
  range = await startGcp(world);
  const cloud = await range.edge.open('ml-prod', 'read');
  world.advance(4000);
  await expect(cloud.now()).resolves.toBeInstanceOf(Date);
});

it('never retries by itself', async () => {
  const world = kernel();
  range = await startGcp(world);
  const cloud = await range.edge.open('ml-prod', 'read');
  const from = world.calls.length;
  world.weather.push({ cloud: 'gcp', permission: '*', kind: 'server-error', times: 10 });
  await expect(cloud.now()).rejects.toMatchObject({ code: 'gcp.unavailable' });
  expect(world.calls.length - from).toBe(1);
});

it('hands the wait of a throttled call on', async () => {
  const world = kernel();
  range = await startGcp(world);
  const cloud = await range.edge.open('ml-prod', 'read');
  world.weather.push({ cloud: 'gcp', permission: '*', kind: 'throttle', times: 1 });
  await expect(cloud.now()).rejects.toMatchObject({ code: 'gcp.throttled', afterMs: 1000 });
});

it('takes no answer of another shape', async () => {
  range = await startGcp(kernel());
  const cloud = await range.edge.open('ml-prod', 'read');
  const { signal } = new AbortController();
  const request = { service: 'cloudresourcemanager', method: 'GET', path, signal } as const;
  await expect(cloud.call(request, shape)).resolves.toEqual({ projectId: 'ml-prod' });
  await expect(cloud.call(request, z.object({ projectId: z.number() }))).rejects.toMatchObject({ code: 'gcp.garbage' });
});

it('ends a call with its signal, and sends nothing when it has ended already', async () => {
  const world = kernel();
  range = await startGcp(world);
  const cloud = await range.edge.open('ml-prod', 'write');
  const from = world.calls.length;
  const signal = AbortSignal.abort();
  const name = 'policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fml-prod/denypolicies/some';
  const request = { service: 'cloudresourcemanager', method: 'GET', path, signal } as const;
  await expect(cloud.call(request, shape)).rejects.toMatchObject({ code: 'gcp.timeout' });
  await expect((await cloud.policies(signal)).getPolicy({ name })).rejects.toMatchObject({ code: 'gcp.timeout' });
  expect(world.calls.length).toBe(from);
});

it('shows doctor a line for each identity and pool', async () => {
  range = await startGcp(kernel());
  const lines = await range.edge.check();
  expect(lines).toHaveLength(5);
  expect(lines.every((line) => line.ok)).toBe(true);
});

it('tells doctor what mends a line that fails', async () => {
  const world = kernel();
  range = await startGcp(world);
  world.weather.push({ cloud: 'gcp', permission: 'resourcemanager.projects.get', kind: 'denied', times: 1 });
  const failed = (await range.edge.check()).filter((line) => !line.ok);
  expect(failed).toMatchObject([
    { saw: expect.stringContaining('resourcemanager.projects.get'), fix: expect.any(String) },
  ]);
});

it('goes past a proxy to reach a range on loopback', async () => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'])
    process.env[name] = 'http://127.0.0.1:1';
  range = await startGcp(kernel());
  await expect((await range.edge.open('ml-prod', 'read')).now()).resolves.toBeInstanceOf(Date);
});

it('reaches nothing but the endpoint that it was given', async () => {
  process.env.GOOGLE_APPLICATION_CREDENTIALS = '/nowhere/real-credentials.json';
  const accounts = {
    reader_service_account: WORLD.gcp.reader,
    responder_service_account: WORLD.gcp.responder,
  };
  const edge = gcpEdge(
    { projects: [{ id: 'ml-prod', number: '1', ...accounts }] },
    {
      endpoint: 'http://127.0.0.1:1',
      federation: { audience: '//iam.googleapis.com/x', subjectToken: async () => 'x' },
    },
  );
  await expect(edge.open('ml-prod', 'read')).rejects.toMatchObject({ code: 'gcp.unreachable' });
});
