import { BOT, type StrictSlack, TEAM } from './strict.ts';

/** What Slack sends, as it sends it; `over` is what is different this time. */
type Over = Record<string, unknown>;

const who = (over: Over) => ({ id: 'UADA', team_id: TEAM, ...((over.user as object) ?? {}) });

/** A payload as a form carries it. */
export const payload = (value: unknown) => new URLSearchParams({ payload: JSON.stringify(value) }).toString();

export function slashCommand(strict: StrictSlack, text: string, over: Record<string, string> = {}) {
  return {
    command: '/quell',
    text,
    team_id: TEAM,
    channel_id: 'C1',
    user_id: 'UADA',
    trigger_id: over.trigger_id ?? strict.trigger(),
    response_url: strict.responseUrl(),
    ...over,
  };
}

export function eventOf(strict: StrictSlack, event: Over, over: Over = {}) {
  return {
    type: 'event_callback',
    team_id: TEAM,
    event_id: strict.next('Ev'),
    authorizations: [{ team_id: TEAM, user_id: BOT, is_bot: true }],
    event,
    ...over,
  };
}

export function mentionOf(strict: StrictSlack, text: string, { event, ...rest }: Over = {}) {
  const said = { type: 'app_mention', user: 'UADA', text, channel: 'C1', ts: '1700000000.000100' };
  return eventOf(strict, { ...said, ...((event as object) ?? {}) }, rest);
}

export function homeOpened(strict: StrictSlack, user: string, { event, ...rest }: Over = {}) {
  const look = { type: 'app_home_opened', user, channel: `D${user}`, tab: 'home', event_ts: '1700000000.000100' };
  return eventOf(strict, { ...look, ...((event as object) ?? {}) }, rest);
}

export function pressOn(strict: StrictSlack, action_id: string, value: string | undefined, over: Over = {}) {
  return {
    type: 'block_actions',
    team: { id: TEAM },
    trigger_id: strict.trigger(),
    channel: { id: 'C1' },
    container: { type: 'message', message_ts: '1700000000.000200', channel_id: 'C1' },
    message: { ts: '1700000000.000200', thread_ts: '1700000000.000100' },
    actions: [{ type: 'button', block_id: 'b', action_id, value, action_ts: strict.next('17.') }],
    ...over,
    user: who(over),
  };
}

/** The same press in a view: a home tab or a modal, which stand in no channel. */
export function pressInView(strict: StrictSlack, view: Over, action_id: string, value: string | undefined, over = {}) {
  const { channel: _, message: __, ...press } = pressOn(strict, action_id, value, over);
  const container = { type: 'view', view_id: view.id };
  return { ...press, trigger_id: strict.trigger(view.type === 'modal'), container, view };
}

/** An entry of Slack's menus; with a message it is that message's. */
export function shortcutOf(strict: StrictSlack, callback_id: string, over: Over = {}) {
  const { message, ...rest } = over;
  const of = message && {
    channel: { id: 'C1', name: 'incidents' },
    message: { type: 'message', user: 'UBO', ts: '1700000000.000300', text: '', ...(message as object) },
    message_ts: '1700000000.000300',
    response_url: strict.responseUrl(),
  };
  return {
    type: message ? 'message_action' : 'shortcut',
    callback_id,
    team: { id: TEAM, domain: 'acme' },
    trigger_id: strict.trigger(),
    action_ts: strict.next('18.'),
    ...(of ?? {}),
    ...rest,
    user: who(over),
  };
}

/** What a person filled in: a text, or several choices as a list. */
export type Filled = Record<string, string | string[]>;

export function submissionOf(strict: StrictSlack, view: Over, values: Filled, over: Over = {}) {
  const state = Object.entries(values).map(([name, value]) => {
    const given = Array.isArray(value)
      ? { type: 'checkboxes', selected_options: value.map((v) => ({ value: v })) }
      : { type: 'plain_text_input', value };
    return [`field.${name}`, { value: given }];
  });
  return {
    type: 'view_submission',
    team: { id: TEAM },
    user: who(over),
    trigger_id: strict.trigger(),
    view: { id: 'V1', hash: '1.abc', ...view, state: { values: Object.fromEntries(state) } },
  };
}
