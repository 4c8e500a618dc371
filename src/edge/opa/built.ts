import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../domain/fault.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** policy.json: what policy.wasm was built from, and by which OPA. */
export const Built = z.strictObject({
  opa: z.string().min(1),
  /** SHA-256 of policy.wasm. */
  wasm: hash,
  /** SHA-256 of each .rego file that went into it, by name. */
  rego: z.record(z.string(), hash),
});
export type Built = z.infer<typeof Built>;

/** Rego that decides; tests and the server's own door are not part of it. */
export function decides(file: string): boolean {
  return file.endsWith('.rego') && !file.endsWith('_test.rego') && file !== 'server.rego';
}

/** SHA-256 of a file, lower-case hex; a line ends the same on every system. */
export function hashOf(file: string, content: Uint8Array): string {
  const bytes = file.endsWith('.rego') ? Buffer.from(content).toString('utf8').replaceAll('\r\n', '\n') : content;
  return createHash('sha256').update(bytes).digest('hex');
}

function stale(directory: string, what: string): Fault {
  return new Fault({
    code: 'policy.stale',
    message: `${join(directory, 'policy.wasm')} is not the policy that stands beside it: ${what}.`,
    fix: 'Run `npm run policy`, which tests the Rego and builds it anew, or put back the files as they were.',
    retry: 'when-fixed',
  });
}

/**
 * The built policy, when it is whole: the WebAssembly that policy.json names, built from exactly the Rego that lies there.
 * @throws Fault `policy.stale`, `policy.unreadable`
 */
export async function readBuilt(directory: string): Promise<{ wasm: Uint8Array<ArrayBuffer>; built: Built }> {
  const read = async (file: string) => {
    const path = join(directory, file);
    return readFile(path).catch((cause) => {
      throw unreadable(path, cause);
    });
  };
  const built = parse(join(directory, 'policy.json'), await read('policy.json'));
  const wasm = new Uint8Array(await read('policy.wasm'));
  if (hashOf('policy.wasm', wasm) !== built.wasm) throw stale(directory, 'policy.json names another hash');
  const files = (await readdir(directory)).filter(decides).sort();
  const wanted = Object.keys(built.rego).sort();
  const odd = [...files.filter((f) => !wanted.includes(f)), ...wanted.filter((f) => !files.includes(f))];
  if (odd.length > 0) throw stale(directory, `${odd.join(', ')} came or went since it was built`);
  for (const file of files)
    if (hashOf(file, await read(file)) !== built.rego[file]) throw stale(directory, `${file} was changed since`);
  return { wasm, built };
}

function parse(path: string, content: Buffer): Built {
  try {
    return Built.parse(JSON.parse(content.toString('utf8')));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): Fault {
  return new Fault({
    code: 'policy.unreadable',
    message: `${path} cannot be read.`,
    fix: 'Put back the directory policy/ as it comes with Quell, or name yours under `policy` in quell.yaml.',
    retry: 'when-fixed',
    cause,
  });
}
