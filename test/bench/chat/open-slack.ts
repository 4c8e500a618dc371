import { openSlack } from '../../../src/edge/slack/slack.ts';
import type { SurfacePorts, Surfaces } from '../../../src/process/setup.ts';
import { quiet } from '../product/running.ts';
import { SECRET, TEAM, TOKEN } from './slack-door.ts';

/** Ana and Bo as this Slack knows them. */
const ACCOUNTS = new Map([
  ['ana', 'UANA00000'],
  ['bo', 'UBO000000'],
]);

/** The real Slack edge over signed HTTP, on the bench's Slack. */
export async function openBenchSlack(
  ports: SurfacePorts,
  apiUrl: string,
): Promise<{ surfaces: Surfaces; port: number }> {
  const slack = await openSlack({
    botToken: TOKEN,
    signingSecret: SECRET,
    mode: 'http',
    port: 0,
    apiUrl,
    team: TEAM,
    channel: 'C00000000',
    account: (person) => ACCOUNTS.get(person),
    accounts: (person) => [ACCOUNTS.get(person) ?? []].flat(),
    personOf: (user) => personBySlack(user),
    front: ports.front,
    seen: ports.seen,
    messageFor: ports.messageFor,
    remember: ports.remember,
    forget: ports.forget,
    log: quiet,
  });
  await slack.start();
  return { surfaces: { outs: [slack.out], close: () => slack.close() }, port: slack.port() ?? 0 };
}

/** Who clicked, as the bench's people have it. */
export const personBySlack = (user: string) => [...ACCOUNTS].find(([, slack]) => slack === user)?.[0];
