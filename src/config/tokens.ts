import type { Environment } from './environment.ts';
import type { EnvironmentName } from './environment-table.ts';
import type { Problem } from './problem.ts';
import type { QuellFile } from './schema.ts';
import type { Source } from './yaml.ts';

/** Slack's secrets that are missing. Only the chat role speaks with Slack, so that only it must hold them. */
export function missingTokens(settings: QuellFile, environment: Environment, source: Source): Problem[] {
  const { slack } = settings;
  if (!slack || !environment.roles.includes('chat')) return [];
  const needed: [EnvironmentName, unknown][] = [['QUELL_SLACK_BOT_TOKEN', environment.slackBotToken]];
  if (slack.mode === 'socket') needed.push(['QUELL_SLACK_APP_TOKEN', environment.slackAppToken]);
  else needed.push(['QUELL_SLACK_SIGNING_SECRET', environment.slackSigningSecret]);
  return needed.flatMap(([name, value]) => {
    if (value !== undefined) return [];
    const message = `Slack is configured in \`${slack.mode}\` mode, and ${name} is not set.`;
    return [
      { message, fix: `Set ${name}, or name the file that holds it in ${name}_FILE.`, at: source.atKey(['slack']) },
    ];
  });
}
