/** The bot scope that each method asks for, from Slack's reference and apart from the product's table. */
export const NEEDS: Record<string, string> = {
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'conversations.open': 'im:write',
  'conversations.create': 'groups:write',
  'conversations.archive': 'groups:write',
  'conversations.setTopic': 'groups:write',
  'conversations.invite': 'groups:write',
  'conversations.kick': 'groups:write',
  'conversations.list': 'groups:read',
  // Of a public channel; a private one asks for groups:read.
  'conversations.info': 'channels:read',
  'bookmarks.add': 'bookmarks:write',
  'usergroups.users.list': 'usergroups:read',
};

const MINUTE = 60_000;

/** Calls a minute that a method's tier allows; chat.postMessage has a limit of its own. */
const TIERS: Record<string, number> = {
  'chat.update': 50,
  'chat.postEphemeral': 100,
  'views.open': 100,
  'views.push': 100,
  'views.update': 100,
  'views.publish': 100,
  'conversations.open': 50,
  'conversations.create': 20,
  'conversations.list': 20,
  'conversations.info': 50,
  'conversations.archive': 20,
  'conversations.setTopic': 20,
  'conversations.invite': 50,
  'conversations.kick': 50,
  'bookmarks.add': 50,
  'usergroups.users.list': 20,
};

/** Counts calls as Slack's tiers do: each method by itself, over the last minute. */
export class Tiers {
  readonly allowed: Record<string, number> = { ...TIERS };
  #taken = new Map<string, number[]>();

  /** True when this method may be called once more. */
  take(method: string): boolean {
    const recent = (this.#taken.get(method) ?? []).filter((at) => performance.now() - at < MINUTE);
    if (recent.length >= (this.allowed[method] ?? Number.POSITIVE_INFINITY)) return false;
    this.#taken.set(method, [...recent, performance.now()]);
    return true;
  }
}
