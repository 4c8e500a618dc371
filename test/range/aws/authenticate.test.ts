import { STS } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { element, post } from '../../../src/range/aws/caller.ts';
import { projectToken } from '../../../src/range/aws/oidc.ts';
import { type AwsRange, startAws } from '../../../src/range/aws/start.ts';
import { mint, roleArn } from '../../../src/range/aws/state.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { WORLD } from '../../../src/range/world.ts';

const { account, region } = WORLD.aws;

let kernel: Kernel;
let range: AwsRange;
beforeEach(async () => {
  kernel = new Kernel({ realNow: () => Date.now(), random: Math.random, settleMs: 2000 });
  range = await startAws(kernel);
});
afterEach(() => range.close());

/** Settings of the real SDK for a session of a role. */
function as(name: string, owner: string = account) {
  const of = range.state.roles.get(`${owner}/${name}`)!;
  const { accessKeyId, secret, token } = mint(range.state, of, 'test', 3600, name);
  const credentials = { accessKeyId, secretAccessKey: secret, sessionToken: token };
  return { endpoint: range.url, region, credentials, maxAttempts: 1 };
}

const federate = (token: string, more: Record<string, string> = {}) =>
  post(
    range.url,
    'sts',
    {
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: roleArn(account, WORLD.aws.role),
      RoleSessionName: 'pod',
      WebIdentityToken: token,
      ...more,
    },
    { ip: WORLD.clusterIp, region, at: kernel.now() },
  );

describe('who may call', () => {
  it('checks the signature for real', async () => {
    const settings = as(WORLD.aws.readerRole);
    const good = new STS(settings);
    await expect(good.getCallerIdentity({})).resolves.toMatchObject({ Account: account });
    const forged = new STS({
      ...settings,
      credentials: { ...settings.credentials, secretAccessKey: 'not-the-secret' },
    });
    await expect(forged.getCallerIdentity({})).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const other = new STS({ ...settings, credentials: { ...settings.credentials, sessionToken: 'another-token' } });
    await expect(other.getCallerIdentity({})).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    expect(kernel.calls.map((call) => call.allowed)).toEqual([true, false, false]);
  });

  it('refuses and records a call without a signature', async () => {
    const reply = await post(
      range.url,
      'sts',
      { Action: 'GetCallerIdentity' },
      { ip: '192.0.2.1', region, at: kernel.now() },
    );
    expect(element(reply.body, 'Code')).toBe('MissingAuthenticationToken');
    expect(kernel.calls).toMatchObject([{ who: 'stranger', principal: 'anonymous', allowed: false, status: 403 }]);
  });

  it('refuses a session past its end, by the range’s time', async () => {
    const sts = new STS(as(WORLD.aws.readerRole));
    kernel.advance(3601);
    await expect(sts.getCallerIdentity({})).rejects.toMatchObject({ name: 'ExpiredToken' });
  });

  it('hands a session to the cluster’s token, and to no other', async () => {
    const at = kernel.now();
    expect((await federate(projectToken(at))).status).toBe(200);
    const code = async (token: string) => element((await federate(token)).body, 'Code');
    expect(await code(projectToken(at, { sub: 'system:serviceaccount:ml:other' }))).toBe('AccessDenied');
    expect(await code(projectToken(at, { aud: 'elsewhere' }))).toBe('AccessDenied');
    expect(await code(projectToken(at, { iss: 'https://evil.example' }))).toBe('InvalidIdentityToken');
    expect(await code(`${projectToken(at).slice(0, -4)}AAAA`)).toBe('InvalidIdentityToken');
    expect(await code(projectToken(new Date(at.getTime() - 7200_000)))).toBe('ExpiredTokenException');
    const long = await federate(projectToken(at), { DurationSeconds: String(5 * 3600) });
    expect(element(long.body, 'Code')).toBe('ValidationError');
  });

  it('lets a role be assumed only by whom it trusts, and tells why not', async () => {
    const sts = new STS(as(WORLD.aws.readerRole));
    const assume = (name: string) => sts.assumeRole({ RoleArn: roleArn(account, name), RoleSessionName: 'x' });
    await expect(assume(WORLD.aws.breakGlassRole)).rejects.toThrow(
      'no role trust policy allows the sts:AssumeRole action',
    );
    await expect(assume('no-such-role')).rejects.toMatchObject({ name: 'AccessDenied' });
    const train = new STS(as(WORLD.aws.role));
    const RoleArn = roleArn(account, WORLD.aws.exportRole);
    await expect(train.assumeRole({ RoleArn, RoleSessionName: 'x' })).resolves.toMatchObject({
      AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/${WORLD.aws.exportRole}/x` },
    });
    await expect(train.assumeRole({ RoleArn, RoleSessionName: 'x', DurationSeconds: 7200 })).rejects.toThrow(
      'MaxSessionDuration',
    );
  });
});
