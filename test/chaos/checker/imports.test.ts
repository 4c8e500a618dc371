import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../../..');

/** What the judge may know: the words of the domain, what actions declare, the range's log, and its own folder. */
const ALLOWED = [
  /^src\/domain\//,
  /^src\/action\/registry\.ts$/,
  /^src\/range\/kernel\.ts$/,
  /^test\/chaos\/history\.ts$/,
  /^test\/chaos\/checker\//,
];
const PACKAGES = new Set(['canonicalize', 'zod', 'vitest']);

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => m[1]!);
}

const files = readdirSync(HERE, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));

it.each(files)('%s knows nothing of the engine', (name) => {
  const file = join(HERE, name);
  const strange = importsOf(file)
    .filter((from) => !from.startsWith('node:') && !PACKAGES.has(from))
    .filter((from) => !ALLOWED.some((a) => a.test(relative(ROOT, join(dirname(file), from)))));
  expect(strange).toEqual([]);
});

it('reads imports, so that this test can fail', () => {
  expect(importsOf(join(HERE, 'check.ts'))).toContain('./chain.ts');
  expect(files.length).toBeGreaterThan(15);
});
