import { Agent, request } from 'node:https';
import type { Attempt } from '../attacker.ts';
import type { Listening } from './server.ts';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** A plain https client, as an attacker's script would have it: no SDK, no retries. */
export class Wire {
  private readonly agent: Agent;
  private readonly origin: string;

  constructor(at: Listening) {
    this.origin = at.origin;
    this.agent = new Agent({ ca: at.ca, keepAlive: false });
  }

  /** Sends one request; a form when `body` is URLSearchParams, else JSON. Rejects when no answer comes. */
  send(method: string, path: string, token?: string, body?: URLSearchParams | object): Promise<Answer> {
    const form = body instanceof URLSearchParams;
    const text = body === undefined ? '' : form ? body.toString() : JSON.stringify(body);
    const headers: Record<string, string> = { 'content-length': String(Buffer.byteLength(text)) };
    if (body) headers['content-type'] = form ? 'application/x-www-form-urlencoded' : 'application/json';
    if (token) headers.authorization = `Bearer ${token}`;
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.origin), { method, headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, body: answer ? JSON.parse(answer) : {} });
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });
  }

  /** Sends and tells what it came to: 2xx is allowed, 4xx refused, all else an error. */
  async attempt(what: string, ask: () => Promise<Answer>): Promise<{ attempt: Attempt; answer?: Answer }> {
    try {
      const answer = await ask();
      const { status, body } = answer;
      const error = body.error as { code?: string } | string | undefined;
      const named = typeof error === 'object' ? error.code : (body.error_description ?? error);
      const outcome = status < 300 ? 'allowed' : status >= 400 && status < 500 && status !== 429 ? 'refused' : 'error';
      return { attempt: { what, outcome, detail: named ? `${status} ${String(named)}` : String(status) }, answer };
    } catch (error) {
      return { attempt: { what, outcome: 'error', detail: error instanceof Error ? error.message : String(error) } };
    }
  }
}
