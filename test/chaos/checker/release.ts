import type { Violation } from '../history.ts';
import { acted, writes } from './cover.ts';
import { differences } from './difference.ts';
import type { Case } from './read.ts';

/** Released fully: exactly as before. Nothing ever changed: exactly as before, too. */
export function release(seen: Case): Violation[] {
  const { worlds, released } = seen.history;
  const touched = writes(seen).some(acted);
  if (released !== 'fully' && touched) return [];
  const why = touched ? 'after the release' : 'though Quell changed nothing';
  return differences(worlds.before, worlds.after).map((d) => ({ promise: 'release', what: `${why}: ${d}` }));
}
