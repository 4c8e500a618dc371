import { z } from 'zod';
import type { Check } from '../../domain/action.ts';
import { METHODS, OPTIONAL } from './api.ts';

const Answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  team: z.string().optional(),
  team_id: z.string().optional(),
  enterprise_id: z.string().nullish(),
});

/** What quell.yaml asks of Slack beyond cards and buttons. */
export interface Wishes {
  incidentChannels: boolean;
  userGroups: boolean;
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
  const fix = 'Update the app from infra/slack/manifest.json and install it again.';
  return [{ ok: false, what, saw: `the token lacks ${missing.join(', ')}`, fix }];
}

/** Asks Slack whose token this is and what it may do; changes nothing. */
export async function checkSlack(
  token: string,
  workspaces: readonly string[],
  signal: AbortSignal,
  wishes: Wishes = { incidentChannels: false, userGroups: false },
  api = 'https://slack.com/api/',
): Promise<Check[]> {
  const response = await fetch(`${api}auth.test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal,
  });
  const answer = Answer.parse(await response.json());
  const what = 'Slack bot token';
  if (!answer.ok) {
    return [
      {
        ok: false,
        what,
        saw: `Slack answers ${answer.error ?? response.status}`,
        fix: 'Install the app into the workspace again and set QUELL_SLACK_BOT_TOKEN to its new token.',
      },
    ];
  }
  const scopes = scopeLine(response.headers.get('x-oauth-scopes'), wishes);
  const mine = [answer.team_id, answer.enterprise_id].find((id) => id && workspaces.includes(id));
  if (mine) return [{ ok: true, what, saw: `workspace ${answer.team ?? mine}` }, ...scopes];
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
