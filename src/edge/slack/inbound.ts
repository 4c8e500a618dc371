import { z } from 'zod';
import { ViewState } from './fields.ts';

const id = z.string().min(1).max(64);
const Team = z.object({ id, enterprise_id: id.nullish() });

/** `/quell …`, as far as we read it. */
export const Command = z.object({
  team_id: id,
  enterprise_id: id.nullish(),
  channel_id: id,
  channel_name: z.string().optional(),
  user_id: id,
  text: z.string().max(16_000).default(''),
  trigger_id: z.string().min(1).max(256),
});
export type Command = z.infer<typeof Command>;

/** `@quell …`. `edited` marks a message that was changed later: its command was carried out already. */
export const Mention = z.object({
  team_id: id,
  enterprise_id: id.nullish(),
  event_id: id,
  event: z.object({
    user: id,
    /** The person's own workspace, where a channel is shared between several. */
    user_team: id.optional(),
    source_team: id.optional(),
    bot_id: z.string().optional(),
    edited: z.unknown().optional(),
    text: z.string().max(40_000),
    channel: id,
    ts: id,
    thread_ts: id.optional(),
  }),
});

export type Mention = z.infer<typeof Mention>;

/** A channel's id; empty, as some clients say it, where a home tab or a modal stands in none. */
const place = z.string().max(64);

const User = z.object({ id, team_id: id.optional() });

/** A pressed button. */
export const Click = z.object({
  team: Team.nullish(),
  enterprise: z.object({ id }).nullish(),
  user: User,
  trigger_id: z.string().min(1).max(256),
  channel: z.object({ id: place }).optional(),
  container: z
    .object({
      message_ts: id.optional(),
      channel_id: place.optional(),
      is_ephemeral: z.boolean().optional(),
      /** Of a card that one person alone sees, there is no message besides. */
      thread_ts: id.optional(),
    })
    .optional(),
  message: z.object({ ts: id, thread_ts: id.optional() }).optional(),
  /** A home tab or a modal, where the button stands in one and not on a message. */
  view: z
    .object({
      id,
      type: z.string().max(20).optional(),
      callback_id: z.string().max(255).optional(),
      title: z.object({ text: z.string().max(100) }).nullish(),
    })
    .nullish(),
  actions: z
    .array(
      z.object({
        action_id: z.string().max(255),
        value: z.string().max(2000).optional(),
        action_ts: z.string().max(64),
      }),
    )
    .min(1),
});

export type Click = z.infer<typeof Click>;

/** An entry of Slack's menus: of the workspace, or of one message. */
export const Shortcut = z.object({
  team: Team.nullish(),
  enterprise: z.object({ id }).nullish(),
  user: User,
  callback_id: z.string().max(255),
  trigger_id: z.string().min(1).max(256),
  channel: z.object({ id }).nullish(),
  message: z
    .object({
      ts: id,
      thread_ts: id.nullish(),
      text: z
        .string()
        .max(40_000)
        .nullish()
        .transform((text) => text ?? ''),
    })
    .nullish(),
});

/** A look at the home tab. */
export const HomeOpened = z.object({
  team_id: id,
  enterprise_id: id.nullish(),
  event: z.object({ user: id, user_team: id.optional(), tab: z.string().max(40).optional() }),
});

/** A submitted modal. */
export const Submission = z.object({
  team: Team.nullish(),
  enterprise: z.object({ id }).nullish(),
  user: User,
  trigger_id: z.string().max(256).optional(),
  view: z.object({
    id,
    hash: z.string().max(128).default(''),
    private_metadata: z.string().max(3000),
    state: z.object({ values: ViewState }),
  }),
});

export type Submission = z.infer<typeof Submission>;

/**
 * Which allowed workspace or organisation a delivery comes from; undefined when from none. In a channel that is shared
 * with another company, that company's people press the same buttons: their own team decides, not the channel's.
 */
export function tenantOf(
  allowed: ReadonlySet<string>,
  from: { team?: string | null | undefined; enterprise?: string | null | undefined; userTeam?: string | undefined },
): string | undefined {
  const home = from.userTeam ?? from.team ?? undefined;
  if (home !== undefined && allowed.has(home)) return home;
  const enterprise = from.enterprise ?? undefined;
  const visits = from.userTeam !== undefined && from.userTeam !== from.team && from.userTeam !== enterprise;
  return !visits && enterprise !== undefined && allowed.has(enterprise) ? enterprise : undefined;
}
