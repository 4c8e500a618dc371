import { z } from 'zod';
import type { Call } from './api.ts';

/** A bot is in few private channels; more pages than this are not its own. */
const PAGES = 10;

const Page = z.object({
  channels: z
    .array(
      z.object({
        id: z.string().min(1),
        name: z.string().optional(),
        creator: z.string().optional(),
        /** Seconds since the epoch. */
        created: z.number().optional(),
      }),
    )
    .default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** How far Slack's clock may be behind ours, in ms. */
const SKEW = 60_000;

/**
 * The private channel of this name that this bot made and has not archived.
 *
 * @param since ISO 8601; an older one was made for an incident of another record, with the same number
 */
export async function findOwn(call: Call, name: string, bot: string, since: string): Promise<string | undefined> {
  const oldest = (Date.parse(since) - SKEW) / 1000;
  let cursor = '';
  for (let page = 0; page < PAGES; page += 1) {
    const answer = Page.parse(
      await call('conversations.list', {
        types: 'private_channel',
        exclude_archived: true,
        limit: 1000,
        ...(cursor ? { cursor } : {}),
      }),
    );
    const mine = answer.channels.find((c) => c.name === name && c.creator === bot && (c.created ?? 0) >= oldest);
    if (mine) return mine.id;
    cursor = answer.response_metadata?.next_cursor ?? '';
    if (!cursor) return undefined;
  }
  return undefined;
}
