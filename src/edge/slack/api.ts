import { webApi } from '@slack/bolt';
import { away, refusal, tooFast } from './faults.ts';

/** Every Web API method that Quell calls, with the bot scope that it needs. The manifest asks for exactly these. */
export const METHODS = {
  'auth.test': null,
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'views.open': null,
  'views.push': null,
  'views.update': null,
  'views.publish': null,
  'conversations.open': 'im:write',
  'conversations.create': 'groups:write',
  'conversations.list': 'groups:read',
  // Of a public channel; a private one asks for groups:read, which is asked for above.
  'conversations.info': 'channels:read',
  'conversations.archive': 'groups:write',
  'conversations.setTopic': 'groups:write',
  'conversations.invite': 'groups:write',
  'conversations.kick': 'groups:write',
  'bookmarks.add': 'bookmarks:write',
  'usergroups.users.list': 'usergroups:read',
} as const satisfies Record<string, string | null>;

/** Scopes that an administrator may take away: what needs them says so once, and everything else goes on. */
export const OPTIONAL: ReadonlySet<string> = new Set([
  'im:write',
  'channels:read',
  'groups:write',
  'groups:read',
  'bookmarks:write',
  'usergroups:read',
]);

export type Method = keyof typeof METHODS;

/** Calls Slack and gives its answer. @throws Fault for everything that can go wrong. */
export type Call = (method: Method, args: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Nothing in a text may become a link, a name, markup or a preview. Said to Slack as well, after we made sure ourselves. */
export const PLAIN = {
  parse: 'none',
  link_names: false,
  mrkdwn: false,
  unfurl_links: false,
  unfurl_media: false,
} as const;

/** Takes what looks like a Slack token out of a text, so that no log ever holds one. */
export function redact(text: string): string {
  return text.replace(/\b(xox[a-z]*|xapp|xwfp)-[\w-]+/g, '[secret]');
}

/**
 * A client of its own for what Quell sends: no retry inside, because the outbox owns waiting and must be able to replace
 * a waiting card with a newer one.
 */
export function openApi(botToken: string, apiUrl: string | undefined, logger: webApi.WebClientOptions['logger']): Call {
  const client = new webApi.WebClient(botToken, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    ...(logger ? { logger } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    allowAbsoluteUrls: false,
  });
  return async (method, args) => {
    try {
      return { ...(await client.apiCall(method, args)) };
    } catch (thrown) {
      if (thrown instanceof webApi.WebAPIRateLimitedError) throw tooFast(thrown.retryAfter);
      if (thrown instanceof webApi.WebAPIPlatformError) throw refusal(thrown.data.error);
      throw away(redact(thrown instanceof Error ? thrown.message : String(thrown)));
    }
  };
}
