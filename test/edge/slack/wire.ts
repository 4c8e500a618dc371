import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** One unmasked text frame, as a server sends it (RFC 6455, section 5.2). */
function frame(text: string, opcode = 1): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x80 | opcode, body.length])
      : Buffer.from([0x80 | opcode, 126, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([head, body]);
}

/** The texts of the masked frames in a chunk. Frames in these tests are small and arrive whole. */
function texts(chunk: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at + 6 <= chunk.length; ) {
    const opcode = chunk[at]! & 0x0f;
    const short = chunk[at + 1]! & 0x7f;
    const size = short === 126 ? chunk.readUInt16BE(at + 2) : short;
    const mask = at + (short === 126 ? 4 : 2);
    const body = chunk.subarray(mask + 4, mask + 4 + size).map((byte, i) => byte ^ chunk[mask + (i % 4)]!);
    if (opcode === 1) found.push(body.toString());
    at = mask + 4 + size;
  }
  return found;
}

export interface Wire {
  url: string;
  /** What the app sent: its acknowledgements. */
  heard: string[];
  /** Sends an envelope to whoever is connected. */
  send(envelope: unknown): void;
  connected(): number;
  /** Cuts every connection without a goodbye. */
  cut(): void;
  close(): Promise<void>;
}

/** The least of a WebSocket server that Socket Mode needs: it says hello, sends envelopes and hears the answers. */
export async function openWire(): Promise<Wire> {
  const sockets = new Set<Duplex>();
  const heard: string[] = [];
  const server = createServer((_, response) => response.writeHead(404).end());
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => {
      heard.push(...texts(chunk));
      if ((chunk[0]! & 0x0f) === 8) socket.end(frame('', 8));
    });
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => sockets.delete(socket));
    socket.write(frame(JSON.stringify({ type: 'hello', num_connections: 1 })));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard,
    send: (envelope) => {
      for (const socket of sockets) socket.write(frame(JSON.stringify(envelope)));
    },
    connected: () => sockets.size,
    cut,
    async close() {
      cut();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
