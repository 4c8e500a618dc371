import type { Activity } from 'botbuilder';
import type { Outbox } from '../outbox.ts';
import type { Adapter, Connector } from './adapter.ts';
import { refusedBy } from './faults.ts';

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
  members(conversation: string): Promise<{ id: string; name: string; aadObjectId?: string }[]>;
  /** Where Teams wants to be reached from now on. */
  at(serviceUrl: string): void;
}

/** Members that are read of one channel. */
const MOST_MEMBERS = 2000;
const PAGE = 500;

export function openSend(
  adapter: Adapter,
  outbox: Outbox,
  options: { appId: string; tenant: string; serviceUrl: string; audience: string },
): Send {
  const { appId, tenant, audience } = options;
  let { serviceUrl } = options;
  const bot = { id: `28:${appId}`, name: 'Quell' };

  async function call<T>(work: (connector: Connector) => Promise<T>): Promise<T> {
    try {
      return await work(await adapter.connector(appId, serviceUrl, audience));
    } catch (thrown) {
      throw refusedBy(thrown);
    }
  }

  return {
    at(url) {
      serviceUrl = url;
    },
    begin: (channel, message) =>
      outbox.push(channel, undefined, () =>
        call(async (connector) => {
          const made = await connector.conversations.createConversation({
            isGroup: true,
            bot,
            tenantId: tenant,
            channelData: { channel: { id: channel }, tenant: { id: tenant } },
            activity: message as Activity,
          } as never);
          return made.activityId || (made.id.split(';messageid=')[1] ?? made.id);
        }),
      ),
    add: (conversation, message) =>
      outbox.push(conversation, undefined, () =>
        call(async (c) => (await c.conversations.sendToConversation(conversation, message as Activity)).id),
      ),
    edit: (conversation, id, message) =>
      outbox.push(conversation, `${conversation} ${id}`, () =>
        call(
          async (c) => void (await c.conversations.updateActivity(conversation, id, { ...message, id } as Activity)),
        ),
      ),
    personal: (member) =>
      outbox.push(`personal ${member}`, undefined, () =>
        call(async (c) => {
          const made = await c.conversations.createConversation({
            isGroup: false,
            bot,
            members: [{ id: member, name: '' }],
            tenantId: tenant,
            channelData: { tenant: { id: tenant } },
          } as never);
          return made.id;
        }),
      ),
    members: (conversation) =>
      call(async (c) => {
        const all: { id: string; name: string; aadObjectId?: string }[] = [];
        let continuationToken: string | undefined;
        do {
          const page = await c.conversations.getConversationPagedMembers(conversation, {
            pageSize: PAGE,
            ...(continuationToken ? { continuationToken } : {}),
          } as never);
          for (const { id, name, aadObjectId } of page.members)
            all.push({ id, name: name ?? '', ...(aadObjectId ? { aadObjectId } : {}) });
          ({ continuationToken } = page);
        } while (continuationToken && all.length < MOST_MEMBERS);
        return all;
      }),
  };
}
