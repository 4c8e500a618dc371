import { payload } from '../../edge/slack/deliveries.ts';
import { deliver } from '../../edge/slack/signed.ts';
import { type LocalSlack, WORKSPACE } from './local-slack.ts';

/** The trigger of the last thing that this person did; the local workspace takes one again and again. */
async function triggerOf(workspace: LocalSlack, user: string): Promise<string> {
  const heard = (await workspace.log())
    .filter((e) => e.direction === 'to_bot')
    .map((e) => JSON.stringify(e.detail ?? {}));
  const last = heard.findLast((text) => text.includes(`"${user}"`) && text.includes('"trigger_id"'));
  const found = /"trigger_id":"([^"]+)"/.exec(last ?? '');
  if (!found) throw new Error(`${user} has done nothing yet that a form could answer`);
  return found[1]!;
}

/** An entry of Slack's menus, as Slack signs and sends it; with a message it is that message's. */
export async function chooses(
  workspace: LocalSlack,
  port: number,
  user: string,
  callback: string,
  message?: { ts: string; text: string; thread_ts?: string },
): Promise<void> {
  const team = { id: WORKSPACE.workspace.teamId, domain: WORKSPACE.workspace.domain };
  const of = message && { channel: { id: 'C1', name: 'incidents' }, message: { type: 'message', user, ...message } };
  const body = {
    type: message ? 'message_action' : 'shortcut',
    callback_id: callback,
    trigger_id: await triggerOf(workspace, user),
    team,
    user: { id: user, team_id: team.id },
    action_ts: '1.1',
    ...(of ?? {}),
  };
  const { status, ms } = await deliver(port, 'form', payload(body));
  if (status !== 200 || ms > 3000) throw new Error(`the menu was answered with ${status} after ${Math.round(ms)} ms`);
}
