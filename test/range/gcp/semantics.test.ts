import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issue } from '../../../src/range/gcp/issuer.ts';
import { type GcpRange, startGcp } from '../../../src/range/gcp/start.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { WORLD } from '../../../src/range/world.ts';

const { projectNumber, pool, serviceAccount, zone } = WORLD.gcp;
const POOL = `/v1/projects/${projectNumber}/locations/global/workloadIdentityPools/${pool}`;
const ACCOUNT = `/v1/projects/ml-prod/serviceAccounts/${serviceAccount}`;
const FEDERATE = 'mint a session by a new federation';

let kernel: Kernel;
let range: GcpRange;

beforeEach(async () => {
  kernel = new Kernel({ realNow: () => Date.now(), random: () => Math.random(), settleMs: 0 });
  range = await startGcp(kernel);
});
afterEach(() => range.close());

interface Answer {
  status: number;
  body: { error?: { status?: string; message?: string; details?: { reason: string }[] }; [key: string]: unknown };
}

async function call(method: string, path: string, body?: unknown, token = range.ownerToken()): Promise<Answer> {
  const response = await fetch(`${range.endpoint}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

describe('who is calling', () => {
  it('is asked of every call, and a stranger is refused and recorded', async () => {
    const { status, body } = await call('GET', ACCOUNT, undefined, 'ya29.made-up');
    expect([status, body.error?.status]).toEqual([401, 'UNAUTHENTICATED']);
    expect(kernel.calls.at(-1)).toMatchObject({ who: 'nobody', permission: 'iam.serviceAccounts.get', allowed: false });
  });

  it('is known by the token, and a token ends after an hour', async () => {
    const token = range.ownerToken();
    expect((await call('GET', ACCOUNT, undefined, token)).status).toBe(200);
    kernel.advance(3600);
    const { status, body } = await call('GET', ACCOUNT, undefined, token);
    expect([status, body.error?.details?.[0]?.reason]).toEqual([401, 'ACCESS_TOKEN_EXPIRED']);
  });

  it('decides what is allowed: the training account may not disable anything', async () => {
    await range.attacker().round();
    const minted = kernel.calls.filter((c) => c.who === 'attacker');
    expect(minted.every((c) => c.allowed)).toBe(true);
    const reader = await range.edge.open('ml-prod', 'read');
    const iam = await reader.iam();
    const name = `projects/ml-prod/serviceAccounts/${serviceAccount}`;
    await expect(iam.projects.serviceAccounts.disable({ name })).rejects.toMatchObject({
      code: 'gcp.denied',
      message: expect.stringContaining('iam.serviceAccounts.disable is missing'),
    });
  });

  it('is recorded even for an API that the range does not speak', async () => {
    await call('DELETE', `${ACCOUNT}/keys/1`);
    expect(kernel.calls.at(-1)).toMatchObject({ who: 'owner', permission: 'unknown', allowed: false, status: 404 });
  });
});

describe('a token of an issuer outside', () => {
  const exchange = (subject_token: string) =>
    fetch(`${range.endpoint}/sts.googleapis.com/v1/token`, {
      method: 'POST',
      body: new URLSearchParams({ audience: `//iam.googleapis.com${POOL.slice(3)}/providers/cluster`, subject_token }),
    });

  it('that nobody signed is refused', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const audience = `//iam.googleapis.com${POOL.slice(3)}/providers/cluster`;
    const forged = `${part({ alg: 'none' })}.${part({ iss: WORLD.issuer, aud: audience, sub: WORLD.subject })}.AAAA`;
    const response = await exchange(forged);
    expect([response.status, await response.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  it('that is no token is refused, and a closed pool does not even look at it', async () => {
    expect(await (await exchange('x')).json()).toMatchObject({ error: 'invalid_grant' });
    await call('PATCH', `${POOL}?updateMask=disabled`, { disabled: true });
    expect(await (await exchange('x')).json()).toMatchObject({ error: 'invalid_target' });
  });
});

describe('revival', () => {
  it('a disabled provider refuses new exchanges only; the federated token that is held lives on', async () => {
    const attacker = range.attacker();
    await call('PATCH', `${POOL}/providers/cluster?updateMask=disabled`, { disabled: true });
    const refused = (await attacker.round()).filter((a) => a.outcome === 'refused').map((a) => a.what);
    expect(refused).toEqual([FEDERATE]);
  });

  it('an enabled account takes its old tokens back', async () => {
    const attacker = range.attacker();
    await call('POST', `${ACCOUNT}:disable`, {});
    expect((await attacker.round()).every((a) => a.outcome === 'refused')).toBe(true);
    await call('POST', `${ACCOUNT}:enable`, {});
    expect((await attacker.round()).every((a) => a.outcome === 'allowed')).toBe(true);
  });
});

describe('GPU quota', () => {
  const insert = (name: string, machineType: string, token?: string) =>
    call(
      'POST',
      `/compute.googleapis.com/compute/v1/projects/ml-prod/zones/${zone}/instances`,
      { name, machineType },
      token,
    );

  async function trainToken(): Promise<string> {
    const path = `/iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${serviceAccount}:generateAccessToken`;
    const federated = await federate();
    return String((await call('POST', path, { scope: [] }, federated)).body.accessToken);
  }

  /** The workload's own way in: a token of its cluster. */
  async function federate(): Promise<string> {
    const aud = `//iam.googleapis.com${POOL.slice(3)}/providers/cluster`;
    const exp = Math.floor(kernel.now().getTime() / 1000) + 60;
    const subject_token = issue({ iss: WORLD.issuer, aud, sub: WORLD.subject, exp, holder: 'workload' });
    const response = await fetch(`${range.endpoint}/sts.googleapis.com/v1/token`, {
      method: 'POST',
      body: new URLSearchParams({ audience: aud, subject_token }),
    });
    return String(((await response.json()) as { access_token: string }).access_token);
  }

  it('holds for what is granted, and the adjuster raises it after it was hit', async () => {
    const token = await trainToken();
    const family = () => JSON.stringify(range.snapshot()).match(/NVIDIA_H100[^}]*\}":(\d+)/)?.[1];
    const results = [];
    for (const name of ['a', 'b', 'c']) results.push((await insert(name, 'a3-highgpu-8g', token)).status);
    expect(results).toEqual([200, 200, 403]);
    expect(Number(family())).toBeGreaterThan(16);
  });

  it('lets machines without GPUs through', async () => {
    expect((await insert('small', 'e2-small', await trainToken())).status).toBe(200);
  });

  it('refuses a steep override unless it is forced, and a second one for the same place', async () => {
    const path = `/serviceusage.googleapis.com/v1beta1/projects/ml-prod/services/compute.googleapis.com/consumerQuotaMetrics/compute.googleapis.com%2Fgpus_all_regions/limits/%2Fproject/consumerOverrides`;
    expect((await call('POST', path, { overrideValue: '0' })).body.error?.status).toBe('FAILED_PRECONDITION');
    expect((await call('POST', `${path}?force=true`, { overrideValue: '0' })).status).toBe(200);
    const again = await call('POST', `${path}?force=true`, { overrideValue: '0' });
    expect(again.status).toBe(409);
    expect(again.body.error?.details?.[0]?.reason).toBe('COMMON_QUOTA_CONSUMER_OVERRIDE_ALREADY_EXISTS');
  });
});

describe('deny policies', () => {
  const PATH = '/v2/policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fml-prod/denypolicies';
  const policy = (denyRule: object) => ({ displayName: 'By hand', rules: [{ denyRule }] });

  it('name permissions and principals in their own form only', async () => {
    const wrong = {
      deniedPrincipals: ['principalSet://goog/public:all'],
      deniedPermissions: ['compute.instances.create'],
    };
    expect((await call('POST', `${PATH}?policyId=hand`, policy(wrong))).status).toBe(400);
    const odd = { deniedPrincipals: ['serviceAccount:a@b'], deniedPermissions: [] };
    expect((await call('POST', `${PATH}?policyId=hand`, policy(odd))).status).toBe(400);
  });

  it('come before every grant, but for whom they exempt', async () => {
    const denyRule = {
      deniedPrincipals: ['principalSet://goog/public:all'],
      exceptionPrincipals: [`principal://iam.googleapis.com/projects/-/serviceAccounts/${serviceAccount}`],
      deniedPermissions: ['iam.googleapis.com/serviceAccounts.get', 'storage.googleapis.com/objects.list'],
    };
    await call('POST', `${PATH}?policyId=hand`, policy(denyRule));
    expect((await call('GET', ACCOUNT)).body.error?.status).toBe('PERMISSION_DENIED');
    expect((await range.attacker().round())[0]).toMatchObject({ outcome: 'allowed' });
  });

  it('are replaced only by whoever has read the newest', async () => {
    const denyRule = { deniedPrincipals: [], deniedPermissions: [] };
    await call('POST', `${PATH}?policyId=hand`, policy(denyRule));
    const stale = await call('PUT', `${PATH}/hand`, { ...policy(denyRule), etag: 'stale' });
    expect([stale.status, stale.body.error?.status]).toEqual([409, 'ABORTED']);
  });
});

it('leaves nothing behind when it is closed', async () => {
  const another = await startGcp(kernel);
  await another.close();
  await expect(fetch(another.endpoint)).rejects.toThrow();
});
