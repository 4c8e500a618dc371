import type { Position } from '../../domain/fault.ts';
import type { Playbook } from '../../domain/playbook.ts';
import type { Path, Source } from './source.ts';

/** Beside the playbook and not in it: a playbook is plain data that is hashed, stored and compared. */
const sources = new WeakMap<Playbook, Source>();

export function rememberSource(playbook: Playbook, source: Source): Playbook {
  sources.set(playbook, source);
  return playbook;
}

/** Where a character of a value stands; undefined for a playbook that was not read from a text. */
export function placeOf(playbook: Playbook, path: Path, offset: number): Position | undefined {
  return sources.get(playbook)?.within(path, offset);
}
