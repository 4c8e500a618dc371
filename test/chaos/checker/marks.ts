import { spell } from './canonical.ts';

type Json = unknown;

function isObject(value: Json): value is Record<string, Json> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Text that is a document (a policy) is looked into. */
export function opened(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Names that a second copy would have of its own. */
const OWN_NAMES = new Set(['id', 'name', 'etag', 'Sid', 'displayName']);

function withoutNames(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !OWN_NAMES.has(key)));
}

export function bears(value: Json, marker: string): boolean {
  return spell(value).toLowerCase().includes(marker.toLowerCase());
}

/**
 * Places where two things of the same content stand beside each other, and one of them bears the mark: two statements,
 * policies, conditions or assignments of one incident where one is enough.
 */
export function doubled(world: Json, marker: string, path = '$'): string[] {
  const value = opened(world);
  if (value === null || typeof value !== 'object') return [];
  const inner = Array.isArray(value)
    ? value.map((one, i): [string, Json] => [`${path}[${i}]`, one])
    : Object.entries(value).map(([key, one]): [string, Json] => [`${path}.${key}`, one]);
  const seen = new Map<string, string>();
  // A second copy may bear the mark with something added to it.
  const marks = new RegExp(`${marker}\\w*`, 'gi');
  const here = inner.flatMap(([at, one]) => {
    const whole = opened(one);
    if (!isObject(whole)) return [];
    const content = spell(withoutNames(whole)).replace(marks, marker);
    const first = seen.get(content);
    seen.set(content, at);
    const marked = bears(whole, marker) || bears(at.slice(path.length), marker);
    return first !== undefined && marked ? [`${at} says again what ${first} says`] : [];
  });
  return [...here, ...inner.flatMap(([at, one]) => doubled(one, marker, at))];
}
