import type { App } from '@slack/bolt';
import { asFault } from '../../domain/fault.ts';
import type { Desk } from './desk.ts';
import { HomeOpened, tenantOf } from './inbound.ts';

/** Somebody opens Quell's home tab: what waits for them, and what is open. */
export function onHome(app: App, desk: Desk): void {
  app.event('app_home_opened', async ({ body }) => {
    const read = HomeOpened.safeParse(body);
    if (!read.success || (read.data.event.tab ?? 'home') !== 'home') return;
    const { event, team_id: team, enterprise_id: enterprise } = read.data;
    const tenant = tenantOf(desk.allowed, { team, enterprise, userTeam: event.user_team });
    if (!tenant) {
      desk.log.warn({ team }, 'a home tab of another workspace was not shown');
      return;
    }
    try {
      await desk.homes.opened({ tenant, user: event.user });
    } catch (thrown) {
      // Nobody waits for an answer to a look; the tab stays as it was.
      desk.log.warn({ code: asFault(thrown).code }, 'a home tab could not be shown');
    }
  });
}
