import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { PREDEFINED } from '../../src/generate/role/gcp.ts';

const text = readFileSync('docs/infra.md', 'utf8');
const blocks = [...text.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block]) => block!);
const commands = blocks.join('\n');

describe('docs/infra.md', () => {
  it('names only files that there are, and every file that there is', () => {
    const named = [...text.matchAll(/infra\/(?:aws|gcp|azure)\/[\w.-]+\.(?:ya?ml|json|txt)/g)].map(([path]) => path);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
    const loops = { gcp: /\$role\.yaml/, azure: /\$side-role\.json/ } as const;
    for (const folder of ['aws', 'gcp', 'azure'] as const) {
      const silent = readdirSync(`infra/${folder}`).filter((file) => {
        const stem = file.replace(/\.\w+$/, '');
        const looped =
          folder !== 'aws' && loops[folder].test(commands) && commands.includes(stem.replace(/-role$/, ''));
        return !named.includes(`infra/${folder}/${file}`) && !looped;
      });
      expect(silent).toEqual([]);
    }
  });

  it('enables every Google API that the edge calls, and grants every predefined role', () => {
    const union = /export type Service =([^;]+);/.exec(readFileSync('src/action/gcp/cloud.ts', 'utf8'))![1]!;
    const services = [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name).toSorted();
    const enabled = /APIS="([^"]+)"/.exec(commands)![1]!.split(' ').toSorted();
    expect(enabled).toEqual(services);
    for (const { role, side } of PREDEFINED) expect(commands).toContain(`grant $${side.toUpperCase()} ${role}`);
  });

  const bash = spawnSync('bash', ['--version']).status === 0;
  test.skipIf(!bash).each(blocks)(`is understood by a shell${bash ? '' : ' (needs bash)'}: %#`, (block) => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
