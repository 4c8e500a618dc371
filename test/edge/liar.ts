import { ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';

/** What a server of the range was about to say. */
export interface Said {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** What it says instead. `n` counts the answers since the liar was told to lie. */
export type Lie = (said: Said, n: number) => Said;

/** Stands between the servers of this process and the wire: the real clients receive real bytes that are wrong. */
export class Liar {
  private lie: Lie | undefined;
  private readonly writeHead = ServerResponse.prototype.writeHead;
  private readonly end = ServerResponse.prototype.end;
  /** Answers since the liar was last told what to say. */
  answers = 0;

  constructor() {
    const heads = new WeakMap<ServerResponse, { status: number; headers: Record<string, string> }>();
    const self = this;
    ServerResponse.prototype.writeHead = function writeHead(this: ServerResponse, ...given: unknown[]) {
      const headers = given.findLast((g) => typeof g === 'object' && g !== null) ?? {};
      heads.set(this, { status: Number(given[0]), headers: headers as Record<string, string> });
      return this;
    } as typeof this.writeHead;
    ServerResponse.prototype.end = function end(this: ServerResponse, body?: unknown) {
      const head = heads.get(this) ?? { status: this.statusCode, headers: {} };
      const said = { ...head, body: Buffer.from(typeof body === 'string' || body instanceof Uint8Array ? body : '') };
      const told = self.lie ? self.lie(said, self.answers) : said;
      self.answers += 1;
      self.writeHead.call(this, told.status, withoutLength(told.headers));
      return self.end.call(this, told.body, undefined as never);
    } as typeof this.end;
  }

  /** From here on, until told otherwise. */
  tell(lie: Lie | undefined): void {
    this.lie = lie;
    this.answers = 0;
  }

  /** Lies while `work` is done, and only then. */
  async during<T>(lie: Lie, work: () => Promise<T>): Promise<T> {
    this.tell(lie);
    try {
      return await work();
    } finally {
      this.tell(undefined);
    }
  }

  close(): void {
    ServerResponse.prototype.writeHead = this.writeHead;
    ServerResponse.prototype.end = this.end;
  }
}

/** The length belongs to the body that is sent, whatever the server had meant to send. */
function withoutLength(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length'));
}

/** Somebody else's server, to which a redirect points. It answers nothing of use and remembers what it was sent. */
export interface Trap {
  url: string;
  caught: string[];
  close(): Promise<void>;
}

export async function openTrap(): Promise<Trap> {
  const caught: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      caught.push(bytes.toString('latin1'));
      socket.end(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}',
      );
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caught,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
