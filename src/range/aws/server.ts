import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, handle } from './handle.ts';
import type { Signable } from './sigv4.ts';
import type { AwsState } from './state.ts';

const LARGEST_BODY = 1_000_000;

/** One endpoint for all services: a signature's scope names the one that is meant. */
export async function serve(state: AwsState): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    try {
      send(state, request, response, handle(state, signable(request, await read(request))));
    } catch {
      // A request that cannot be read, or a mistake of the range itself.
      send(state, request, response, { status: 500, body: 'InternalFailure' });
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function signable(request: IncomingMessage, body: string): Signable {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? '', url: request.url ?? '', headers, body };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_BODY) throw new Error('too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function send(state: AwsState, request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (answer.hangUp) {
    request.socket.destroy();
    return;
  }
  response.sendDate = false;
  response.writeHead(answer.status, { date: state.kernel.now().toUTCString(), ...answer.headers });
  response.end(answer.body);
}
