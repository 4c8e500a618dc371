import type { App } from '@slack/bolt';
import { pressedOf } from './buttons.ts';
import type { Desk } from './desk.ts';
import { guarded } from './guarded.ts';
import { Click, tenantOf } from './inbound.ts';
import { viewOf } from './modal.ts';
import { asker, inbound } from './place.ts';

/** Where a click happened: the thread that the card stands in, or else the one that hangs below it. */
function spot(click: Click) {
  const channel = click.channel?.id ?? click.container?.channel_id;
  const message = click.message?.ts ?? click.container?.message_ts ?? '';
  const inThread = click.message?.thread_ts;
  return { channel, message, inThread, thread: inThread ?? (click.container?.is_ephemeral ? undefined : message) };
}

/** A pressed button. The record decides what the press means; this only carries the verb and the reference in. */
export function onClick(app: App, desk: Desk): void {
  app.action(/^quell/, async ({ ack, body }) => {
    await ack();
    const read = Click.safeParse(body);
    const click = read.data;
    const action = click?.actions[0];
    const pressed = action && pressedOf(action.action_id, action.value);
    if (!click || !action || !pressed) {
      desk.log.warn({}, 'a button press that cannot be read was dropped');
      return;
    }
    const userTeam = click.user.team_id;
    const tenant = tenantOf(desk.allowed, { team: click.team?.id, enterprise: click.enterprise?.id, userTeam });
    if (!tenant) {
      desk.log.warn({ team: userTeam ?? click.team?.id }, 'a button press from another workspace was refused');
      return;
    }
    const user = click.user.id;
    const { channel, message, inThread, thread } = spot(click);
    const to = asker(user, channel, inThread);
    await guarded(desk, to, 'a button press failed', async () => {
      const form = desk.front.formOf(pressed.verb, pressed.ref);
      if (form) {
        const at = { ref: pressed.ref, ...(channel ? { channel } : {}), ...(thread ? { thread } : {}) };
        await desk.call('views.open', { trigger_id: click.trigger_id, view: viewOf(form, at) });
        return;
      }
      const dedupe = `slack:click:${message}:${action.action_ts}:${user}:${action.action_id}`;
      if (await desk.seen(`delivery:${dedupe}`)) return;
      const from = inbound({ tenant, user, channel, thread, dedupe });
      await desk.answer.reply(to, await desk.front.press(pressed.verb, pressed.ref, {}, from));
    });
  });
}
