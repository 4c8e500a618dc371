import { z } from 'zod';
import type { Call } from './api.ts';

/** A bot is in few private channels; more pages than this are not its own. */
const PAGES = 10;

const Page = z.object({
  channels: z
    .array(z.object({ id: z.string().min(1), name: z.string().optional(), creator: z.string().optional() }))
    .default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** The private channel of one of these names that this bot made and has not archived. */
export async function findOwn(call: Call, names: readonly string[], bot: string): Promise<string | undefined> {
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
    const mine = answer.channels.find((c) => names.includes(c.name ?? '') && c.creator === bot);
    if (mine) return mine.id;
    cursor = answer.response_metadata?.next_cursor ?? '';
    if (!cursor) return undefined;
  }
  return undefined;
}
