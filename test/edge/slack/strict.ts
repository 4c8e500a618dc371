import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { wrongBlocks } from './rules.ts';
import { NEEDS, Tiers } from './strict-limits.ts';
import { Rooms } from './strict-rooms.ts';
import { Views } from './strict-views.ts';

export interface Made {
  method: string;
  args: Record<string, unknown>;
  answer: Record<string, unknown>;
}

export const SECRET = 'not-a-real-signing-secret';
export const TOKEN = 'xoxb-not-a-real-token';
export const APP_TOKEN = 'xapp-not-a-real-token';
export const TEAM = 'T0QUELL';
export const BOT = 'UBOT';

const DM = /^[DU]/;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function argsOf(text: string, type: string): Record<string, unknown> {
  if (type.includes('json')) return JSON.parse(text || '{}') as Record<string, unknown>;
  const entries = [...new URLSearchParams(text)].map(([key, value]): [string, unknown] => {
    const structured = ['blocks', 'view', 'metadata', 'attachments'].includes(key);
    return [key, structured ? JSON.parse(value) : value];
  });
  return Object.fromEntries(entries);
}

/**
 * A Slack that is as strict as the real one says it is: it checks blocks, tokens, triggers, pace and response URLs, which
 * the friendly local ones let pass. Everything it refused stands in `refused`.
 */
export class StrictSlack {
  readonly made: Made[] = [];
  readonly refused: string[] = [];
  /** Deliveries that were acknowledged too late. */
  readonly late: string[] = [];
  /** Messages by `channel ts`. */
  readonly messages = new Map<string, Record<string, unknown>>();
  readonly responses: Record<string, unknown>[] = [];
  /** Answers that one response address takes. */
  responseUses = 5;
  members = new Set(['UADA', 'UBO']);
  botChannels = new Set(['C1']);
  /** Channels that the bot is not in but that are there. */
  otherChannels = new Set(['C2']);
  /** Channels whose members alone see them. */
  privateChannels = new Set<string>();
  /** Channels that nobody can write in, with Slack's error for them. */
  readonly shut = new Map<string, string>();
  teamId = TEAM;
  /** Where Socket Mode connects. */
  socketUrl = '';
  /** Answers every call with this status for as long as it is set. */
  down: number | undefined;
  pace = { everyMs: 1000, burst: 3 };
  /** What the app was given; a method whose scope is not here is refused. */
  readonly scopes = new Set(['app_mentions:read', 'commands', ...Object.values(NEEDS)]);
  /** Whether it says with each answer what the token may do. */
  saysScopes = true;
  readonly tiers = new Tiers();
  readonly views = new Views(() => this.now());
  readonly rooms = new Rooms();
  #server: Server;
  #skew = 0;
  #count = 0;
  #urls = new Map<string, { at: number; uses: number }>();
  #posts = new Map<string, number[]>();

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#serve(request).then(({ status, headers, body }) => {
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

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Lets time pass for triggers and response URLs. */
  later(ms: number): void {
    this.#skew += ms;
  }

  now(): number {
    return Date.now() + this.#skew;
  }

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }

  /** A trigger as it comes with a click or a command: it opens one view within three seconds. */
  trigger(inModal = false): string {
    const id = this.next('trigger.');
    this.views.trigger(id, inModal);
    return id;
  }

  /** Notes how long Slack waited for an acknowledgement: after three seconds it shows the person a failure. */
  acknowledged(what: string, ms: number): void {
    if (ms > 3000) this.late.push(`${what} after ${Math.round(ms)} ms`);
  }

  responseUrl(): string {
    const id = this.next('');
    this.#urls.set(id, { at: this.now(), uses: 0 });
    return `${this.origin}/response/${id}`;
  }

  calls(method: string): Record<string, unknown>[] {
    return this.made.filter((m) => m.method === method && m.answer.ok === true).map((m) => m.args);
  }

  async #serve(request: IncomingMessage) {
    const text = await bodyOf(request);
    const path = request.url ?? '';
    const none: Record<string, string> = {};
    if (path.startsWith('/response/')) return { ...this.#respond(path.slice(10), text), headers: none };
    const method = path.replace('/api/', '');
    if (this.down !== undefined) {
      this.made.push({ method, args: {}, answer: { ok: false, status: this.down } });
      return { status: this.down, headers: none, body: { ok: false } };
    }
    const args = argsOf(text, String(request.headers['content-type']));
    const token = String(request.headers.authorization ?? '').replace('Bearer ', '');
    const answer =
      token === (method === 'apps.connections.open' ? APP_TOKEN : TOKEN)
        ? this.#allowed(method, args)
        : { ok: false, error: 'invalid_auth' };
    this.made.push({ method, args, answer });
    if (answer.ok !== true && answer.error !== 'invalid_auth') this.refused.push(`${method}: ${String(answer.error)}`);
    if (answer.error === 'ratelimited')
      return { status: 429, headers: { 'retry-after': '1' } as Record<string, string>, body: answer };
    const said = this.saysScopes ? { 'x-oauth-scopes': [...this.scopes].join(',') } : none;
    return { status: 200, headers: said, body: answer };
  }

  #respond(id: string, text: string) {
    const url = this.#urls.get(id);
    if (!url || url.uses >= this.responseUses || this.now() - url.at > 30 * 60_000) {
      this.refused.push('response_url: used_url');
      return { status: 404, body: { ok: false, error: 'used_url' } };
    }
    url.uses += 1;
    const body = JSON.parse(text) as Record<string, unknown>;
    const wrong = wrongBlocks(body.blocks ?? []);
    if (wrong.length > 0) this.refused.push(`response_url: ${wrong.join('; ')}`);
    this.responses.push(body);
    return { status: wrong.length > 0 ? 400 : 200, body: { ok: wrong.length === 0 } };
  }

  #allowed(method: string, args: Record<string, unknown>): Record<string, unknown> {
    const hidden = method === 'conversations.info' && this.privateChannels.has(String(args.channel));
    const scope = hidden ? 'groups:read' : NEEDS[method];
    if (scope !== undefined && !this.scopes.has(scope)) return { ok: false, error: 'missing_scope', needed: scope };
    if (!this.tiers.take(method)) return { ok: false, error: 'ratelimited' };
    return this.#answer(method, args);
  }

  #answer(method: string, args: Record<string, unknown>): Record<string, unknown> {
    switch (method) {
      case 'auth.test':
        return { ok: true, team_id: this.teamId, user_id: BOT, bot_id: 'BBOT', url: 'https://quell-test.example' };
      case 'apps.connections.open':
        return { ok: true, url: this.socketUrl };
      case 'chat.postMessage':
        return this.#post(args);
      case 'chat.update':
        return this.#update(args);
      case 'chat.postEphemeral':
        return this.#ephemeral(args);
      case 'conversations.create':
        return this.#joined(this.rooms.answer(method, args));
      case 'conversations.info':
        return this.#info(String(args.channel));
      default:
        return this.views.answer(method, args) ?? this.rooms.answer(method, args);
    }
  }

  #content(args: Record<string, unknown>): string | undefined {
    if (typeof args.text !== 'string' || args.text === '') return 'no_text';
    const wrong = wrongBlocks(args.blocks);
    return wrong.length > 0 ? `invalid_blocks (${wrong.join('; ')})` : undefined;
  }

  #tooFast(channel: string): boolean {
    const recent = (this.#posts.get(channel) ?? []).filter(
      (at) => Date.now() - at < this.pace.everyMs * this.pace.burst,
    );
    if (recent.length >= this.pace.burst) return true;
    this.#posts.set(channel, [...recent, Date.now()]);
    return false;
  }

  #post(args: Record<string, unknown>): Record<string, unknown> {
    const channel = String(args.channel);
    const shut = this.shut.get(channel);
    if (shut) return { ok: false, error: shut };
    if (!DM.test(channel) && !this.botChannels.has(channel)) return { ok: false, error: 'not_in_channel' };
    const wrong = this.#content(args);
    if (wrong) return { ok: false, error: wrong };
    if (args.parse !== 'none' || String(args.unfurl_links) !== 'false' || String(args.unfurl_media) !== 'false')
      return { ok: false, error: 'unfurls' };
    if (this.#tooFast(channel)) return { ok: false, error: 'ratelimited' };
    const ts = `${1_700_000_000 + this.#count}.${this.next('').padStart(6, '0')}`;
    this.messages.set(`${channel} ${ts}`, args);
    return { ok: true, channel, ts };
  }

  #info(id: string): Record<string, unknown> {
    const member = this.botChannels.has(id);
    if (!member && (!this.otherChannels.has(id) || this.privateChannels.has(id)))
      return { ok: false, error: 'channel_not_found' };
    const archived = this.shut.get(id) === 'is_archived';
    return { ok: true, channel: { id, name: 'incidents', is_member: member, is_archived: archived } };
  }

  #update(args: Record<string, unknown>): Record<string, unknown> {
    const key = `${String(args.channel)} ${String(args.ts)}`;
    if (!this.messages.has(key)) return { ok: false, error: 'message_not_found' };
    const wrong = this.#content(args);
    if (wrong) return { ok: false, error: wrong };
    this.messages.set(key, args);
    return { ok: true, channel: args.channel, ts: args.ts };
  }

  #ephemeral(args: Record<string, unknown>): Record<string, unknown> {
    const channel = String(args.channel);
    if (DM.test(channel) || !this.botChannels.has(channel)) return { ok: false, error: 'channel_not_found' };
    if (!this.members.has(String(args.user))) return { ok: false, error: 'user_not_in_channel' };
    const wrong = this.#content(args);
    return wrong ? { ok: false, error: wrong } : { ok: true, message_ts: '1.1' };
  }

  /** Whoever makes a channel is in it. */
  #joined(answer: Record<string, unknown>): Record<string, unknown> {
    if (answer.ok === true) this.botChannels.add(String((answer.channel as { id: string }).id));
    return answer;
  }
}
