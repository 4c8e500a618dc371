import type { Violation } from '../history.ts';
import { brokenLinks } from './links.ts';
import type { Case } from './read.ts';
import { otherStories } from './story.ts';

/** The audit chain is whole, and tells what the record and the clouds tell. */
export function chain(seen: Case): Violation[] {
  return [...brokenLinks(seen), ...otherStories(seen)].map((what) => ({ promise: 'chain', what }));
}
