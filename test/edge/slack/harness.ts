import type { Front, Inbound, Reply } from '../../../src/command/surface.ts';
import type { Card, Form, MessageRef } from '../../../src/domain/card.ts';
import type { SlackOptions } from '../../../src/edge/slack/options.ts';
import { openSlack, type Slack } from '../../../src/edge/slack/slack.ts';
import { CARDS } from './cards.ts';
import * as sent from './deliveries.ts';
import { type Delivery, deliver } from './signed.ts';
import { APP_TOKEN, SECRET, StrictSlack, TEAM, TOKEN } from './strict.ts';

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

/** An answer that refuses, as the front gives it. */
export const refusedWith = (code: string, message: string) =>
  replyWith({ ...CARDS.fault, id: code, summary: message }, { data: { code, message }, exit: 1 });

/** A front that writes down what it was asked and answers as the test says. */
export function recordingFront() {
  const commands: { text: string; from: Inbound }[] = [];
  const presses: { verb: string; ref: string; values: Record<string, string>; from: Inbound }[] = [];
  const looks: Inbound[] = [];
  const answers: {
    reply: () => Promise<Reply>;
    home: (from: Inbound) => Promise<Card[]>;
    filled: (form: Form) => Promise<Form>;
    form: (text: string) => Form | undefined;
    formOf: (verb: string, ref: string) => Form | undefined;
  } = {
    reply: async () => replyWith(CARDS.notice),
    home: async () => [CARDS.plan, CARDS.incident],
    filled: async (form) => form,
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
    filled: (form) => answers.filled(form),
    home(from) {
      looks.push(from);
      return answers.home(from);
    },
  };
  return { front, commands, presses, looks, answers };
}

type Sent = ReturnType<typeof deliver>;

export interface World {
  strict: StrictSlack;
  slack: Slack;
  front: ReturnType<typeof recordingFront>;
  logged: string[];
  claimed: Set<string>;
  posted: Map<string, MessageRef>;
  options: SlackOptions;
  /** Something of an incident changed in the record. */
  change(incident: string): void;
  command(text: string, over?: Record<string, string>, how?: Delivery): Sent;
  mention(text: string, over?: Record<string, unknown>, how?: Delivery): Sent;
  look(user: string, over?: Record<string, unknown>, how?: Delivery): Sent;
  shortcut(id: string, over?: Record<string, unknown>, how?: Delivery): Sent;
  click(actionId: string, value: string | undefined, over?: Record<string, unknown>, how?: Delivery): Sent;
  submit(view: Record<string, unknown>, values: sent.Filled, over?: Record<string, unknown>, how?: Delivery): Sent;
  /** Any payload of Slack's interactive kind. */
  interact(value: { type: string }, how?: Delivery): Sent;
  /** Ends it. @throws when Slack waited too long for any acknowledgement */
  close(): Promise<void>;
}

/** The real Bolt app over HTTP, or over a socket where there is one, between a strict Slack and a recording front. */
export async function openWorld(over: Partial<SlackOptions> = {}, socketUrl = ''): Promise<World> {
  const strict = await new StrictSlack().listen();
  strict.socketUrl = socketUrl;
  const front = recordingFront();
  const logged: string[] = [];
  const claimed = new Set<string>();
  const posted = new Map<string, MessageRef>();
  const listeners = new Set<(incident: string) => void>();
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
    accounts: (person) => [ACCOUNTS.get(person) ?? []].flat(),
    personOf: (user) => [...ACCOUNTS].find(([, account]) => account === user)?.[0],
    front: front.front,
    changed(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async seen(key) {
      if (claimed.has(key)) return true;
      claimed.add(key);
      return false;
    },
    messageFor: async (key) => posted.get(key),
    async remember(key, ref) {
      if (!posted.has(key)) posted.set(key, ref);
    },
    async forget(key) {
      posted.delete(key);
    },
    log: { info: () => undefined, warn: write, error: write },
    ...over,
  };
  const slack = await openSlack(options);
  await slack.start();
  const port = slack.port() ?? 0;
  async function timed(what: string, answer: Sent): Sent {
    const { ms } = await answer;
    strict.acknowledged(what, ms);
    return answer;
  }
  const form = (what: string, text: string, how?: Delivery) => timed(what, deliver(port, 'form', text, how));
  const json = (what: string, value: unknown, how?: Delivery) =>
    timed(what, deliver(port, 'json', JSON.stringify(value), how));
  const interact: World['interact'] = (value, how) => form(value.type, sent.payload(value), how);
  return {
    strict,
    slack,
    front,
    logged,
    claimed,
    posted,
    options,
    change(incident) {
      for (const listener of listeners) listener(incident);
    },
    command: (text, over, how) =>
      form('command', new URLSearchParams(sent.slashCommand(strict, text, over)).toString(), how),
    mention: (text, over, how) => json('mention', sent.mentionOf(strict, text, over), how),
    look: (user, over, how) => json('home', sent.homeOpened(strict, user, over), how),
    shortcut: (id, over, how) => interact(sent.shortcutOf(strict, id, over), how),
    click: (id, value, over, how) => interact(sent.pressOn(strict, id, value, over), how),
    submit: (view, values, over, how) => interact(sent.submissionOf(strict, view, values, over), how),
    interact,
    async close() {
      await slack.close();
      await strict.close();
      if (strict.late.length > 0) throw new Error(`Slack gave up waiting: ${strict.late.join('; ')}`);
    },
  };
}
