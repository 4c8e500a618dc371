import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config.ts';
import type { Check } from '../../src/domain/action.ts';
import { checkFiles } from '../../src/process/examine/files.ts';
import { checkPort } from '../../src/process/examine/port.ts';
import { GOOD, load, TOKENS } from '../config/fixture.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listening(status: number): Promise<number> {
  const server: Server = createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  closers.push(
    () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  );
  return (server.address() as { port: number }).port;
}

describe('a port', () => {
  const look = (port: number, ours = true, host?: string) =>
    checkPort('Health port', 'QUELL_HEALTH_PORT', port, ours, host);

  it('is well when it is free', async () => {
    const port = await listening(200);
    await closers.pop()!();
    expect(await look(port)).toEqual({ ok: true, what: 'Health port', saw: `${port} is free` });
  });

  it('is well when a Quell has it that answers', async () => {
    const port = await listening(200);
    expect(await look(port)).toMatchObject({ ok: true, saw: `${port} is taken by a Quell that answers` });
  });

  it('is not when somebody else has it', async () => {
    const port = await listening(404);
    for (const taken of [await look(port), await look(port, false)])
      expect(taken).toMatchObject({ ok: false, fix: 'End what uses it, or put another port into QUELL_HEALTH_PORT.' });
  });

  it('is not on an address of another machine', async () => {
    const line = await look(8080, true, '192.0.2.1');
    expect(line.saw).toMatch(/^8080 cannot be opened: E[A-Z]+$/);
    expect(line.fix).toMatch(/^Name an address of this machine .* QUELL_HEALTH_PORT\.$/);
  });
});

describe('playbooks and drills', () => {
  let place: string;
  let config: Config;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'quell-examine-'));
    closers.push(() => rm(place, { recursive: true, force: true }));
    config = { ...load(GOOD, TOKENS), playbooks: 'playbooks', drills: join(place, 'drills') };
    await mkdir(config.drills);
  });
  const failing = (checks: Check[]) => checks.filter((c) => !c.ok);

  it('that are shipped can be read, and their quorums be met by the people of quell.yaml', async () => {
    config.people = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: id, groups: ['security-oncall', 'cloud-platform'] }));
    config.drills = 'drills';
    const checks = await checkFiles(config);
    expect(failing(checks)).toEqual([]);
    expect(checks.map((c) => c.what)).toEqual(['Playbooks in playbooks', 'Quorums', 'Drills in drills']);
    expect(checks[0]!.saw).toContain('compromised-workload-identity');
  });

  it('are named with the stage whose quorum nobody can meet', async () => {
    config.people = [{ id: 'ada', name: 'Ada', groups: ['security-oncall', 'cloud-platform'] }];
    const [line] = failing(await checkFiles(config));
    expect(line!.what).toMatch(/^Playbook [a-z-]+, stage [a-z-]+$/);
    expect(line!.saw).toMatch(/it needs \d, because the requester cannot vote\.$/);
    expect(line!.fix).toMatch(/^Add people to \w+/);
  });

  it('are a failing line with the place when a playbook cannot be read, or the directory not be found', async () => {
    config.playbooks = join(place, 'playbooks');
    expect(failing(await checkFiles(config))).toMatchObject([
      { fix: expect.stringContaining('Create it, or name another') },
    ]);
    await mkdir(join(config.playbooks, 'broken'), { recursive: true });
    await writeFile(join(config.playbooks, 'broken', 'playbook.yaml'), 'id: broken\nstages: 7\n');
    const [line] = failing(await checkFiles(config));
    expect(line!.saw).toMatch(/playbook\.yaml:\d+:\d+/);
    expect(line!.fix).toMatch(/\.$/);
  });

  it('are a failing line when a drill is of a playbook that is not there', async () => {
    config.people = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: id, groups: ['security-oncall', 'cloud-platform'] }));
    await writeFile(join(config.drills, 'sunday.yaml'), 'playbook: no-such-thing\n');
    const [line] = failing(await checkFiles(config));
    expect(line).toMatchObject({ what: `Drills in ${config.drills}`, fix: expect.stringMatching(/\.$|\?$/) });
  });
});
