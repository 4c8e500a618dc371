import { z } from 'zod';
import type { Check } from '../../domain/action.ts';

const Answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  team: z.string().optional(),
  team_id: z.string().optional(),
  enterprise_id: z.string().nullish(),
});

/** Asks Slack whose token this is; changes nothing. */
export async function checkSlack(
  token: string,
  workspaces: readonly string[],
  signal: AbortSignal,
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
  const mine = [answer.team_id, answer.enterprise_id].find((id) => id && workspaces.includes(id));
  if (mine) return [{ ok: true, what, saw: `workspace ${answer.team ?? mine}` }];
  return [
    {
      ok: false,
      what,
      saw: `the token belongs to workspace ${answer.team_id ?? 'unknown'}`,
      fix: 'Add that id under slack.workspaces, or use the token of an allowed workspace.',
    },
  ];
}
