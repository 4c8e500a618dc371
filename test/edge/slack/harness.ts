import type { Front, Inbound, Reply } from '../../../src/command/surface.ts';
import type { Card, Form, MessageRef } from '../../../src/domain/card.ts';
import type { SlackOptions } from '../../../src/edge/slack/options.ts';
import { openSlack, type Slack } from '../../../src/edge/slack/slack.ts';
import { CARDS } from './cards.ts';
import { type Delivery, deliver } from './signed.ts';
import { APP_TOKEN, BOT, SECRET, StrictSlack, TEAM, TOKEN } from './strict.ts';

/** Who is known on this Slack, by person. */
export const ACCOUNTS = new Map([
  ['ada', 'UADA'],
  ['bo', 'UBO'],
]);

export const replyWith = (card: Card, rest: Partial<Reply> = {}): Reply => ({
  card,
  public: false,
  data: {},
  exit: 0,
  ...rest,
});

/** A front that writes down what it was asked and answers as the test says. */
export function recordingFront() {
  const commands: { text: string; from: Inbound }[] = [];
  const presses: { verb: string; ref: string; values: Record<string, string>; from: Inbound }[] = [];
  const answers: {
    reply: () => Promise<Reply>;
    form: (text: string) => Form | undefined;
    formOf: (verb: string, ref: string) => Form | undefined;
  } = {
    reply: async () => replyWith(CARDS.notice),
    form: () => undefined,
    formOf: () => undefined,
  };
  const front: Front = {
    command(text, from) {
      commands.push({ text, from });
      return answers.reply();
    },
    press(verb, ref, values, from) {
      presses.push({ verb, ref, values, from });
      return answers.reply();
    },
    formFor: (text) => answers.form(text),
    formOf: (verb, ref) => answers.formOf(verb, ref),
  };
  return { front, commands, presses, answers };
}

export interface World {
  strict: StrictSlack;
  slack: Slack;
  front: ReturnType<typeof recordingFront>;
  logged: string[];
  claimed: Set<string>;
  posted: Map<string, MessageRef>;
  options: SlackOptions;
  command(text: string, over?: Record<string, string>, how?: Delivery): ReturnType<typeof deliver>;
  mention(text: string, over?: Record<string, unknown>, how?: Delivery): ReturnType<typeof deliver>;
  click(
    actionId: string,
    value: string | undefined,
    over?: Record<string, unknown>,
    how?: Delivery,
  ): ReturnType<typeof deliver>;
  submit(
    view: Record<string, unknown>,
    values: Record<string, string>,
    over?: Record<string, unknown>,
  ): ReturnType<typeof deliver>;
  close(): Promise<void>;
}

export const payload = (value: unknown) => new URLSearchParams({ payload: JSON.stringify(value) }).toString();

/** The real Bolt app over HTTP, or over a socket where there is one, between a strict Slack and a recording front. */
export async function openWorld(over: Partial<SlackOptions> = {}, socketUrl = ''): Promise<World> {
  const strict = await new StrictSlack().listen();
  strict.socketUrl = socketUrl;
  const front = recordingFront();
  const logged: string[] = [];
  const claimed = new Set<string>();
  const posted = new Map<string, MessageRef>();
  const write = (data: object, message: string) => void logged.push(`${message} ${JSON.stringify(data)}`);
  const options: SlackOptions = {
    botToken: TOKEN,
    signingSecret: SECRET,
    mode: socketUrl ? 'socket' : 'http',
    ...(socketUrl ? { appToken: APP_TOKEN } : {}),
    port: 0,
    apiUrl: `${strict.origin}/api/`,
    team: TEAM,
    channel: 'C1',
    account: (person) => ACCOUNTS.get(person),
    personOf: (user) => [...ACCOUNTS].find(([, account]) => account === user)?.[0],
    front: front.front,
    async seen(key) {
      if (claimed.has(key)) return true;
      claimed.add(key);
      return false;
    },
    messageFor: async (key) => posted.get(key),
    remember: async (key, ref) => void posted.set(key, ref),
    log: { info: () => undefined, warn: write, error: write },
    ...over,
  };
  const slack = await openSlack(options);
  await slack.start();
  const port = slack.port() ?? 0;
  const user = (over: Record<string, unknown>) => ({ id: 'UADA', team_id: TEAM, ...((over.user as object) ?? {}) });
  return {
    strict,
    slack,
    front,
    logged,
    claimed,
    posted,
    options,
    command: (text, over = {}, how) => {
      const body = {
        command: '/quell',
        text,
        team_id: TEAM,
        channel_id: 'C1',
        user_id: 'UADA',
        trigger_id: over.trigger_id ?? strict.trigger(),
        response_url: strict.responseUrl(),
        ...over,
      };
      return deliver(port, 'form', new URLSearchParams(body).toString(), how);
    },
    mention: (text, over = {}, how) => {
      const { event, ...rest } = over;
      const body = {
        type: 'event_callback',
        team_id: TEAM,
        event_id: strict.next('Ev'),
        authorizations: [{ team_id: TEAM, user_id: BOT, is_bot: true }],
        event: {
          type: 'app_mention',
          user: 'UADA',
          text,
          channel: 'C1',
          ts: '1700000000.000100',
          ...((event as object) ?? {}),
        },
        ...rest,
      };
      return deliver(port, 'json', JSON.stringify(body), how);
    },
    click: (action_id, value, over = {}, how) => {
      const { user: who, ...rest } = over;
      const body = {
        type: 'block_actions',
        team: { id: TEAM },
        user: user({ user: who }),
        trigger_id: strict.trigger(),
        channel: { id: 'C1' },
        container: { type: 'message', message_ts: '1700000000.000200', channel_id: 'C1' },
        message: { ts: '1700000000.000200', thread_ts: '1700000000.000100' },
        actions: [{ type: 'button', block_id: 'b', action_id, value, action_ts: strict.next('17.') }],
        ...rest,
      };
      return deliver(port, 'form', payload(body), how);
    },
    submit: (view, values, over = {}) => {
      const state = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          `field.${name}`,
          { value: { type: 'plain_text_input', value } },
        ]),
      );
      const body = {
        type: 'view_submission',
        team: { id: TEAM },
        user: user(over),
        trigger_id: strict.trigger(),
        view: { ...view, id: 'V1', hash: '1.abc', state: { values: state } },
      };
      return deliver(port, 'form', payload(body));
    },
    async close() {
      await slack.close();
      await strict.close();
    },
  };
}
