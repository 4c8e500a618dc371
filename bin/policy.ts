import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Built, decides, hashOf } from '../src/edge/opa/built.ts';

/**
 * `npm run policy`: formats, checks and tests the Rego, and builds policy.wasm and policy.json from it. `--check` changes
 * nothing and ends with 1 when one of them would differ. The same OPA makes the same bytes from the same Rego.
 */
const OPA = '1.22.2';
const POLICY = join(import.meta.dirname, '../policy');

/** OPA would take what is no Rego for data. */
const NOT_DATA = ['--ignore=*.json', '--ignore=*.yaml'];

function opa(...args: string[]): string {
  return execFileSync('opa', args, { cwd: POLICY, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function version(): string | undefined {
  try {
    return /^Version: (\S+)/m.exec(opa('version'))?.[1];
  } catch {
    return undefined;
  }
}

/** policy.wasm out of the bundle that OPA writes. */
function wasmOf(files: readonly string[]): Uint8Array {
  const place = mkdtempSync(join(tmpdir(), 'quell-policy-'));
  try {
    const bundle = join(place, 'bundle.tar.gz');
    opa(
      'build',
      '--target=wasm',
      '--entrypoint=quell/answer',
      '--entrypoint=quell/demands',
      '--output',
      bundle,
      ...files,
    );
    execFileSync('tar', ['-xzf', bundle, '-C', place, '/policy.wasm'], { stdio: ['ignore', 'ignore', 'pipe'] });
    return readFileSync(join(place, 'policy.wasm'));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function isThere(file: string, content: Uint8Array): boolean {
  const path = join(POLICY, file);
  return existsSync(path) && readFileSync(path).equals(content);
}

function build(check: boolean): number {
  const found = version();
  if (found !== OPA) {
    console.error(`This needs OPA ${OPA} on the PATH${found ? `, and ${found} is there` : ''}.`);
    console.error(`For example: go install github.com/open-policy-agent/opa@v${OPA}`);
    return 1;
  }
  opa('fmt', ...(check ? ['--fail', '--list'] : ['--write']), '.');
  opa('check', '--strict', '.');
  opa('test', ...NOT_DATA, '.');
  const files = readdirSync(POLICY).filter(decides).sort();
  const wasm = wasmOf(files);
  const rego = Object.fromEntries(files.map((file) => [file, hashOf(file, readFileSync(join(POLICY, file)))]));
  const built: Built = { opa: OPA, wasm: hashOf('policy.wasm', wasm), rego };
  const json = `${JSON.stringify(built, null, 2)}\n`;
  const same = isThere('policy.json', Buffer.from(json));
  const whole = isThere('policy.wasm', wasm);
  if (check) {
    if (!same || !whole) console.error('policy/policy.wasm is not what its Rego makes: run `npm run policy`.');
    return same && whole ? 0 : 1;
  }
  writeFileSync(join(POLICY, 'policy.wasm'), wasm);
  writeFileSync(join(POLICY, 'policy.json'), json);
  console.log(`policy/policy.wasm from ${files.length} files, ${same && whole ? 'as it was' : 'changed'}`);
  return 0;
}

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
try {
  process.exitCode = build(values.check === true);
} catch {
  // What failed has said so by itself.
  process.exitCode = 1;
}
