import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Edit } from './bug.ts';
import { PLANTED } from './table.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The text with the edit made. @throws Error unless what is to be changed stands there exactly once */
export function edited(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${find}`);
  return parts.join(replace);
}

/** Changes what this process loads: files come as they are on the disk, but for the edits of the named bug. */
export function plant(name: string): void {
  const bug = PLANTED.find((p) => p.name === name);
  if (!bug) throw new Error(`no bug is called ${name}`);
  const files = new Map<string, Edit[]>();
  for (const edit of bug.edits) {
    const url = pathToFileURL(join(ROOT, edit.file)).href;
    files.set(url, [...(files.get(url) ?? []), edit]);
  }
  registerHooks({
    load(url, context, next) {
      const edits = files.get(url);
      if (!edits) return next(url, context);
      const source = edits.reduce(edited, readFileSync(new URL(url), 'utf8'));
      // Types are stripped as ever: what comes out of here is still TypeScript.
      return { format: 'module-typescript', source, shortCircuit: true };
    },
  });
}

const named = process.env.QUELL_PLANTED;
if (named) plant(named);
