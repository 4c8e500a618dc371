import type { Path } from './yaml.ts';

const LONGEST = 80;

/**
 * A value from outside as a sentence may show it: one line, nothing that a terminal obeys. What is long is not shown at
 * all, because half a secret would no longer be recognized as one.
 */
export function shown(value: unknown): string {
  const text = String(value).replace(/[\p{C}\p{Z}]+/gu, ' ');
  return text.length > LONGEST ? `(${text.length} characters)` : text;
}

/** `people[0].groups`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? shown(key) : `${text}.${shown(key)}`;
  }, '');
}

/** Ends a text with a full stop, once. */
export function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
