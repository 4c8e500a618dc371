import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '../../domain/fault.ts';
import type { Log } from '../../job/worker.ts';
import { Unauthenticated } from './adapter.ts';

/** An answer of the bot: a status, and for an invoke its body. */
export interface Answer {
  status: number;
  body?: unknown;
}

export type Hear = (authorization: string, body: unknown) => Promise<Answer>;

const PATH = '/api/messages';

/** Teams sends far less; an activity with a large form has some kilobytes. */
const BODY_BYTES = 256 * 1024;

/** Undefined when it is longer than Teams sends. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function answerTo(request: IncomingMessage, hear: Hear, log: Log): Promise<Answer> {
  const path = (request.url ?? '').split('?')[0];
  if (path !== PATH) return { status: 404 };
  // Whoever looks whether anybody is there.
  if (request.method === 'HEAD') return { status: 200 };
  if (request.method !== 'POST') return { status: 405 };
  const text = await bodyOf(request);
  if (text === undefined) return { status: 413 };
  const body = parsed(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { status: 400 };
  try {
    return await hear(request.headers.authorization ?? '', body);
  } catch (thrown) {
    if (thrown instanceof Unauthenticated) {
      log.warn({ path }, 'a request to the Teams bot was not signed by Microsoft for this bot');
      return { status: 401 };
    }
    log.error({ cause: thrown instanceof Error ? thrown.message : 'unknown' }, 'an activity from Teams failed');
    return { status: 500 };
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, text ? { 'content-type': 'application/json; charset=utf-8' } : {});
  response.end(text);
}

/** @throws Fault `teams.port-taken`, `teams.cannot-listen` */
function cannotListen(error: NodeJS.ErrnoException, port: number): Fault {
  const taken = error.code === 'EADDRINUSE';
  return new Fault({
    code: taken ? 'teams.port-taken' : 'teams.cannot-listen',
    message: taken
      ? `Port ${port} is taken, so Teams cannot be heard.`
      : `Quell cannot listen to Teams on port ${port}.`,
    fix: taken ? 'End what uses it, or set another teams.port.' : 'Choose a port that this user may open.',
    retry: 'when-fixed',
    cause: error,
  });
}

/** The bot's endpoint. Nothing is parsed further before its token was believed. */
export class Door {
  private readonly server: Server;

  constructor(hear: Hear, log: Log) {
    this.server = createServer((request, response) => {
      void answerTo(request, hear, log)
        .catch((): Answer => ({ status: 400 }))
        .then((answer) => send(response, answer));
    });
    this.server.requestTimeout = 10_000;
    this.server.headersTimeout = 10_000;
  }

  async open(port: number, host?: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error) => reject(cannotListen(error, port)));
      this.server.listen(port, host, resolve);
    });
  }

  port(): number | undefined {
    return (this.server.address() as AddressInfo | null)?.port;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>((done) => this.server.close(() => done()));
    this.server.closeIdleConnections();
    await closed;
  }
}
