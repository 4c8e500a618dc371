import type { Row } from '../../history.ts';
import { hash } from '../canonical.ts';

/** Hashes a log anew, after events were put in, taken out or changed. */
export function link(events: Row[]): Row[] {
  let prev = '0'.repeat(64);
  return events.map((event, i) => {
    const { at, body } = event as { at: string; body: string };
    const seq = String(i + 1);
    const own = hash([prev, 'INC-7', seq, at, body].join('\n'));
    const row = { stream: 'INC-7', seq, at, body, prev, hash: own };
    prev = own;
    return row;
  });
}
