import type { Reply } from '../../command/surface.ts';
import type { Desk } from './desk.ts';
import { replaceView } from './forms.ts';
import { listView } from './home-view.ts';
import type { Below } from './modal.ts';
import { asker } from './place.ts';

/**
 * The answer to what somebody pressed in a list, on top of the list as the record is now: whoever looks at a modal does
 * not see a message behind it. Where they have closed it, they are told in their own conversation.
 */
export async function answerOnList(
  desk: Desk,
  { id, title }: Below,
  who: { tenant: string; user: string },
  reply: Reply,
): Promise<void> {
  const cards = await desk.ownPage(who);
  const shown = await replaceView(desk, { id }, listView(title, [reply.card, ...cards], desk.show));
  if (!shown) await desk.answer.reply(asker(who.user, undefined, undefined), reply);
}
