import type { Front, Inbound, Reply } from '../../../src/command/surface.ts';
import type { Card, Form, MessageRef } from '../../../src/domain/card.ts';
import type { Principal } from '../../../src/domain/person.ts';
import type { Credentials, TeamsOptions } from '../../../src/edge/teams/options.ts';
import { openTeams, type Teams } from '../../../src/edge/teams/teams.ts';
import { CARDS } from '../slack/cards.ts';
import { BOT_TOKEN, Connector } from './connector.ts';
import { type Claims, type Issuer, startIssuer } from './issuer.ts';

export const APP = '11111111-2222-4333-8444-555555555555';
export const TENANT = '66666666-7777-4888-8999-aaaaaaaaaaaa';
export const CHANNEL = '19:incidents@thread.tacv2';
export const ADA = { id: '29:ada', aadObjectId: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'Ada' };
export const BO = { id: '29:bo', aadObjectId: 'aaaaaaaa-0000-4000-8000-000000000002', name: 'Bo' };
const PEOPLE = new Map([
  ['ada', ADA.aadObjectId],
  ['bo', BO.aadObjectId],
]);

export const replyWith = (card: Card, rest: Partial<Reply> = {}): Reply => ({
  card,
  public: false,
  data: {},
  exit: 0,
  ...rest,
});
export const refusedWith = (message: string): Reply =>
  replyWith(
    { ...CARDS.notice, kind: 'fault', id: 'approval.refused', summary: message, blocks: [], buttons: [] } as Card,
    { exit: 1 },
  );

/** The bot's own sign-in, which the connector of these tests believes. */
const credentials = {
  isValidAppId: async (id: string) => id === APP,
  isAuthenticationDisabled: async () => false,
  createCredentials: async () => ({
    signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
      request.headers.set('authorization', BOT_TOKEN);
      return request;
    },
  }),
} as unknown as Credentials;

/** A front that writes down what it was asked and answers as the test says. */
function recordingFront() {
  const commands: { text: string; from: Inbound }[] = [];
  const presses: { verb: string; ref: string; values: Record<string, string>; from: Inbound }[] = [];
  const answers: {
    reply: () => Promise<Reply>;
    form: (text: string) => Form | undefined;
    formOf: (verb: string, ref: string) => Form | undefined;
    card: (ref: string, who: Principal) => Card | undefined;
  } = {
    reply: async () => replyWith(CARDS.notice as Card),
    form: () => undefined,
    formOf: () => undefined,
    card: () => undefined,
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
    filled: async (form) => form,
    home: async () => [],
  };
  return { front, commands, presses, answers };
}

type Activity = Record<string, unknown>;

export interface World {
  teams: Teams;
  connector: Connector;
  issuer: Issuer;
  front: ReturnType<typeof recordingFront>;
  logged: string[];
  posted: Map<string, MessageRef>;
  options: TeamsOptions;
  /** Delivers an activity as Teams does; `null` leaves the token out. */
  deliver(activity: unknown, claims?: Claims | null, raw?: string): Promise<{ status: number; body: unknown }>;
  /** Something said to the bot in a thread of the channel. */
  said(text: string, over?: Activity): Activity;
  /** A press on a card. */
  pressed(verb: string, data?: Activity, over?: Activity): Activity;
  close(): Promise<void>;
}

/** The real botbuilder behind its real HTTP, between an issuer and a connector of these tests and a recording front. */
export async function openWorld(over: Partial<TeamsOptions> = {}): Promise<World> {
  const connector = await new Connector().listen();
  connector.members = [ADA, BO];
  const issuer = await startIssuer(APP, () => connector.url);
  const front = recordingFront();
  const logged: string[] = [];
  const claimed = new Set<string>();
  const posted = new Map<string, MessageRef>();
  const write = (data: object, message: string) => void logged.push(`${message} ${JSON.stringify(data)}`);
  let count = 0;
  const options: TeamsOptions = {
    appId: APP,
    appType: 'single-tenant',
    tenants: [TENANT],
    port: 0,
    host: '127.0.0.1',
    endpoints: {
      openIdMetadata: issuer.metadata,
      issuer: 'https://api.botframework.com',
      login: 'http://127.0.0.1:9/login',
      audience: 'https://api.botframework.com',
    },
    credentials,
    channel: CHANNEL,
    serviceUrl: connector.url,
    account: (person) => PEOPLE.get(person),
    personOf: ({ user }) => {
      const [id] = [...PEOPLE].find(([, account]) => account === user) ?? [];
      return id ? { id, name: id } : undefined;
    },
    consoleUrl: 'https://quell.example.com',
    front: front.front,
    cardOf: async (ref, who) => front.answers.card(ref, who),
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
  const teams = await openTeams(options);
  await teams.start();
  const base = (more: Activity): Activity => ({
    id: `activity-${++count}`,
    channelId: 'msteams',
    serviceUrl: connector.url,
    from: ADA,
    recipient: { id: `28:${APP}`, name: 'Quell' },
    conversation: {
      id: `${CHANNEL};messageid=1700000000001`,
      conversationType: 'channel',
      tenantId: TENANT,
      isGroup: true,
    },
    channelData: { tenant: { id: TENANT }, channel: { id: CHANNEL } },
    ...more,
  });
  return {
    teams,
    connector,
    issuer,
    front,
    logged,
    posted,
    options,
    async deliver(activity, claims = {}, raw) {
      const token = claims === null ? undefined : await issuer.token(claims);
      const answer = await fetch(`http://127.0.0.1:${teams.port()}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: raw ?? JSON.stringify(activity),
      });
      const said = await answer.text();
      return { status: answer.status, body: said ? (JSON.parse(said) as unknown) : undefined };
    },
    said: (text, more = {}) =>
      base({
        type: 'message',
        text: `<at>Quell</at> ${text}`,
        entities: [{ type: 'mention', text: '<at>Quell</at>', mentioned: { id: `28:${APP}`, name: 'Quell' } }],
        ...more,
      }),
    pressed: (verb, data = { ref: 'plan-1' }, more = {}) =>
      base({
        type: 'invoke',
        name: 'adaptiveCard/action',
        value: { action: { type: 'Action.Execute', verb, data } },
        replyToId: '1700000000002',
        ...more,
      }),
    async close() {
      await teams.close();
      await issuer.close();
      await connector.close();
    },
  };
}
