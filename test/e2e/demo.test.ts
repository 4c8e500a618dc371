import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Score } from '../../src/demo/score.ts';

/** A checkout of its own, so that the demo's database is not one that somebody is looking at. */
const copy = mkdtemp(join(tmpdir(), 'quell-demo-'));
afterAll(async () => rm(await copy, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

async function run(...args: string[]): Promise<Ended> {
  const root = await copy;
  for (const part of ['src', 'playbooks', 'drills', 'policy', 'package.json'])
    await cp(part, join(root, part), { recursive: true });
  await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules')).catch(() => undefined);
  return new Promise((done) => {
    const child = spawn(process.execPath, ['src/main.ts', 'demo', ...args], { cwd: root });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('close', (code) => done({ code, out, err }));
  });
}

it('the unattended demo contains the attack on three clouds, releases it exactly, and says so in JSON', async () => {
  const ended = await run('--auto', '--json');
  expect(ended.err).toBe('');
  const score = JSON.parse(ended.out.trim().split('\n').at(-1)!) as Score;
  for (const cloud of ['aws', 'gcp', 'azure'] as const) {
    expect(score.clouds[cloud], cloud).toMatchObject({
      allowedAfter: 0,
      verified: true,
      releaseExact: true,
      allowedAfterRelease: 0,
    });
    expect(score.clouds[cloud].allowedBefore, cloud).toBeGreaterThan(0);
    expect(score.clouds[cloud].refusedAfter, cloud).toBeGreaterThan(0);
    expect(score.clouds[cloud].refusedAfterRelease, cloud).toBeGreaterThan(0);
  }
  expect(score.audit).toMatchObject({ valid: true });
  expect(score.selfApprovalRefused).toBe(true);
  expect(ended.code).toBe(0);
}, 120_000);
