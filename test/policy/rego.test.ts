import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hasOpa } from '../edge/opa/opa.ts';

const NOT_DATA = ['--ignore=*.json', '--ignore=*.yaml'];

interface Coverage {
  coverage: number;
  files: Record<string, { coverage: number }>;
}

describe.skipIf(!hasOpa)('policy/ (needs opa)', () => {
  it('is formatted and checked, passes its tests, and makes the committed policy.wasm byte for byte', () => {
    const { status, stderr } = spawnSync('npm', ['run', '--silent', 'policy', '--', '--check'], {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(stderr).not.toContain('run `npm run policy`');
    expect(status).toBe(0);
  }, 60_000);

  it('has tests that reach every line of it', () => {
    const { stdout } = spawnSync('opa', ['test', ...NOT_DATA, '--coverage', 'policy'], { encoding: 'utf8' });
    const { files } = JSON.parse(stdout) as Coverage;
    const rules = Object.entries(files).filter(([file]) => !file.endsWith('_test.rego'));
    expect(rules.length).toBeGreaterThanOrEqual(7);
    expect(rules.filter(([, { coverage }]) => coverage < 100).map(([file]) => file)).toEqual([]);
  }, 60_000);
});
