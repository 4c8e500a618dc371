import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nowMs } from '../clock.ts';

export const SECRET = 'not-a-real-signing-secret';
export const TOKEN = 'xoxb-not-a-real-token';
export const TEAM = 'T0BENCH00';

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The least of a Slack: it takes messages and edits, and says when an edit came. It keeps no pace and checks nothing, so
 * that what is measured is Quell; test/edge/slack has the strict one.
 */
export class SlackDoor {
  #server: Server;
  #count = 0;
  /** `channel ts` of the message that was posted with this key. */
  readonly posted = new Map<string, string>();
  readonly #watched = new Map<string, { until(blocks: string): boolean; done(atMs: number): void }>();

  constructor() {
    this.#server = createServer((request, response) => {
      void bodyOf(request).then((text) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(this.#answer(request.url ?? '', new URLSearchParams(text))));
      });
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** When a message is edited to what `until` looks for; ms of the process's clock. */
  edited(message: string, until: (blocks: string) => boolean): Promise<number> {
    return new Promise((done) => this.#watched.set(message, { until, done }));
  }

  #answer(path: string, body: URLSearchParams): Record<string, unknown> {
    const channel = body.get('channel') ?? '';
    switch (path.replace('/api/', '')) {
      case 'auth.test':
        return { ok: true, team_id: TEAM, user_id: 'UBOT', bot_id: 'B1' };
      case 'chat.postMessage': {
        const ts = `1700000000.${String(++this.#count).padStart(6, '0')}`;
        const { key } = JSON.parse(body.get('metadata') ?? '{"event_payload":{}}').event_payload as { key?: string };
        if (key) this.posted.set(key, `${channel} ${ts}`);
        return { ok: true, channel, ts };
      }
      case 'chat.update': {
        const message = `${channel} ${body.get('ts')}`;
        const watched = this.#watched.get(message);
        if (watched?.until(body.get('blocks') ?? '')) {
          this.#watched.delete(message);
          watched.done(nowMs());
        }
        return { ok: true, channel, ts: body.get('ts') };
      }
      default:
        return { ok: true };
    }
  }
}

/** A click on a button, signed as Slack signs it. Resolves when it is acknowledged. */
export async function click(port: number, message: string, actionId: string, value: string): Promise<void> {
  const [channel = '', ts = ''] = message.split(' ');
  const payload = {
    type: 'block_actions',
    team: { id: TEAM },
    user: { id: 'UBO000000', team_id: TEAM },
    trigger_id: `trigger.${message}`,
    channel: { id: channel },
    container: { type: 'message', message_ts: ts, channel_id: channel },
    message: { ts },
    actions: [{ type: 'button', block_id: 'b', action_id: actionId, value, action_ts: ts }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const stamp = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', SECRET).update(`v0:${stamp}:${body}`).digest('hex');
  const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-signature': `v0=${mac}`,
      'x-slack-request-timestamp': stamp,
    },
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the click was answered with ${answer.status}`);
}
