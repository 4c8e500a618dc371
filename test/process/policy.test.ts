import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config.ts';
import { policyProbe } from '../../src/process/examine/policy.ts';
import { policyOf } from '../../src/process/policy.ts';
import { GOOD, load, TOKENS } from '../config/fixture.ts';
import { hasOpa, startOpa } from '../edge/opa/opa.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function mine(): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'quell-policy-'));
  closers.push(() => rm(place, { recursive: true }));
  await cp('policy', place, { recursive: true });
  return place;
}

/** A configuration that names a policy, and an OPA server where one is given. */
function config(policy?: string, opaUrl?: string): Config {
  const read = load(GOOD, TOKENS);
  return {
    ...read,
    ...(policy ? { policy } : {}),
    environment: { ...read.environment, ...(opaUrl ? { opaUrl } : {}) },
  };
}

const look = (c: Config) => policyProbe(c).look(AbortSignal.timeout(20_000));

describe('doctor, about the policy', () => {
  it('says which one runs in this process, and who is what', async () => {
    const place = await mine();
    await writeFile(join(place, 'roles.yaml'), 'roles:\n  responder: [oncall]\nunlisted: []\n');
    const [policy, roles] = await look(config(place));
    expect(policy).toMatchObject({ ok: true, what: 'Policy in this process' });
    expect(policy!.saw).toMatch(/^policy\.wasm [0-9a-f]{8}, built by OPA 1\.22\.2 /);
    expect(roles).toMatchObject({ ok: true, what: 'Roles' });
    expect(roles!.saw).toMatch(/\d responder/);
  });

  it('fails for Rego that was changed and not built, and says how', async () => {
    const place = await mine();
    await writeFile(join(place, 'more.rego'), 'package quell\n');
    const [policy] = await look(config(place));
    expect(policy).toMatchObject({ ok: false, fix: expect.stringContaining('npm run policy') });
  });

  it('fails for roles that cannot be read, with the place', async () => {
    const place = await mine();
    await writeFile(join(place, 'roles.yaml'), 'roles:\n  resonder: [a]\nunlisted: []\n');
    const [, roles] = await look(config(place));
    expect(roles).toMatchObject({ ok: false, saw: expect.stringContaining('roles.yaml:2:3') });
  });

  it('says how many people are in no listed group, and fails where that is everybody', async () => {
    const place = await mine();
    await writeFile(join(place, 'roles.yaml'), 'roles:\n  auditor: [nobody-here]\nunlisted: []\n');
    const [, roles] = await look(config(place));
    expect(roles).toMatchObject({ ok: false, fix: expect.stringContaining('`roles` in quell.yaml') });
    expect(roles!.saw).toMatch(/nobody has one; \d+ in no listed group: no role/);
  });

  it('fails for a server that is not there', async () => {
    const [policy] = await look(config(undefined, 'http://127.0.0.1:9'));
    expect(policy).toMatchObject({
      ok: false,
      what: 'Policy at OPA_URL',
      saw: expect.stringContaining('cannot be reached'),
    });
  });

  it('fails for a server that says yes to everything, and names what differs', async () => {
    const yes = { decision_id: 'd', result: { allow: true, rules: ['always.yes'] } };
    const server = createServer((_, response) => response.end(JSON.stringify(yes))).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    closers.push(() => server.close());
    const [policy] = await look(config(undefined, `http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    expect(policy).toMatchObject({
      ok: false,
      saw: expect.stringMatching(/questions otherwise than policy\.wasm .*declare by/),
    });
  });
});

describe.skipIf(!hasOpa)('doctor, about a real OPA server (needs opa)', () => {
  it('says that it answers as policy.wasm does', async () => {
    const opa = await startOpa();
    closers.push(() => opa.stop());
    const [policy] = await look(config(undefined, opa.url));
    expect(policy!.saw).toMatch(/^answers \d{3} questions as policy\.wasm [0-9a-f]{8} does$/);
    expect(policy!.ok).toBe(true);
  });
});

describe('the policy at start', () => {
  it('is no policy when its files are not whole: the process does not start', async () => {
    const place = await mine();
    await writeFile(join(place, 'policy.wasm'), 'none');
    await expect(policyOf({ directory: place }, { warn: () => undefined })).rejects.toMatchObject({
      code: 'policy.stale',
    });
    await expect(policyOf({ roles: join(place, 'nowhere.yaml') }, { warn: () => undefined })).rejects.toMatchObject({
      code: 'policy.roles',
    });
  });
});
