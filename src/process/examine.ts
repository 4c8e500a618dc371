import type { Role } from '../config/environment-table.ts';
import type { Config } from '../config.ts';
import { doctor, type Parts, type Probe } from '../doctor.ts';
import type { Check } from '../domain/action.ts';
import { examineDatabase } from '../edge/postgres/examine.ts';
import { examineQueue } from '../edge/queue/examine.ts';
import { recordAddress } from './configured.ts';
import { edgesOf } from './edges.ts';
import { approvalsProbe } from './examine/approvals.ts';
import { checkFiles } from './examine/files.ts';
import { checkGroups } from './examine/groups.ts';
import { policyProbe } from './examine/policy.ts';
import { checkPort } from './examine/port.ts';
import { signInProbe } from './examine/sign-in.ts';
import { chatGroups } from './groups.ts';

type Address = ReturnType<typeof recordAddress>;

function databaseProbe(config: Config, record: Address): Probe {
  const what = config.environment.databaseUrl ? 'PostgreSQL at DATABASE_URL' : 'PostgreSQL of Quell’s own in .quell/';
  return { what, look: async () => examineDatabase((await record).url, what) };
}

function queueProbe(config: Config, record: Address): Probe {
  const redisUrl = config.environment.redisUrl?.reveal();
  return {
    what: redisUrl ? 'Queue on Redis' : 'Queue on PostgreSQL',
    look: async () => examineQueue({ databaseUrl: (await record).url, ...(redisUrl ? { redisUrl } : {}) }),
  };
}

function slackProbe(config: Config): Probe {
  const { slackBotToken, slackAppToken, slackSigningSecret } = config.environment;
  const missing = (saw: string, fix: string): Check => ({ ok: false, what: 'Slack', saw, fix });
  return {
    what: 'Slack',
    async look(signal) {
      const socket = config.slack?.mode === 'socket';
      const second =
        socket && !slackAppToken
          ? [missing('no app-level token in the environment', 'Set QUELL_SLACK_APP_TOKEN to the app’s xapp- token.')]
          : !socket && !slackSigningSecret
            ? [missing('no signing secret in the environment', 'Set QUELL_SLACK_SIGNING_SECRET to the app’s.')]
            : [];
      if (!slackBotToken)
        return [
          missing('no bot token in the environment', 'Set QUELL_SLACK_BOT_TOKEN to the app’s xoxb- token.'),
          ...second,
        ];
      const { checkSlack } = await import('../edge/slack/check.ts');
      const { workspaces, channel, incident_channels: incidentChannels } = config.slack!;
      const wishes = { incidentChannels, userGroups: Object.keys(config.groups).length > 0 };
      return [...(await checkSlack(slackBotToken.reveal(), { workspaces, channel }, signal, wishes)), ...second];
    },
  };
}

function teamsProbe(config: Config): Probe[] {
  const { teams } = config;
  if (!teams) return [];
  const password = config.environment.teamsPassword?.reveal();
  return [
    {
      what: 'Teams',
      async look() {
        const [{ checkTeams }, { whereIs }] = await Promise.all([
          import('../edge/teams/check.ts'),
          import('../edge/teams/authentication.ts'),
        ]);
        return checkTeams({
          appId: teams.app_id,
          appType: teams.app_type,
          tenants: teams.tenants,
          channel: teams.channel,
          ...whereIs(teams.cloud, teams.service_url),
          ...(password ? { password } : {}),
        });
      },
    },
  ];
}

/** Groups that Slack keeps: only the chat reads them, and only live can they be looked at. */
function groupsProbe(config: Config, roles: ReadonlySet<Role>): Probe[] {
  if (Object.keys(config.groups).length === 0 || !roles.has('chat')) return [];
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return [{ what: 'Groups', look: async () => checkGroups(config, (await chatGroups(config, quiet))!) }];
}

function portsProbe(config: Config, roles: ReadonlySet<Role>): Probe | undefined {
  const { healthPort, healthHost } = config.environment;
  const slackPort = config.slack?.mode === 'http' && roles.has('chat') ? config.slack.port : undefined;
  const consolePort = roles.has('chat') ? config.console?.port : undefined;
  const teamsPort = roles.has('chat') ? config.teams?.port : undefined;
  if (!healthPort && !slackPort && !consolePort && !teamsPort) return undefined;
  return {
    what: 'Ports',
    look: async () => [
      ...(healthPort ? [await checkPort('Health port', 'QUELL_HEALTH_PORT', healthPort, true, healthHost)] : []),
      ...(slackPort ? [await checkPort('Port for Slack', '`slack.port`', slackPort, false)] : []),
      ...(teamsPort ? [await checkPort('Port for Teams', '`teams.port`', teamsPort, false)] : []),
      ...(consolePort ? [await checkPort('Port of the console', '`console.port`', consolePort, false)] : []),
    ],
  };
}

/**
 * Looks at everything that the configuration points to.
 * @param roles What processes of this environment do; others hold what these do not.
 */
export async function examine(config: Config, roles: ReadonlySet<Role>): Promise<Check[]> {
  const record = recordAddress(config);
  const ports = portsProbe(config, roles);
  const signIn = signInProbe(config, roles.has('chat'));
  const parts: Parts = {
    database: databaseProbe(config, record),
    queue: queueProbe(config, record),
    clouds: Object.values(await edgesOf(config)),
    more: [
      ...(ports ? [ports] : []),
      ...groupsProbe(config, roles),
      ...(roles.has('chat') ? teamsProbe(config) : []),
      ...(signIn ? [signIn] : []),
      policyProbe(config),
      approvalsProbe(config),
      { what: 'Playbooks', look: () => checkFiles(config) },
    ],
    roles,
    ...(config.slack ? { slack: slackProbe(config) } : {}),
  };
  try {
    return await doctor(config, parts);
  } finally {
    await record.then(
      (r) => r.stop(),
      () => undefined,
    );
  }
}
