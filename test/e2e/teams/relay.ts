import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { knownPlace, ownPlace, Twins } from './twins.ts';

/**
 * Stands where Microsoft's Bot Connector stands. The Playground has one person a process and signs nothing, so the relay
 * joins several of them to one team: what the bot posts goes to each of them, what a person does goes to the bot with a
 * token, as Teams sends it. It changes addresses and ids of messages, and nothing else.
 */
export interface Relay {
  port: number;
  /** Where the bot is to answer. */
  serviceUrl: string;
  /** Each call of the bot's and of the clients', oldest first. */
  seen: Seen[];
  /** Whose client is whose, once they run: `personal` is the id of the chat that one person has with the bot. */
  join(clients: { port: number; personal: string; user: string }[]): void;
  close(): Promise<void>;
}

export interface Seen {
  from: 'bot' | 'client';
  call: string;
  body: Activity;
  /** Answer to the client, and how long the bot took for it. */
  status?: number;
  answer?: unknown;
  ms?: number;
  authorization?: string;
}

export interface Activity {
  [key: string]: unknown;
}

export interface RelayParts {
  /** The bot's messaging endpoint. */
  bot(): string;
  token(): Promise<string>;
}

interface Client {
  port: number;
  personal: string;
  user: string;
}

const asJson = (body: string) => (body ? (JSON.parse(body) as Activity) : {});
const isActivity = (value: unknown): value is Activity => typeof value === 'object' && value !== null;

export async function startRelay({ bot, token }: RelayParts): Promise<Relay> {
  const twins = new Twins();
  const seen: Seen[] = [];
  let clients: Client[] = [];

  /** A person's message or press, told to the bot as Teams tells it. */
  async function inward(client: number, activity: Activity, response: ServerResponse): Promise<void> {
    const conversation = isActivity(activity.conversation) ? activity.conversation : {};
    const told = {
      ...activity,
      serviceUrl: relay.serviceUrl,
      conversation: { ...conversation, id: knownPlace(twins, String(conversation.id), client) },
      ...(activity.id ? { id: twins.known(String(activity.id), client) } : {}),
      ...(activity.replyToId ? { replyToId: twins.known(String(activity.replyToId), client) } : {}),
    };
    const started = performance.now();
    const answer = await fetch(bot(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
      body: JSON.stringify(told),
    });
    const body = await answer.text();
    const ms = performance.now() - started;
    seen.push({ from: 'client', call: `${client}`, body: told, status: answer.status, answer: body, ms });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(body);
  }

  const ask = async (client: Client, method: string, path: string, body: Activity) => {
    const answer = await fetch(`http://127.0.0.1:${client.port}/_connector${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: asJson(await answer.text()) };
  };

  /** What the bot asks for, asked of each client that shows the conversation. The first client's names are the bot's. */
  async function outward(method: string, path: string, body: Activity): Promise<{ status: number; body: Activity }> {
    const [, place, rest, message] = /^\/v3\/conversations\/([^/]+)(\/[^/]+)?(?:\/([^/]+))?$/.exec(path) ?? [];
    const id = decodeURIComponent(place ?? '');
    const members = Array.isArray(body.members) ? body.members.map((m: Activity) => String(m.id)) : [];
    let first: { status: number; body: Activity } | undefined;
    for (const [index, client] of clients.entries()) {
      if (clients.some((c) => c.personal === id) && client.personal !== id) continue;
      if (!place && !body.isGroup && members.length > 0 && !members.includes(client.user)) continue;
      const there = place && ownPlace(twins, id, index);
      const known = message && decodeURIComponent(message);
      const own = known && twins.own(known, index);
      if (place && !there) continue;
      // A change is for whoever shows the message; an answer to something unseen still belongs to its thread.
      if (known && !own && method !== 'POST') continue;
      const asked = `/v3/conversations${there ? `/${encodeURIComponent(there)}` : ''}${rest ?? ''}${own ? `/${encodeURIComponent(own)}` : ''}`;
      const answer = await ask(client, method, asked, body);
      first ??= answer;
      const named = (value: Activity) => value.activityId ?? (place ? value.id : undefined);
      if (method === 'POST' && named(first.body) && named(answer.body))
        twins.note(String(named(first.body)), index, String(named(answer.body)));
    }
    return (
      first ?? { status: 404, body: { error: { code: 'ActivityNotFoundInConversation', message: 'Nobody shows it.' } } }
    );
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    if (request.method === 'HEAD') return void response.writeHead(200).end();
    const body = asJson(await text(request));
    const client = /^\/clients\/(\d+)$/.exec(url)?.[1];
    if (client) return inward(Number(client), body, response);
    const answer = await outward(request.method ?? 'GET', url, body);
    const authorization = request.headers.authorization;
    seen.push({
      from: 'bot',
      call: `${request.method} ${url}`,
      body,
      status: answer.status,
      answer: answer.body,
      ...(authorization ? { authorization } : {}),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      seen.push({
        from: 'bot',
        call: `${request.method} ${request.url}`,
        body: {},
        status: 500,
        answer: String(error),
      });
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const relay: Relay = {
    port,
    serviceUrl: `http://127.0.0.1:${port}`,
    seen,
    join(joined) {
      clients = joined;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return relay;
}
