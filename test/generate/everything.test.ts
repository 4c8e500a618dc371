import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/action/registry.ts';
import { everything } from '../../src/generate/everything.ts';
import { type ExampleRuns, exampleRuns } from '../../src/generate/example-run.ts';
import { differences, type Files, writeAll } from '../../src/generate/on-disk.ts';

const ROOT = join(import.meta.dirname, '../..');
let runs: ExampleRuns;
let files: Files;

beforeAll(async () => {
  runs = await exampleRuns(Date.now());
  files = await everything(ROOT, runs);
}, 60_000);

describe('what is generated', () => {
  it('is what is committed: `npm run generate` would change nothing', () => {
    expect(differences(ROOT, files)).toEqual([]);
  });

  it('is the same whenever it is printed', async () => {
    const anotherDay = await everything(ROOT, await exampleRuns(Date.now() - 7 * 24 * 3600_000));
    expect([...anotherDay]).toEqual([...files]);
  }, 60_000);

  it('says in its head that it is generated, from what, and how to do it again', () => {
    const slack = ['infra/slack/manifest.json', 'infra/slack/manifest-http.json'];
    const chats = [...slack, 'infra/teams/manifest.json', 'infra/teams/manifest-slash.json'];
    const written = ['docs/infra.md', ...chats, 'infra/azure/responder-condition.txt'];
    const silent = [...files].filter(([path, text]) => {
      return !written.includes(path) && !/Generated from src\/.*`npm run generate`/.test(text.slice(0, 600));
    });
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('holds no hole where a value should be, and no path of a machine', () => {
    const holes = [...files].filter(([, text]) => /undefined|\[object |NaN|\/home\/|\/root\/|\/work\//.test(text));
    expect(holes.map(([path]) => path)).toEqual([]);
  });
});

describe('on disk', () => {
  const root = mkdtempSync(join(tmpdir(), 'quell-generate-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const wanted: Files = new Map([
    ['docs/actions/a.md', 'a\n'],
    ['docs/commands.md', 'c\n'],
  ]);

  it('names what is missing, what is stale, and what nobody generates any more', () => {
    expect(differences(root, wanted).map((d) => `${d.path} ${d.what}`)).toEqual([
      'docs/actions/a.md is missing',
      'docs/commands.md is missing',
    ]);
    writeAll(root, wanted, differences(root, wanted));
    expect(differences(root, wanted)).toEqual([]);
    appendFileSync(join(root, 'docs/commands.md'), 'by hand\n');
    writeFileSync(join(root, 'docs/actions/gone.md'), 'an action that is gone\n');
    expect(differences(root, wanted).map((d) => `${d.path} ${d.what}`)).toEqual([
      'docs/actions/gone.md is not generated and stands in a generated folder',
      'docs/commands.md is stale',
    ]);
    writeAll(root, wanted, differences(root, wanted));
    expect(differences(root, wanted)).toEqual([]);
  });
});

describe('npm run generate -- --check', () => {
  const root = mkdtempSync(join(tmpdir(), 'quell-generate-'));
  afterAll(() => rmSync(root, { recursive: true }));

  /** The program as it is, on a copy of what it writes. */
  function run(...args: string[]) {
    const links = ['--preserve-symlinks', '--preserve-symlinks-main'];
    return spawnSync(process.execPath, [...links, join(root, 'src/generate.ts'), ...args], { encoding: 'utf8' });
  }

  beforeAll(() => {
    for (const folder of ['src', 'node_modules', 'package.json', 'policy'])
      symlinkSync(join(ROOT, folder), join(root, folder));
    for (const folder of ['docs', 'infra', 'playbooks'])
      cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
  });

  it('fails and names each stale file and writes nothing; without it, they are written', () => {
    const role = join(root, 'infra/gcp/quellReader.yaml');
    appendFileSync(role, '  - resourcemanager.projects.delete\n');
    const page = join(root, 'docs/infra.md');
    writeFileSync(page, readFileSync(page, 'utf8').replace('| `iam:GetRole` |', '| `iam:*` |'));
    const checked = run('--check');
    expect(checked.stderr).toBe(
      'docs/infra.md is stale\ninfra/gcp/quellReader.yaml is stale\nRun `npm run generate` and commit what it writes.\n',
    );
    expect(checked.status).toBe(1);
    expect(readFileSync(role, 'utf8')).toContain('projects.delete');
    expect(run().stdout).toBe(`${files.size} files, 2 of them changed\n`);
    expect(differences(root, files)).toEqual([]);
  }, 60_000);
});

describe('an example', () => {
  it('is planned for every action, and changes something', () => {
    expect([...runs.keys()].sort()).toEqual([...ACTIONS.keys()].sort());
    const idle = [...runs].filter(([, planned]) => planned.changes.length === 0).map(([id]) => id);
    expect(idle).toEqual([]);
  });
});
