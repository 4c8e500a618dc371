import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACTIONS } from '../../src/action/registry.ts';
import { readDrills, readPlaybooks } from '../../src/process/files.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quell-files-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it('the shipped playbooks and drills can be read, and belong together', async () => {
  const playbooks = await readPlaybooks('playbooks', ACTIONS);
  expect([...playbooks.keys()]).toEqual(['compromised-workload-identity', 'gpu-hijack']);
  expect(await readDrills('drills', playbooks)).toMatchObject([{ name: 'first-tuesday' }]);
});

it('a drill of a playbook that is not there is refused at the start, not on the day', async () => {
  const text = 'title: T\npattern: "0 10 * * 2"\ntz: Europe/Berlin\nplaybook: gpu-hijak\nrunbook: [Look.]\n';
  await writeFile(join(directory, 'typo.yaml'), text);
  const refused = readDrills(directory, await readPlaybooks('playbooks', ACTIONS));
  await expect(refused).rejects.toMatchObject({ code: 'drill.file', fix: 'Did you mean gpu-hijack?' });
});

it('a directory of playbooks that is not there is said to be missing', async () => {
  await expect(readPlaybooks(join(directory, 'none'), ACTIONS)).rejects.toMatchObject({ code: 'config.directory' });
});
