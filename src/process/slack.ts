import type { ChatOut } from '../command/surface.ts';
import type { Config } from '../config.ts';
import type { Place } from '../domain/incident.ts';
import type { Log } from '../job/worker.ts';
import type { People } from './people.ts';
import type { SurfacePorts } from './setup.ts';

/** Where incidents go that were declared outside of Slack. */
export function slackPlace(config: Config): Place | undefined {
  const { slack } = config;
  return slack && { surface: 'slack', tenant: slack.workspaces[0]!, channel: slack.channel };
}

/**
 * Connects the workspace that quell.yaml names.
 *
 * @param directory Slack user ids of people
 * @throws Fault when Slack refuses it
 */
export async function connectSlack(
  config: Config,
  ports: SurfacePorts,
  log: Log,
  directory: Pick<People, 'account' | 'accounts'>,
): Promise<{ out: ChatOut; close(): Promise<void> }> {
  const { openSlack } = await import('../edge/slack/slack.ts');
  const settings = config.slack!;
  const { slackBotToken, slackAppToken, slackSigningSecret } = config.environment;
  const tenant = settings.workspaces[0]!;
  const slack = await openSlack({
    botToken: slackBotToken?.reveal() ?? '',
    ...(slackAppToken ? { appToken: slackAppToken.reveal() } : {}),
    ...(slackSigningSecret ? { signingSecret: slackSigningSecret.reveal() } : {}),
    mode: settings.mode,
    ...(settings.port ? { port: settings.port } : {}),
    team: settings.workspaces.join(','),
    commandName: settings.command,
    channel: settings.channel,
    account: (person) => directory.account(person, 'slack'),
    accounts: (person) => directory.accounts(person, 'slack'),
    personOf: (user) => ports.desk.personOf({ surface: 'slack', tenant, user })?.id,
    ...(config.console ? { consoleUrl: config.console.url } : {}),
    incidentChannels: settings.incident_channels,
    front: ports.front,
    changed: ports.changed,
    seen: ports.seen,
    messageFor: ports.messageFor,
    remember: ports.remember,
    forget: ports.forget,
    log,
  });
  await slack.start();
  return { out: slack.out, close: () => slack.close() };
}
