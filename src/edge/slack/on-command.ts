import type { App } from '@slack/bolt';
import type { Desk } from './desk.ts';
import { openForm } from './forms.ts';
import { guarded } from './guarded.ts';
import { Command, tenantOf } from './inbound.ts';
import { asker, inbound } from './place.ts';
import { typed } from './words.ts';

type Respond = (message: Record<string, unknown>) => Promise<unknown>;

async function work(desk: Desk, respond: Respond, command: Command, tenant: string): Promise<void> {
  const { channel_id: channel, user_id: user, trigger_id: trigger } = command;
  const text = typed(command.text, desk.personOf);
  const dedupe = `slack:command:${trigger}`;
  const from = inbound({ tenant, user, channel, dedupe });
  const form = desk.front.formFor(text);
  if (form) {
    // Before anything that could take time: the trigger lives three seconds. It serves once, so a second delivery of
    // this command opens no second form.
    await openForm(desk, { trigger, form, at: { channel }, from });
    return;
  }
  if (await desk.seen(`delivery:${dedupe}`)) return;
  const reply = await desk.front.command(text, from);
  const type = reply.public ? 'in_channel' : 'ephemeral';
  let seen = 0;
  try {
    for (const { text: fallback, blocks } of reply.public ? [desk.show(reply.card)] : desk.pages(reply.card)) {
      await respond({ response_type: type, text: fallback, blocks });
      seen += 1;
    }
  } catch {
    await desk.answer.reply(asker(user, channel, undefined), reply, seen);
  }
}

/** `/quell …`: acknowledged before any work, answered to the person alone. */
export function onCommand(app: App, name: string, desk: Desk): void {
  app.command(name, async ({ ack, body, respond }) => {
    const read = Command.safeParse(body);
    if (!read.success) {
      await ack();
      desk.log.warn({}, 'a slash command that cannot be read was dropped');
      return;
    }
    const command = read.data;
    const tenant = tenantOf(desk.allowed, { team: command.team_id, enterprise: command.enterprise_id });
    if (!tenant) {
      await ack({ response_type: 'ephemeral', text: 'Quell does not serve this workspace.' });
      desk.log.warn({ team: command.team_id }, 'a slash command of another workspace was refused');
      return;
    }
    await ack();
    const to = asker(command.user_id, command.channel_id, undefined);
    await guarded(desk, to, 'a slash command failed', () => work(desk, (message) => respond(message), command, tenant));
  });
}
