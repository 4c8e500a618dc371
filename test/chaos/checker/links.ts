import { hash, spell } from './canonical.ts';
import type { Case } from './read.ts';

const START = '0'.repeat(64);

/** Links of the chain that do not hold: each event is hashed with its predecessor's hash, its stream, number and time. */
export function brokenLinks({ chain, history }: Case): string[] {
  const found: string[] = [];
  let prev = START;
  for (const [i, event] of chain.entries()) {
    const at = `event ${event.seq}`;
    if (event.seq !== i + 1) found.push(`${at} stands where event ${i + 1} should`);
    if (event.stream !== history.incident) found.push(`${at} belongs to ${event.stream}`);
    if (event.prev !== prev) found.push(`${at} does not follow the one before it`);
    const text = `${event.prev}\n${event.stream}\n${event.seq}\n${event.at}\n${event.body}`;
    if (hash(text) !== event.hash) found.push(`${at} has a hash that is not its own`);
    if (spell(JSON.parse(event.body)) !== event.body) found.push(`${at} is not in canonical form`);
    prev = event.hash;
  }
  return found;
}
