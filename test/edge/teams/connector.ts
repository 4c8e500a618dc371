import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A call of the bot's to the connector. */
export interface Made {
  method: string;
  path: string;
  body: Record<string, unknown>;
  authorization: string | undefined;
  status: number;
}

export const BOT_TOKEN = 'Bearer not-a-real-bot-token';

/** The part of the Bot Connector that a bot writes to, with what it refuses. */
export class Connector {
  readonly made: Made[] = [];
  /** Messages by `conversation id`. */
  readonly messages = new Map<string, Record<string, unknown>>();
  members: { id: string; aadObjectId?: string; objectId?: string; name: string }[] = [];
  /** Calls that are taken and never answered. */
  silent: (method: string, path: string) => boolean = () => false;
  /** Of those, the ones that the caller has given up. */
  left = 0;
  /** Answers the next calls with these statuses, one each. */
  readonly refusals: { status: number; code?: string; retryAfter?: number }[] = [];
  #server: Server;
  #count = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#serve(request).then(({ status, body, headers }) => {
        if (this.silent(request.method ?? '', request.url ?? '')) {
          response.on('close', () => (this.left += 1));
          return;
        }
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(body));
      });
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** What was sent as cards, oldest first: where to, and the card's JSON. */
  sent(): { conversation: string; card: string }[] {
    return [...this.messages].map(([key, message]) => ({
      conversation: key.split(' ')[0]!,
      card: JSON.stringify(message.attachments ?? message.text ?? ''),
    }));
  }

  async #serve(request: IncomingMessage) {
    const raw = await text(request);
    const body = raw ? (JSON.parse(raw) as Record<string, unknown>) : {};
    const path = decodeURIComponent((request.url ?? '').replace(/\?.*/, '').replace(/^\/+/, '/'));
    const { authorization } = request.headers;
    const answer =
      authorization === BOT_TOKEN ? this.#answer(request.method ?? '', path, body) : { status: 401, body: {} };
    this.made.push({ method: request.method ?? '', path, body, authorization, status: answer.status });
    return { headers: {}, ...answer };
  }

  #answer(
    method: string,
    path: string,
    body: Record<string, unknown>,
  ): { status: number; body: unknown; headers?: Record<string, string> } {
    const refusal = method === 'GET' ? undefined : this.refusals.shift();
    if (refusal) {
      const { status, code = 'Refused', retryAfter } = refusal;
      const headers: Record<string, string> = retryAfter ? { 'retry-after': String(retryAfter) } : {};
      return { status, body: { error: { code, message: 'not now' } }, headers };
    }
    const [, conversation = '', activity] =
      /^\/v3\/conversations(?:\/([^/]+)(?:\/(?:activities|pagedmembers))?(?:\/([^/]+))?)?$/.exec(path) ?? [];
    if (method === 'GET') return { status: 200, body: { members: this.members } };
    if (conversation === '') return { status: 201, body: this.#begin(body) };
    if (method === 'PUT') {
      const key = `${conversation} ${activity}`;
      if (!this.messages.has(key)) return { status: 404, body: { error: { code: 'ActivityNotFoundInConversation' } } };
      this.messages.set(key, body);
      return { status: 200, body: { id: activity } };
    }
    const id = this.#next();
    this.messages.set(`${conversation} ${id}`, body);
    return { status: 201, body: { id } };
  }

  #begin(body: Record<string, unknown>) {
    const channel = (body.channelData as { channel?: { id?: string } } | undefined)?.channel?.id;
    if (!channel) {
      const [member] = body.members as { id: string }[];
      return { id: `a:${member?.id}` };
    }
    const id = this.#next();
    this.messages.set(`${channel};messageid=${id} ${id}`, body.activity as Record<string, unknown>);
    return { id: `${channel};messageid=${id}`, activityId: id };
  }

  #next(): string {
    this.#count += 1;
    return String(1_700_000_000_000 + this.#count);
  }
}
