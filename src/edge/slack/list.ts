import type { Reply } from '../../command/surface.ts';
import { asFault } from '../../domain/fault.ts';
import type { Desk } from './desk.ts';
import { replaceView } from './forms.ts';
import { listView } from './home-view.ts';
import type { Below } from './modal.ts';
import { asker } from './place.ts';

async function shownOnList(
  desk: Desk,
  { id, title }: Below,
  who: { tenant: string; user: string },
  reply: Reply,
): Promise<boolean> {
  try {
    const cards = await desk.ownPage(who);
    return await replaceView(desk, { id }, listView(title, [reply.card, ...cards], desk.show));
  } catch (thrown) {
    desk.log.warn({ code: asFault(thrown).code }, 'an answer could not be put on a list, and is sent to its person');
    return false;
  }
}

/**
 * The answer to what somebody pressed in a list, on top of the list as the record is now: whoever looks at a modal does
 * not see a message behind it. Where it cannot be put there, or they have closed it, it comes in their own conversation.
 */
export async function answerOnList(
  desk: Desk,
  list: Below,
  who: { tenant: string; user: string },
  reply: Reply,
): Promise<void> {
  if (!(await shownOnList(desk, list, who, reply)))
    await desk.answer.reply(asker(who.user, undefined, undefined), reply);
}
