import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsConfig } from '../../../src/edge/aws/config.ts';
import { awsEdge } from '../../../src/edge/aws/edge.ts';
import { QUELL_ROLE, TOOLING_ACCOUNT } from '../../../src/range/aws/found.ts';
import { type AwsRange, RANGE_CONFIG, startAws } from '../../../src/range/aws/start.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { WORLD } from '../../../src/range/world.ts';

const { account } = WORLD.aws;

let kernel: Kernel;
let range: AwsRange;
beforeEach(async () => {
  kernel = new Kernel({ realNow: () => Date.now(), random: Math.random, settleMs: 0 });
  range = await startAws(kernel);
});
afterEach(() => range.close());

const readRole = async () => {
  const cloud = await range.edge.open(account, 'read');
  return (await cloud.iam()).getRole({ RoleName: WORLD.aws.role });
};

describe('the AWS edge', () => {
  it('acts as two different roles, each under the session name quell', async () => {
    for (const level of ['read', 'write'] as const) {
      const cloud = await range.edge.open(account, level);
      const { Arn } = await (await cloud.sts()).getCallerIdentity({});
      const role = level === 'read' ? WORLD.aws.readerRole : WORLD.aws.responderRole;
      expect(Arn).toBe(`arn:aws:sts::${account}:assumed-role/${role}/quell`);
    }
    const assumed = kernel.calls.filter((call) => call.permission === 'sts:AssumeRole');
    expect(assumed.every((call) => call.who === 'quell' && call.allowed)).toBe(true);
    // The account's role and the organization's, once each.
    expect(assumed).toHaveLength(4);
  });

  it('opens no account that is not configured', async () => {
    await expect(range.edge.open('000000000000', 'read')).rejects.toMatchObject({
      code: 'aws.unknown-target',
      fix: expect.stringContaining('quell.yaml'),
    });
    expect(range.edge.targets()).toEqual([{ id: account, name: 'ml-prod' }]);
  });

  it('says that there is no organization only to whom needs one', async () => {
    const { organization: _, ...alone } = RANGE_CONFIG;
    const edge = awsEdge(alone, accessTo(range.url));
    const cloud = await edge.open(account, 'read');
    await expect((await cloud.iam()).getRole({ RoleName: WORLD.aws.role })).resolves.toBeDefined();
    await expect(cloud.organization()).rejects.toMatchObject({ code: 'aws.unknown-target' });
    await edge.close();
  });

  it('tells the provider’s time, not its own', async () => {
    const cloud = await range.edge.open(account, 'read');
    kernel.advance(100_000);
    const ahead = (await cloud.now()).getTime() - Date.now();
    expect(Math.round(ahead / 10_000_000)).toBe(10);
  });

  it('takes a new session when AWS says that the old one has ended', async () => {
    const cloud = await range.edge.open(account, 'read');
    await (await cloud.iam()).getRole({ RoleName: WORLD.aws.role });
    kernel.advance(14 * 3600);
    await expect((await cloud.iam()).getRole({ RoleName: WORLD.aws.role })).resolves.toBeDefined();
    const refused = kernel.calls.filter((call) => !call.allowed);
    expect(refused).toMatchObject([{ permission: 'iam:GetRole', reason: expect.stringContaining('expired') }]);
  });

  it('repeats a call once whose connection was cut, and no more than once', async () => {
    kernel.weather.push({ cloud: 'aws', permission: 'iam:GetRole', kind: 'hang-up', times: 1 });
    await expect(readRole()).resolves.toBeDefined();
    kernel.weather.push({ cloud: 'aws', permission: 'iam:GetRole', kind: 'hang-up', times: 2 });
    await expect(readRole()).rejects.toMatchObject({ code: 'aws.unreachable', retry: 'later' });
  });

  it('leaves throttled and failed calls to the engine, with the time that AWS named', async () => {
    kernel.weather.push({ cloud: 'aws', permission: 'iam:GetRole', kind: 'throttle', times: 1 });
    await expect(readRole()).rejects.toMatchObject({ code: 'aws.throttled', afterMs: 2000 });
    kernel.weather.push({ cloud: 'aws', permission: 'iam:GetRole', kind: 'server-error', times: 1 });
    await expect(readRole()).rejects.toMatchObject({ code: 'aws.unavailable' });
    expect(kernel.calls.filter((call) => call.permission === 'iam:GetRole')).toHaveLength(2);
  });

  it('ends a call with the signal that it was given', async () => {
    const cloud = await range.edge.open(account, 'read');
    const abortSignal = AbortSignal.abort();
    await expect((await cloud.iam()).getRole({ RoleName: 'x' }, { abortSignal })).rejects.toMatchObject({
      code: 'aws.timeout',
    });
  });

  it('says who could not be reached when the role cannot be assumed', async () => {
    const quell = range.state.roles.get(`${account}/${WORLD.aws.readerRole}`)!;
    quell.trust.set(JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action: '*' } }));
    await expect(range.edge.open(account, 'read')).rejects.toMatchObject({
      code: 'aws.denied',
      message: expect.stringContaining('reader role of account'),
    });
    quell.trust.set(JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: '*' } }));
    await expect(range.edge.open(account, 'read')).resolves.toBeDefined();
  });
});

describe('quell doctor', () => {
  it('is content with the range', async () => {
    const lines = await range.edge.check();
    expect(lines.map((line) => line.what)).toEqual([
      'AWS account 111122223333 (ml-prod), reader role',
      'AWS account 111122223333 (ml-prod), responder role',
      'AWS organization (account 999999999999), reader role',
      'AWS organization (account 999999999999), responder role',
    ]);
    expect(lines.every((line) => line.ok)).toBe(true);
    expect(lines[2]?.saw).toContain(WORLD.aws.freezePolicyName);
  });

  it('says for each failing line what to do', async () => {
    range.state.policies.delete('p-freeze01');
    kernel.weather.push({ cloud: 'aws', permission: 'sts:GetCallerIdentity', kind: 'denied', times: 1 });
    const failing = (await range.edge.check()).filter((line) => !line.ok);
    expect(failing).toHaveLength(3);
    for (const line of failing) expect(line.fix).toMatch(/infra\/aws/);
  });
});

describe('an answer that is none', () => {
  let server: Server;
  let body = '';
  let type = 'text/xml';
  beforeEach(async () => {
    server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': type, date: new Date().toUTCString() });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html/>'],
    ['another call’s answer', '<GetRoleResponse><GetRoleResult/></GetRoleResponse>'],
    ['an answer without credentials', '<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>'],
    ['half an answer', '<AssumeRoleResponse><AssumeRoleResult>'],
  ])('is not taken for one: %s', async (_, text) => {
    body = text;
    type = 'text/xml';
    const { port } = server.address() as AddressInfo;
    const edge = awsEdge(RANGE_CONFIG, accessTo(`http://127.0.0.1:${port}`));
    await expect(edge.open(account, 'read')).rejects.toMatchObject({ code: 'aws.garbage', retry: 'later' });
    await edge.close();
  });

  it('is unreachable when nobody listens', async () => {
    const edge = awsEdge(RANGE_CONFIG, accessTo('http://127.0.0.1:1'));
    await expect(edge.open(account, 'read')).rejects.toMatchObject({ code: 'aws.unreachable' });
  });
});

describe('the aws section of quell.yaml', () => {
  const [one] = RANGE_CONFIG.accounts;

  it('asks for accounts in twelve digits, and for roles by ARN', () => {
    const paths = (value: unknown) => AwsConfig.safeParse(value).error?.issues.map((issue) => issue.path.join('.'));
    expect(paths({ accounts: [] })).toEqual(['accounts']);
    expect(paths({ accounts: [{ ...one, id: '123' }] })).toEqual(['accounts.0.id']);
    expect(paths({ accounts: [{ ...one, reader_role: 'quell-reader' }] })).toEqual(['accounts.0.reader_role']);
    expect(paths({ accounts: [one], break_glass_roles: ['*'] })).toEqual(['break_glass_roles.0']);
  });
});

/** Quell's own identity in the range, at an endpoint of choice. */
function accessTo(endpoint: string) {
  const role = range.state.roles.get(`${TOOLING_ACCOUNT}/${QUELL_ROLE}`)!;
  const session = { who: 'quell', role, name: 'worker', accessKeyId: 'ASIATEST', secret: 'fake', token: 'fake' };
  const issuedAt = Math.floor(Date.now() / 1000);
  range.state.sessions.set('ASIATEST', { ...session, issuedAt, expiresAt: issuedAt + 3600 });
  return {
    endpoint,
    credentials: async () => ({ accessKeyId: 'ASIATEST', secretAccessKey: 'fake', sessionToken: 'fake' }),
  };
}
