import type { AuditRecord } from '../audit/record.ts';
import { passkeyNotice } from '../card/passkey.ts';
import type { ChatOut } from '../command/surface.ts';

/** Of what belongs to no incident, how much is read again: nobody changes so many passkeys while a chat is away. */
const LATEST = 200;

/** Older news are no news: a person who links an account today need not hear them. */
const NEWS_MS = 7 * 86_400_000;

/**
 * Tells people in each chat that a passkey of theirs was added or removed. It reads the record again each time, so that a
 * missed notice does no harm; a message is sent once, by its key.
 * @param pages address of the console, without a slash at its end
 * @returns false when somebody could not be told
 */
export async function tellOfPasskeys(
  { audit }: { audit: Pick<AuditRecord, 'events'> },
  outs: readonly ChatOut[],
  { pages, nowMs, failed }: { pages: string; nowMs: number; failed(error: unknown): void },
): Promise<boolean> {
  let all = true;
  for (const event of await audit.events('quell', LATEST)) {
    const notice = passkeyNotice(event, pages);
    if (!notice || Date.parse(event.at) < nowMs - NEWS_MS) continue;
    for (const out of outs) {
      try {
        await out.tell?.(notice.person, notice.card, `passkey:${event.seq}:${out.surface}:${notice.person}`);
      } catch (error) {
        all = false;
        failed(error);
      }
    }
  }
  return all;
}
