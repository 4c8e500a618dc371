import { z } from 'zod';
import { asFault, Fault } from '../../domain/fault.ts';
import type { Call } from './api.ts';

/** Longest that members are shown as they were, in ms. What decides is read anew. */
const FRESH_MS = 60_000;

/** Members of one user group, at most. */
const MOST = 5000;

const Answer = z.object({ users: z.array(z.string().min(1).max(64)).max(MOST) });

/** Slack user ids by the name of a group in quell.yaml. */
export type Members = ReadonlyMap<string, ReadonlySet<string>>;

export interface UserGroups {
  /** Members as they are: asked after this call began. @throws Fault `people.unreadable`; then nobody is known to be one */
  now(): Promise<Members>;
  /** Members as they were at most a minute ago, to show who may decide. @throws Fault `people.unreadable` */
  lately(): Promise<Members>;
}

function unreadable(name: string, id: string, thrown: unknown): Fault {
  const fault = asFault(thrown);
  return new Fault({
    code: 'people.unreadable',
    message: `Who is in ${name} cannot be read from Slack (user group ${id}): ${fault.message}`,
    fix: fault.fix,
    retry: fault.retry,
    ...(fault.afterMs === undefined ? {} : { afterMs: fault.afterMs }),
    cause: thrown,
  });
}

/**
 * Reads user groups as groups of people who may decide.
 *
 * @param groups user group id (`S…`) by the name in quell.yaml
 * @param team workspace id; tokens of an organisation must name it, others ignore it
 */
export function openUserGroups(call: Call, groups: ReadonlyMap<string, string>, team?: string): UserGroups {
  let shown: { at: number; members: Promise<Members> } | undefined;
  let running: Promise<Members> | undefined;
  let next: Promise<Members> | undefined;

  async function membersOf(name: string, id: string): Promise<ReadonlySet<string>> {
    try {
      const args = { usergroup: id, include_disabled: false, ...(team ? { team_id: team } : {}) };
      const read = Answer.safeParse(await call('usergroups.users.list', args));
      if (read.success) return new Set(read.data.users);
    } catch (thrown) {
      // Disabled or deleted on purpose: it has no members, and other groups go on.
      if (asFault(thrown).code === 'slack.no-such-subteam') return new Set();
      throw unreadable(name, id, thrown);
    }
    throw unreadable(
      name,
      id,
      new Fault({ code: 'slack.garbage', message: 'its answer makes no sense.', fix: 'Try again.', retry: 'later' }),
    );
  }

  async function read(): Promise<Members> {
    const at = performance.now();
    const found = await Promise.all(
      [...groups].map(async ([name, id]): Promise<[string, ReadonlySet<string>]> => [name, await membersOf(name, id)]),
    );
    const members: Members = new Map(found);
    shown = { at, members: Promise.resolve(members) };
    return members;
  }

  function start(): Promise<Members> {
    const begun = read().finally(() => {
      if (running === begun) running = undefined;
    });
    running = begun;
    return begun;
  }

  return {
    now() {
      if (!running) return start();
      // One that is under way may have been answered before we were asked; all who wait share the one after it.
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = undefined;
          return start();
        });
      return next;
    },
    lately() {
      if (shown && performance.now() - shown.at < FRESH_MS) return shown.members;
      return running ?? start();
    },
  };
}
