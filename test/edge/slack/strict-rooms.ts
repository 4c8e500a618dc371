type Answer = Record<string, unknown>;

const refuse = (error: string): Answer => ({ ok: false, error });

const INSIDE = new Set([
  'conversations.archive',
  'conversations.setTopic',
  'conversations.invite',
  'conversations.kick',
  'bookmarks.add',
]);

export interface Room {
  id: string;
  name: string;
  creator: string;
  /** Seconds since the epoch. */
  created: number;
  archived?: true;
  topic: string;
  invited: string[];
  bookmarks: { title: string; link: string }[];
}

/** Channels and user groups of a strict Slack, with the names and sizes that it takes. */
export class Rooms {
  readonly made: Room[] = [];
  /** A list that does not know the newest channels yet. */
  listsLate = false;
  /** Names that others have. */
  readonly taken = new Set<string>();
  /** Members by user group; what is not here does not exist. */
  readonly groups = new Map<string, string[]>();
  /** Answers every call about a user group with this error. */
  groupError: string | undefined;
  /** What the removal of somebody is answered with. */
  readonly kickErrors = new Map<unknown, string>();
  /** People who cannot be invited. */
  readonly strangers = new Set<string>();

  answer(method: string, args: Answer): Answer {
    switch (method) {
      case 'conversations.open':
        return /^[UW]/.test(String(args.users))
          ? { ok: true, channel: { id: `D${String(args.users)}` } }
          : refuse('user_not_found');
      case 'conversations.create':
        return this.#create(String(args.name), args.is_private);
      case 'conversations.list':
        return {
          ok: true,
          channels: (this.listsLate ? [] : this.made)
            .filter((room) => !room.archived)
            .map(({ id, name, creator, created }) => ({ id, name, creator, created, is_private: true })),
          response_metadata: { next_cursor: '' },
        };
      case 'usergroups.users.list':
        return this.#members(String(args.usergroup));
      default:
        return this.#inside(method, args);
    }
  }

  #create(name: string, secret: unknown): Answer {
    if (!/^[a-z0-9_-]{1,80}$/.test(name)) return refuse('invalid_name_specials');
    if (String(secret) !== 'true') return refuse('restricted_action');
    if (this.taken.has(name) || this.made.some((r) => r.name === name)) return refuse('name_taken');
    const id = `G${this.made.length + 1}ROOM`;
    const created = Math.floor(Date.now() / 1000);
    this.made.push({ id, name, creator: 'UBOT', created, topic: '', invited: [], bookmarks: [] });
    return { ok: true, channel: { id, name } };
  }

  #members(group: string): Answer {
    if (this.groupError) return refuse(this.groupError);
    const users = this.groups.get(group);
    return users ? { ok: true, users } : refuse('no_such_subteam');
  }

  #inside(method: string, args: Answer): Answer {
    const room = this.made.find((r) => r.id === (args.channel ?? args.channel_id));
    if (!INSIDE.has(method)) return refuse('unknown_method');
    if (!room) return refuse('channel_not_found');
    if (room.archived) return refuse('is_archived');
    if (method === 'conversations.archive') {
      room.archived = true;
    } else if (method === 'conversations.setTopic') {
      if (String(args.topic).length > 250) return refuse('too_long');
      room.topic = String(args.topic);
    } else if (method === 'conversations.invite') {
      const users = String(args.users).split(',');
      if (users.length > 1000) return refuse('too_many_users');
      const good = users.filter((u) => !this.strangers.has(u));
      if (good.length < users.length && String(args.force) !== 'true') return refuse('user_not_found');
      if (good.every((u) => room.invited.includes(u))) return refuse('already_in_channel');
      room.invited.push(...good);
    } else if (method === 'conversations.kick') {
      const error = this.kickErrors.get(args.user);
      if (error) return refuse(error);
      if (args.user === room.creator) return refuse('cant_kick_self');
      if (!room.invited.includes(String(args.user))) return refuse('not_in_channel');
      room.invited = room.invited.filter((user) => user !== args.user);
    } else {
      if (args.type !== 'link' || !URL.canParse(String(args.link))) return refuse('invalid_link');
      room.bookmarks.push({ title: String(args.title), link: String(args.link) });
    }
    return { ok: true };
  }
}
