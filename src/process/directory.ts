import type { LinkRecord } from '../approval/sign-in.ts';
import { every } from '../edge/timer.ts';
import type { Log } from '../job/worker.ts';
import type { Changes } from './changes.ts';
import type { Closing } from './closing.ts';
import type { People } from './people.ts';

/** Ms between two looks at the groups of a chat: with what passes in between, cards show them as of a minute ago. */
const LOOK = 40_000;

/** Keeps the directory what the record and the chat say. */
export async function keepDirectory(
  directory: People,
  links: LinkRecord,
  changes: Changes,
  closing: Closing,
  log: Log,
): Promise<void> {
  await directory.connect(links);
  const refresh = () =>
    directory.refresh().catch((err: unknown) => {
      log.warn({ err }, 'groups of the chat cannot be read; nobody is known to be in one');
    });
  await refresh();
  // What belongs to no incident is told as `quell`: links among it.
  const off = changes.on((stream) => {
    if (stream !== 'quell') return;
    directory.reload().catch((err: unknown) => log.warn({ err }, 'links are read again at their next change'));
  });
  closing.add(async () => off());
  closing.add(every(LOOK, refresh));
}
