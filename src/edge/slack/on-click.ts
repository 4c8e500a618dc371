import type { App } from '@slack/bolt';
import { LINK_ID, type Pressed, pressedOf } from './buttons.ts';
import type { Desk } from './desk.ts';
import { openForm } from './forms.ts';
import { guarded } from './guarded.ts';
import { LIST_ID } from './home-view.ts';
import { Click, tenantOf } from './inbound.ts';
import { answerOnList } from './list.ts';
import { asker, inbound } from './place.ts';

/** Where a click happened: the thread that the card stands in, or else the one that hangs below it. */
function spot(click: Click) {
  const channel = click.channel?.id || click.container?.channel_id || undefined;
  const message = click.message?.ts ?? click.container?.message_ts ?? click.view?.id ?? '';
  const inThread = click.message?.thread_ts ?? click.container?.thread_ts;
  const below = click.container?.is_ephemeral || click.view || !channel ? undefined : message;
  return { channel, message, inThread, thread: inThread ?? below };
}

/** The list that a click was made in. */
function listOf({ view }: Click) {
  return view?.type === 'modal' && view.callback_id === LIST_ID
    ? { id: view.id, title: view.title?.text ?? 'Quell' }
    : undefined;
}

/** The place as a form carries it. */
function placeOf(channel: string | undefined, thread: string | undefined) {
  return { ...(channel ? { channel } : {}), ...(thread ? { thread } : {}) };
}

async function work(desk: Desk, click: Click, { verb, ref }: Pressed, tenant: string): Promise<void> {
  const user = click.user.id;
  const action = click.actions[0]!;
  const { channel, message, inThread, thread } = spot(click);
  const inModal = click.view?.type === 'modal';
  const list = listOf(click);
  const dedupe = `slack:click:${message}:${action.action_ts}:${user}:${action.action_id}`;
  const from = inbound({ tenant, user, channel, thread, dedupe });
  const form = desk.front.formOf(verb, ref);
  if (form) {
    const at = { ref, ...placeOf(channel, thread), ...(list ? { below: list } : {}) };
    await openForm(desk, { trigger: click.trigger_id, form, at, from, overModal: inModal });
    return;
  }
  if (await desk.seen(`delivery:${dedupe}`)) return;
  const reply = await desk.front.press(verb, ref, {}, from);
  if (list) return answerOnList(desk, list, { tenant, user }, reply);
  if (click.view) desk.homes.touched(user);
  await desk.answer.reply(asker(user, channel, inThread), reply);
}

/** A pressed button. The record decides what the press means; this only carries the verb and the reference in. */
export function onClick(app: App, desk: Desk): void {
  app.action(/^quell/, async ({ ack, body }) => {
    await ack();
    const read = Click.safeParse(body);
    const click = read.data;
    const action = click?.actions[0];
    if (action && LINK_ID.test(action.action_id)) return;
    const pressed = action && pressedOf(action.action_id, action.value);
    if (!click || !pressed) {
      desk.log.warn({}, 'a button press that cannot be read was dropped');
      return;
    }
    const userTeam = click.user.team_id;
    const tenant = tenantOf(desk.allowed, { team: click.team?.id, enterprise: click.enterprise?.id, userTeam });
    if (!tenant) {
      desk.log.warn({ team: userTeam ?? click.team?.id }, 'a button press from another workspace was refused');
      return;
    }
    const { channel, inThread } = spot(click);
    const to = asker(click.user.id, channel, inThread);
    await guarded(desk, to, 'a button press failed', () => work(desk, click, pressed, tenant));
  });
}
