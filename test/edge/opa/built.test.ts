import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readBuilt } from '../../../src/edge/opa/built.ts';
import { openPolicy } from '../../../src/edge/opa/open.ts';
import { OPA } from './opa.ts';

const places: string[] = [];
afterEach(() => {
  for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true });
});

/** A copy of policy/ that may be spoilt. */
function copy(): string {
  const place = mkdtempSync(join(tmpdir(), 'quell-policy-'));
  places.push(place);
  cpSync('policy', place, { recursive: true });
  return place;
}

const open = (directory: string) => openPolicy({ directory, log: { warn: () => undefined } });

describe('policy.wasm', () => {
  it('is built from exactly the Rego that lies beside it: after a change, `npm run policy` builds it anew', async () => {
    const { built } = await readBuilt('policy');
    expect(built.opa).toBe(OPA);
    expect(Object.keys(built.rego)).toEqual(expect.arrayContaining(['answer.rego', 'approve.rego', 'demands.rego']));
  });

  it.each<[string, (place: string) => void]>([
    ['the Rego was changed', (place) => appendFileSync(join(place, 'approve.rego'), '\n# looser\n')],
    ['a rule came', (place) => writeFileSync(join(place, 'more.rego'), 'package quell\n')],
    ['a rule went', (place) => rmSync(join(place, 'approve.rego'))],
    ['it was put there by somebody else', (place) => appendFileSync(join(place, 'policy.wasm'), '\0')],
  ])('is not run when %s', async (_, spoil) => {
    const place = copy();
    await expect(open(place)).resolves.toBeDefined();
    spoil(place);
    await expect(open(place)).rejects.toMatchObject({
      code: 'policy.stale',
      message: expect.stringContaining('policy.wasm'),
      fix: expect.stringContaining('npm run policy'),
    });
  });

  it('is the same policy with other tests beside it', async () => {
    const place = copy();
    writeFileSync(join(place, 'mine_test.rego'), 'package mine_test\n');
    await expect(open(place)).resolves.toBeDefined();
  });

  it.each(['policy.wasm', 'policy.json'])('is said to be unreadable when %s is not there', async (file) => {
    const place = copy();
    rmSync(join(place, file));
    await expect(open(place)).rejects.toMatchObject({
      code: 'policy.unreadable',
      message: expect.stringContaining(file),
    });
  });

  it('is said to be unreadable when policy.json says something else', async () => {
    const place = copy();
    writeFileSync(join(place, 'policy.json'), '{"wasm": 7}');
    await expect(open(place)).rejects.toMatchObject({ code: 'policy.unreadable' });
  });
});
