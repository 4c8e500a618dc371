import { spell } from './canonical.ts';
import { opened } from './marks.ts';

function isTree(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}

function short(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = spell(value);
  return text.length > 90 ? `${text.slice(0, 87)}…` : text;
}

/** What differs, each by its JSON path: `$.aws.roles.ml-train.trust: {…} became {…}`. At most `most`. */
export function differences(was: unknown, is: unknown, path = '$', most = 8): string[] {
  if (spell(was ?? null) === spell(is ?? null)) return [];
  const [before, after] = [opened(was), opened(is)];
  if (!isTree(before) || !isTree(after) || Array.isArray(before) !== Array.isArray(after))
    return [`${path}: ${short(was)} became ${short(is)}`];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const inner = keys.flatMap((key) => differences(before[key], after[key], `${path}.${key}`, most));
  // Two texts of one meaning: the same to read and not what was there.
  return inner.length > 0 ? inner.slice(0, most) : [`${path}: ${short(was)} became ${short(is)}`];
}
