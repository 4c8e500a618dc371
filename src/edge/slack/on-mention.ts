import type { App } from '@slack/bolt';
import type { Desk } from './desk.ts';
import { guarded } from './guarded.ts';
import { Mention, tenantOf } from './inbound.ts';
import { asker, inbound } from './place.ts';
import { addressed, typed } from './words.ts';

/** `@quell …` in a channel or a thread: the same commands, which is the only way to type one inside a thread. */
export function onMention(app: App, desk: Desk): void {
  app.event('app_mention', async ({ body }) => {
    const read = Mention.safeParse(body);
    // An edited message was carried out when it was written; a bot is nobody who may ask.
    if (!read.success || read.data.event.edited || read.data.event.bot_id) return;
    const { event, event_id, team_id, enterprise_id } = read.data;
    const line = addressed(event.text, desk.bot);
    if (line === undefined) return;
    const userTeam = event.user_team ?? event.source_team;
    const tenant = tenantOf(desk.allowed, { team: team_id, enterprise: enterprise_id, userTeam });
    if (!tenant) {
      desk.log.warn({ team: userTeam ?? team_id }, 'a mention from another workspace was refused');
      return;
    }
    const to = asker(event.user, event.channel, event.thread_ts);
    await guarded(desk, to, 'a mention failed', async () => {
      const dedupe = `slack:event:${event_id}`;
      if (await desk.seen(`delivery:${dedupe}`)) return;
      const from = inbound({ tenant, user: event.user, channel: event.channel, thread: event.thread_ts, dedupe });
      await desk.answer.reply(to, await desk.front.command(typed(line, desk.personOf), from));
    });
  });
}
