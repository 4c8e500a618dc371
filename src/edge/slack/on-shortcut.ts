import type { App } from '@slack/bolt';
import type { Desk } from './desk.ts';
import { openForm, openView, READING, replaceView } from './forms.ts';
import { guarded } from './guarded.ts';
import { listView } from './home-view.ts';
import { Shortcut, tenantOf } from './inbound.ts';
import { asker, inbound } from './place.ts';
import { shortcutForm, shortcutOf } from './shortcuts.ts';
import { typed } from './words.ts';

const TITLE = 'My approvals';

/** What waits for a person, in a modal: opened at once, filled when the record has been read. */
async function approvals(desk: Desk, trigger: string, who: { tenant: string; user: string }): Promise<void> {
  const opened = await openView(desk, trigger, listView(TITLE, [], desk.show, READING), false);
  const cards = await desk.ownPage(who);
  if (opened) await replaceView(desk, opened, listView(TITLE, cards, desk.show));
}

/** An entry of Slack's menus, of the whole workspace or of one message. */
export function onShortcut(app: App, desk: Desk): void {
  app.shortcut(/^quell\./, async ({ ack, body }) => {
    await ack();
    const read = Shortcut.safeParse(body);
    const shortcut = read.success ? shortcutOf(read.data.callback_id) : undefined;
    if (!read.success || !shortcut) {
      desk.log.warn({}, 'a shortcut that cannot be read was dropped');
      return;
    }
    const { team, enterprise, user, trigger_id: trigger, channel, message } = read.data;
    const tenant = tenantOf(desk.allowed, { team: team?.id, enterprise: enterprise?.id, userTeam: user.team_id });
    if (!tenant) {
      desk.log.warn({ team: user.team_id ?? team?.id }, 'a shortcut from another workspace was refused');
      return;
    }
    // Only a message's own menu says where: what else the payload may hold of a place belongs to nobody's thread.
    const of = shortcut.type === 'message' ? (message ?? undefined) : undefined;
    const at = of ? { channel: channel?.id, thread: of.thread_ts ?? of.ts } : {};
    const to = asker(user.id, at.channel, of?.thread_ts ?? undefined);
    await guarded(desk, to, 'a shortcut failed', async () => {
      if (!shortcut.verb) return approvals(desk, trigger, { tenant, user: user.id });
      // As from a button of no incident: such a form asks for everything that a line of text could have said.
      const given = desk.front.formOf(shortcut.verb, '');
      if (!given) return;
      const form = shortcutForm(shortcut, given, of && typed(of.text, desk.personOf));
      const { user: _, ...place } = asker(user.id, at.channel, at.thread);
      const from = inbound({ tenant, user: user.id, ...at, dedupe: `slack:shortcut:${trigger}` });
      await openForm(desk, { trigger, form, at: place, from });
    });
  });
}
