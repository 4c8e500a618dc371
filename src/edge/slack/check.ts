import { z } from 'zod';
import type { Check } from '../../domain/action.ts';
import { METHODS, type Method, OPTIONAL } from './api.ts';

const Answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  team: z.string().optional(),
  team_id: z.string().optional(),
  enterprise_id: z.string().nullish(),
  channel: z
    .object({ name: z.string().optional(), is_member: z.boolean().optional(), is_archived: z.boolean().optional() })
    .optional(),
});

/** What quell.yaml asks of Slack beyond cards and buttons. */
export interface Wishes {
  incidentChannels: boolean;
  userGroups: boolean;
}

/** What quell.yaml says of the place. */
export interface Where {
  workspaces: readonly string[];
  channel: string;
}

type Answered = z.infer<typeof Answer> & { scopes: string | null };
type Call = (method: Method, args?: Record<string, string>) => Promise<Answered>;

const UPDATE = 'Update the app from infra/slack/manifest.json and install it again.';

/** Calls Slack without a client of its own: the answer's head says what the token may do. */
function caller(token: string, api: string, signal: AbortSignal): Call {
  return async (method, args = {}) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${api}${method}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(args),
      signal,
    });
    if (!response.ok) throw new Error(`${response.status} came back`);
    const answer = Answer.safeParse(await response.json().catch(() => undefined));
    if (!answer.success) throw new Error('what answers is not Slack');
    return { ...answer.data, scopes: response.headers.get('x-oauth-scopes') };
  };
}

/** The bot scopes without which something that quell.yaml asks for does not work. */
function needed({ incidentChannels, userGroups }: Wishes): string[] {
  const called = Object.values(METHODS).flatMap((scope) => (scope === null || OPTIONAL.has(scope) ? [] : [scope]));
  const rooms = incidentChannels ? ['groups:write', 'groups:read'] : [];
  const groups = userGroups ? ['usergroups:read'] : [];
  return [...new Set<string>(['app_mentions:read', 'commands', ...called, ...rooms, ...groups])].sort();
}

/** What the token may do, as Slack says it with every answer; nothing where it does not. */
function scopeLine(header: string | null, wishes: Wishes): Check[] {
  if (header === null) return [];
  const what = 'Slack permissions';
  const given = new Set(header.split(',').map((scope) => scope.trim()));
  const missing = needed(wishes).filter((scope) => !given.has(scope));
  if (missing.length === 0) return [{ ok: true, what, saw: 'all that quell.yaml asks for' }];
  return [{ ok: false, what, saw: `the token lacks ${missing.join(', ')}`, fix: UPDATE }];
}

/** Whether anything can be posted where incidents of other surfaces and drills go. */
async function channelLine(call: Call, id: string): Promise<Check> {
  const what = `Slack channel ${id}`;
  const { channel, error } = await call('conversations.info', { channel: id });
  if (channel) {
    const name = `#${channel.name ?? id}`;
    const fix = 'Type `/invite @quell` in that channel.';
    if (channel.is_archived)
      return { ok: false, what, saw: `${name} is archived`, fix: 'Unarchive it, or name another in `slack.channel`.' };
    if (channel.is_member) return { ok: true, what, saw: `Quell is in ${name}` };
    return { ok: false, what, saw: `Quell is not in ${name}, so nothing can be posted there`, fix };
  }
  if (error === 'missing_scope') {
    // Whoever took the permission away has no fault to mend: posting does not need it.
    const saw = 'not looked at: the token lacks channels:read, or groups:read for a private one';
    return { ok: true, what, saw, fix: UPDATE };
  }
  const saw = error === 'channel_not_found' ? 'Slack shows the bot no channel of that id' : `Slack answers ${error}`;
  const fix =
    'Compare `slack.channel` with the id at the foot of the channel’s details; in a private channel, type `/invite @quell` first.';
  return { ok: false, what, saw, fix };
}

/** Why nothing came back, in the system's word where it has one. */
function reason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'no answer';
  const { cause } = thrown;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : thrown.message;
}

/** Asks Slack whose token this is, what it may do, and whether it is in its channel; changes nothing. */
export async function checkSlack(
  token: string,
  where: Where,
  signal: AbortSignal,
  wishes: Wishes = { incidentChannels: false, userGroups: false },
  api = 'https://slack.com/api/',
): Promise<Check[]> {
  try {
    return await look(caller(token, api, signal), where, wishes);
  } catch (thrown) {
    const saw = `it cannot be reached from here (${reason(thrown)})`;
    return [{ ok: false, what: 'Slack', saw, fix: 'Check proxy and firewall for https://slack.com.' }];
  }
}

async function look(call: Call, { workspaces, channel }: Where, wishes: Wishes): Promise<Check[]> {
  const answer = await call('auth.test');
  const what = 'Slack bot token';
  if (!answer.ok) {
    return [
      {
        ok: false,
        what,
        saw: `Slack answers ${answer.error ?? 'no'}`,
        fix: 'Install the app into the workspace again and set QUELL_SLACK_BOT_TOKEN to its new token.',
      },
    ];
  }
  const scopes = scopeLine(answer.scopes, wishes);
  const mine = [answer.team_id, answer.enterprise_id].find((id) => id && workspaces.includes(id));
  if (mine)
    return [{ ok: true, what, saw: `workspace ${answer.team ?? mine}` }, ...scopes, await channelLine(call, channel)];
  return [
    {
      ok: false,
      what,
      saw: `the token belongs to workspace ${answer.team_id ?? 'unknown'}`,
      fix: 'Add that id under slack.workspaces, or use the token of an allowed workspace.',
    },
    ...scopes,
  ];
}
