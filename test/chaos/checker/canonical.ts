import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The judge's own spelling of a value (RFC 8785), so that a mistake in the engine's is not repeated here. */
export function spell(value: unknown): string {
  return canonicalize(value) ?? '';
}

/** SHA-256 of UTF-8 text, lower-case hex. */
export function hash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export function equal(one: unknown, other: unknown): boolean {
  return spell(one) === spell(other);
}
