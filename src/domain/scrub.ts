import { withoutSecrets } from './secret-shape.ts';

/** Shorter values are hardly secrets, and taking them out would make sentences unreadable. */
const SHORTEST = 6;

/**
 * Gives the function that takes these values out of a text, also as they stand in an address, and then whatever looks like
 * a secret.
 */
export function scrubber(secrets: Iterable<string>): (text: string) => string {
  const long = [...secrets].filter((s) => s.length >= SHORTEST);
  const encoded = long.map((s) => encodeURIComponent(s.toWellFormed()));
  const known = [...new Set([...long, ...encoded])].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, '[secret]');
    return withoutSecrets(clean);
  };
}
