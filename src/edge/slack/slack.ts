import { App } from '@slack/bolt';
import type { ChatOut } from '../../command/surface.ts';
import { SLACK_COMMAND } from '../../command/typed.ts';
import type { Card } from '../../domain/card.ts';
import { Fault } from '../../domain/fault.ts';
import type { Place } from '../../domain/incident.ts';
import { openOutbox } from '../outbox.ts';
import { openAnswer } from './answer.ts';
import { type Call, openApi } from './api.ts';
import { type Drawing, draw } from './blocks.ts';
import { boltLog } from './bolt-log.ts';
import { openChatOut } from './chat-out.ts';
import type { Desk } from './desk.ts';
import { homeView } from './home-view.ts';
import { openHomes } from './homes.ts';
import { onClick } from './on-click.ts';
import { onCommand } from './on-command.ts';
import { onHome } from './on-home.ts';
import { onMention } from './on-mention.ts';
import { onShortcut } from './on-shortcut.ts';
import { onSubmit } from './on-submit.ts';
import type { SlackOptions } from './options.ts';
import { openOwnPage } from './own-page.ts';
import { PACE } from './pace.ts';
import { pages } from './pages.ts';
import { openDoor } from './receiver.ts';

export interface Slack {
  out: ChatOut;
  /** Where an incident is posted that was declared elsewhere. */
  home: Place;
  /** Begins to listen. @throws Fault when Slack refuses the app token, or the port is taken. */
  start(): Promise<void>;
  /** Stops listening, lets what waits go out for two seconds, and leaves nothing running. */
  close(): Promise<void>;
  /** The HTTP port that is listened on; undefined in Socket Mode. */
  port(): number | undefined;
}

interface Bot {
  user: string;
  id: string;
  tenant: string;
}

function allowedOf(text: string): Set<string> {
  const allowed = new Set(text.split(/[\s,]+/).filter(Boolean));
  if (allowed.size > 0) return allowed;
  throw new Fault({
    code: 'slack.not-configured',
    message: 'No Slack workspace may talk to Quell.',
    fix: 'Name its id (T…) or the organisation’s (E…) under slack.workspaces in quell.yaml.',
    retry: 'when-fixed',
  });
}

/** Who the token belongs to. @throws Fault when Slack does not know it, or it is another workspace's. */
async function identify(call: Call, allowed: ReadonlySet<string>): Promise<Bot> {
  const auth = await call('auth.test', {});
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const [team, enterprise] = [text(auth.team_id), text(auth.enterprise_id)];
  const tenant = [team, enterprise].find((id) => allowed.has(id));
  if (!tenant) {
    throw new Fault({
      code: 'slack.other-workspace',
      message: `The bot token belongs to workspace ${team || 'unknown'}, which may not talk to Quell.`,
      fix: 'Add that id under slack.workspaces in quell.yaml, or use the token of an allowed workspace.',
      retry: 'when-fixed',
    });
  }
  return { user: text(auth.user_id), id: text(auth.bot_id), tenant };
}

/**
 * Slack through Bolt, over a socket or signed HTTP. Opening checks the secrets and asks Slack who we are; nothing is
 * heard before `start`.
 *
 * @throws Fault `slack.not-configured`, `slack.invalid-auth`, `slack.other-workspace`, `slack.unreachable`.
 */
export async function openSlack(options: SlackOptions): Promise<Slack> {
  const logger = boltLog(options.log);
  const allowed = allowedOf(options.team);
  const door = openDoor(options, logger);
  const call = openApi(options.botToken, options.apiUrl, logger);
  const bot = await identify(call, allowed);

  const drawing: Drawing = {
    mention: (person) => options.account(person),
    ...(options.consoleUrl ? { consoleUrl: options.consoleUrl } : {}),
  };
  const show = (card: Card) => draw(card, drawing);
  const allPages = (card: Card) => pages(card, drawing);
  const outbox = openOutbox(PACE);
  const home: Place = { surface: 'slack', tenant: bot.tenant, channel: options.channel };
  const out = openChatOut({ call, outbox, show, options, home, bot: bot.user });
  const known = (user: string) => options.personOf(user) !== undefined;
  const commandName = options.commandName ?? SLACK_COMMAND;
  const ownPage = openOwnPage(options.front, known, commandName);
  const homes = openHomes({
    draw: async (who) => homeView(await ownPage(who), show),
    publish: (user, view) => call('views.publish', { user_id: user, view }),
    log: options.log,
  });
  const unwatch = options.changed?.(() => homes.changed());
  const desk: Desk = {
    front: options.front,
    allowed,
    bot: bot.user,
    call,
    answer: openAnswer(call, outbox, show, allPages),
    show,
    pages: allPages,
    homes,
    ownPage,
    personOf: (user) => options.personOf(user),
    seen: (key) => options.seen(key),
    log: options.log,
  };

  const app = new App({
    receiver: door.receiver,
    logger,
    convoStore: false,
    authorize: async () => ({ botToken: options.botToken, botId: bot.id, botUserId: bot.user }),
    ...(options.apiUrl ? { clientOptions: { slackApiUrl: options.apiUrl } } : {}),
  });
  app.error(async (error) => {
    options.log.error({ cause: error.message }, 'a Slack listener failed');
  });
  onCommand(app, commandName, desk);
  onMention(app, desk);
  onClick(app, desk);
  onSubmit(app, desk);
  onShortcut(app, desk);
  onHome(app, desk);

  return {
    out,
    home,
    start: () => door.start(app),
    port: () => door.port(),
    async close() {
      unwatch?.();
      await door.close(app);
      await homes.close();
      await out.close();
    },
  };
}
