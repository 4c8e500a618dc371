import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Edit, Planted } from './bug.ts';
import { PLANTED } from './table.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The text with the edit made. @throws Error unless what is to be changed stands there exactly once */
export function edited(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${find}`);
  return parts.join(replace);
}

/** Today's text of the edited files, with the bug in it. @throws Error where an edit does not find its place */
export function sourcesWith({ edits }: Planted): Map<string, string> {
  const sources = new Map<string, string>();
  for (const edit of edits) {
    const path = join(ROOT, edit.file);
    const url = pathToFileURL(path).href;
    sources.set(url, edited(sources.get(url) ?? readFileSync(path, 'utf8'), edit));
  }
  return sources;
}

/** Changes what this process loads: files come as they are on the disk, but for the edits of the named bug. */
export function plant(name: string): void {
  const bug = PLANTED.find((p) => p.name === name);
  if (!bug) throw new Error(`no bug is called ${name}`);
  const sources = sourcesWith(bug);
  registerHooks({
    load(url, context, next) {
      const source = sources.get(url);
      if (source === undefined) return next(url, context);
      // Types are stripped as ever: what comes out of here is still TypeScript.
      return { format: 'module-typescript', source, shortCircuit: true };
    },
  });
}

const named = process.env.QUELL_PLANTED;
if (named) plant(named);
