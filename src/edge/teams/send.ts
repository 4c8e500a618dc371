import type { Activity } from 'botbuilder';
import type { Outbox } from '../outbox.ts';
import { within } from '../timer.ts';
import type { Adapter, Connector } from './adapter.ts';
import { refusedBy, unanswered } from './faults.ts';
import type { Account } from './people.ts';

/** A message as Quell sends it. */
export type Message = Partial<Activity>;

/** What is sent without being asked: each call is paced by its conversation, and a failure is a Fault. */
export interface Send {
  /** Begins a thread in a channel. @returns the id of its first message */
  begin(channel: string, message: Message): Promise<string>;
  /** Adds to a conversation. @returns the message's id */
  add(conversation: string, message: Message): Promise<string>;
  edit(conversation: string, id: string, message: Message): Promise<void>;
  /** The personal chat with somebody. @param member `29:…`, or an Entra object id */
  personal(member: string): Promise<string>;
  /** Everybody in a channel or chat, as Teams names them. */
  members(conversation: string): Promise<Account[]>;
  /** Where Teams wants to be reached from now on. */
  at(serviceUrl: string): void;
  /** Gives up what is under way. */
  stop(): void;
}

/** Members that are read of one channel. */
const MOST_MEMBERS = 2000;
const PAGE = 500;

export function openSend(
  adapter: Adapter,
  outbox: Outbox,
  options: { appId: string; tenant: string; serviceUrl: string; audience: string; callMs: number },
): Send {
  const { appId, tenant, audience, callMs } = options;
  let { serviceUrl } = options;
  const stops = new Set<AbortController>();
  const bot = { id: `28:${appId}`, name: 'Quell' };

  /** One call, sign-in and all. One that is never answered would hold up every card behind it, and a stop too. */
  async function call<T>(
    work: (connector: Connector, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const stop = new AbortController();
    const { signal: abortSignal } = stop;
    stops.add(stop);
    try {
      const said = await within(
        callMs,
        adapter.connector(appId, serviceUrl, audience).then((connector) => work(connector, { abortSignal })),
      );
      if (said === 'late') throw unanswered(callMs);
      return said.value;
    } catch (thrown) {
      throw refusedBy(thrown);
    } finally {
      stop.abort();
      stops.delete(stop);
    }
  }

  return {
    stop() {
      for (const stop of stops) stop.abort();
    },
    at(url) {
      serviceUrl = url;
    },
    begin: (channel, message) =>
      outbox.push(channel, undefined, () =>
        call(async (c, options) => {
          const begun = {
            isGroup: true,
            bot,
            tenantId: tenant,
            channelData: { channel: { id: channel }, tenant: { id: tenant } },
            activity: message as Activity,
          };
          const made = await c.conversations.createConversation(begun as never, options);
          return made.activityId || (made.id.split(';messageid=')[1] ?? made.id);
        }),
      ),
    add: (conversation, message) =>
      outbox.push(conversation, undefined, () =>
        call(
          async (c, options) =>
            (await c.conversations.sendToConversation(conversation, message as Activity, options)).id,
        ),
      ),
    edit: (conversation, id, message) =>
      outbox.push(conversation, `${conversation} ${id}`, () =>
        call(
          async (c, options) =>
            void (await c.conversations.updateActivity(conversation, id, { ...message, id } as Activity, options)),
        ),
      ),
    personal: (member) =>
      outbox.push(`personal ${member}`, undefined, () =>
        call(async (c, options) => {
          const begun = {
            isGroup: false,
            bot,
            members: [{ id: member, name: '' }],
            tenantId: tenant,
            channelData: { tenant: { id: tenant } },
          };
          return (await c.conversations.createConversation(begun as never, options)).id;
        }),
      ),
    members: (conversation) =>
      call(async (c, options) => {
        const all: Account[] = [];
        let continuationToken: string | undefined;
        do {
          const page = await c.conversations.getConversationPagedMembers(conversation, {
            ...options,
            pageSize: PAGE,
            ...(continuationToken ? { continuationToken } : {}),
          } as never);
          // Teams names the object id either way.
          for (const member of page.members as (Account & { objectId?: string })[])
            all.push({ id: member.id, name: member.name, aadObjectId: member.aadObjectId ?? member.objectId });
          ({ continuationToken } = page);
        } while (continuationToken && all.length < MOST_MEMBERS);
        return all;
      }),
  };
}
