import type { Config } from '../config.ts';
import type { Person } from '../domain/person.ts';
import type { Log } from '../job/worker.ts';

/** Slack user ids by the name of a group. */
type Members = ReadonlyMap<string, ReadonlySet<string>>;

/** Groups whose members a chat keeps. */
export interface ChatGroups {
  /** Members as they are at this moment: what decides. @throws Fault `people.unreadable` */
  now(): Promise<Members>;
  /** Members as they were at most a minute ago: what is shown. @throws Fault `people.unreadable` */
  lately(): Promise<Members>;
}

/** The user groups that quell.yaml names; undefined where it names none. They need the bot token, and no socket. */
export async function chatGroups(config: Config, log: Log): Promise<ChatGroups | undefined> {
  const named = new Map(Object.entries(config.groups).map(([name, { slack }]) => [name, slack]));
  if (named.size === 0) return undefined;
  const { openUserGroups } = await import('../edge/slack/groups.ts');
  const { openApi } = await import('../edge/slack/api.ts');
  const { boltLog } = await import('../edge/slack/bolt-log.ts');
  const call = openApi(config.environment.slackBotToken?.reveal() ?? '', undefined, boltLog(log));
  // A token of an organisation must say which workspace; any other one ignores it.
  const team = config.slack?.workspaces.find((id) => id.startsWith('T'));
  return openUserGroups(call, named, team);
}

/**
 * People with the groups that a chat keeps added to their own. Somebody of the chat whom nobody configured stays unknown.
 *
 * @param account the chat's id of a person, as it is linked now
 */
export function withMembers<P extends Person>(
  people: readonly P[],
  members: Members,
  account: (person: string) => string | undefined,
): P[] {
  return people.map((person) => {
    const user = account(person.id);
    if (user === undefined) return person;
    const joined = [...members].filter(([, users]) => users.has(user)).map(([name]) => name);
    return joined.length === 0 ? person : { ...person, groups: [...new Set([...person.groups, ...joined])] };
  });
}
