import type { Path } from './yaml.ts';

const LONGEST = 80;

/** A value from outside as a sentence may show it: short, one line, nothing that a terminal obeys. */
export function shown(value: unknown): string {
  const text = String(value).replace(/[\p{C}\p{Z}]+/gu, ' ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
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
