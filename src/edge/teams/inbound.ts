import { z } from 'zod';
import type { Inbound } from '../../command/surface.ts';
import type { Place } from '../../domain/incident.ts';
import type { Principal } from '../../domain/person.ts';

const id = z.string().min(1).max(512);

const Account = z.object({ id, aadObjectId: z.string().max(128).optional(), name: z.string().max(512).optional() });

/** An activity as far as Quell looks at it. What it does not know, it does not read. */
export const Activity = z.object({
  // A bot is on Web Chat and Direct Line too, with the same signer; there the caller says who somebody is.
  channelId: z.literal('msteams'),
  id: id.optional(),
  type: z.string().max(64),
  name: z.string().max(128).optional(),
  text: z.string().max(20_000).optional(),
  serviceUrl: z.url().max(512),
  from: Account,
  recipient: Account.extend({ isTargeted: z.boolean().optional() }),
  conversation: z.object({
    id,
    conversationType: z.string().max(64).optional(),
    tenantId: z.string().max(128).optional(),
  }),
  channelData: z
    .object({ tenant: z.object({ id: z.string().max(128) }).optional(), channel: z.object({ id }).optional() })
    .optional(),
  entities: z
    .array(z.object({ type: z.string().max(64), text: z.string().max(512).optional(), mentioned: Account.optional() }))
    .max(50)
    .optional(),
  replyToId: id.optional(),
  attachments: z
    .array(z.object({ contentType: z.string().max(256).optional(), content: z.unknown().optional() }))
    .max(100)
    .optional(),
  value: z.unknown().optional(),
});
export type Activity = z.infer<typeof Activity>;

/** A pressed button: a verb and an opaque reference, and what was filled in. Nothing of the plan. */
export const Execute = z.object({
  action: z.object({
    type: z.string().max(64),
    verb: z.string().max(80),
    data: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** What an older client sends instead of an execute. */
export const Submit = z.object({ quell: z.string().max(80), ref: z.string().max(2000).optional() });

const VERB = /^quell\.([a-z][a-z-]{0,60})$/;

/** The verb of one of Quell's own buttons. */
export function verbOf(verb: string): string | undefined {
  return VERB.exec(verb)?.[1];
}

/** `19:…@thread.tacv2;messageid=17…`: a channel, and the thread in it. */
export function conversationOf(conversation: string): { channel: string; thread?: string } {
  const [channel = '', thread] = conversation.split(';messageid=');
  return thread ? { channel, thread } : { channel };
}

/** The tenant that Teams says, in every place where it says one; undefined when they differ or none is there. */
export function tenantOf(activity: Activity): string | undefined {
  const said = [activity.channelData?.tenant?.id, activity.conversation.tenantId].filter((t) => t !== undefined);
  return said.length > 0 && new Set(said).size === 1 ? said[0] : undefined;
}

export function principalOf(activity: Activity, tenant: string): Principal {
  // The object id belongs to the person in the whole tenant; without it, the bot's own id of the person.
  return { surface: 'teams', tenant, user: activity.from.aadObjectId ?? activity.from.id };
}

/** A personal chat belongs to no incident's thread. */
export function placeOf(activity: Activity, tenant: string): Place | undefined {
  if (activity.conversation.conversationType === 'personal') return undefined;
  return { surface: 'teams', tenant, ...conversationOf(activity.conversation.id) };
}

export function inbound(activity: Activity, tenant: string, dedupe: string): Inbound {
  const where = placeOf(activity, tenant);
  return { who: principalOf(activity, tenant), dedupe, ...(where ? { where } : {}) };
}

/**
 * What was said to the bot, without the mention of it at the beginning; undefined when the bot is merely talked about:
 * `do not @Quell approve this` must approve nothing. The entity says which words are a mention; a name can be anybody's.
 */
export function spoken(activity: Activity): string | undefined {
  const text = (activity.text ?? '').replace(/\u00a0/g, ' ').trimStart();
  const mine = (activity.entities ?? []).find(
    (e) => e.type === 'mention' && e.text && e.mentioned?.id === activity.recipient.id && text.startsWith(e.text),
  );
  if (mine) return text.slice(mine.text!.length).trim();
  const alone = activity.conversation.conversationType === 'personal' || activity.recipient.isTargeted === true;
  return alone ? text.trim() : undefined;
}

const FORWARD = /itemtype\s*=\s*["']?https?:\/\/schema\.skype\.com\/Forward\b/i;

/**
 * Whether somebody else's words are among the text: Teams puts a forwarded message there like one's own, and marks it in
 * the HTML of the same message alone. (A quoted one stands in the HTML only.)
 */
export function isForward({ attachments }: Activity): boolean {
  return (attachments ?? []).some(({ content }) => typeof content === 'string' && FORWARD.test(content));
}

/** Other people who are mentioned, as Quell knows them: `assign @Bo` arrives as `assign bo`. */
export function withPeople(text: string, activity: Activity, personOf: (user: string) => string | undefined): string {
  let said = text;
  for (const { type, text: words, mentioned } of activity.entities ?? []) {
    if (type !== 'mention' || !words || !mentioned || mentioned.id === activity.recipient.id) continue;
    said = said.replace(words, personOf(mentioned.aadObjectId ?? mentioned.id) ?? 'nobody-known');
  }
  return said;
}
