import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json } from '../domain/json.ts';
import type { PlanBody } from '../domain/plan.ts';

/** The one spelling of a JSON value (RFC 8785): equal values give equal text. */
export function canonical(value: unknown): string {
  const text = canonicalize(value as Json);
  if (text === undefined) throw new TypeError('Only a JSON value has a canonical form.');
  return text;
}

/** SHA-256 of UTF-8 text, lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** What is approved: the hash of a plan's canonical text. */
export function digestOf(body: PlanBody): { text: string; digest: string } {
  const text = canonical(body);
  return { text, digest: sha256(text) };
}
