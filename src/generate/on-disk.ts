import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Text by path below the repository's root, with `/`. */
export type Files = ReadonlyMap<string, string>;

export interface Difference {
  path: string;
  /** Completes a sentence that begins with the path. */
  what: 'is missing' | 'is stale' | 'is not generated and stands in a generated folder';
}

/** Nothing but generated files may stand here: an action that is gone must take its page and its role along. */
const OWNED = ['docs/actions', 'infra/aws', 'infra/gcp', 'infra/azure', 'infra/slack', 'infra/teams'];

/** What of these files is not on disk as it should be, sorted by path. */
export function differences(root: string, files: Files): Difference[] {
  const changed = [...files].flatMap(([path, text]): Difference[] => {
    const at = join(root, path);
    if (!existsSync(at)) return [{ path, what: 'is missing' }];
    return readFileSync(at, 'utf8') === text ? [] : [{ path, what: 'is stale' }];
  });
  const strays = OWNED.flatMap((folder) => listed(root, folder))
    .filter((path) => !files.has(path))
    .map((path): Difference => ({ path, what: 'is not generated and stands in a generated folder' }));
  return [...changed, ...strays].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Makes the disk agree with the files. */
export function writeAll(root: string, files: Files, found: readonly Difference[]): void {
  for (const { path } of found) {
    const at = join(root, path);
    const text = files.get(path);
    if (text === undefined) {
      rmSync(at);
      continue;
    }
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
  }
}

function listed(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length).replaceAll('\\', '/'));
}
