import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call that reached the doors, by the clock of this process. */
export interface Arrival {
  write: boolean;
  atMs: number;
}

/** The smallest cloud there is, over real HTTP: doors that are open until somebody shuts them. */
export interface Doors {
  url: string;
  /** Resolves with the first call of any kind, and the first that changes something, from now on. */
  next(): { any: Promise<Arrival>; write: Promise<Arrival> };
  /** Resolves once `count` more doors were looked at after they were shut: their steps are proven. */
  proven(count: number): Promise<void>;
  close(): Promise<void>;
}

type Listener = (arrival: Arrival, looked: boolean) => void;

function when(listeners: Set<Listener>, wanted: (arrival: Arrival, looked: boolean) => boolean): Promise<Arrival> {
  return new Promise((done) => {
    const listener: Listener = (arrival, looked) => {
      if (!wanted(arrival, looked)) return;
      listeners.delete(listener);
      done(arrival);
    };
    listeners.add(listener);
  });
}

/** Starts the doors on loopback. `PUT /<door>` shuts one, `GET /<door>` looks at it, `GET /` is the cheap read with the date. */
export async function startDoors(): Promise<Doors> {
  const listeners = new Set<Listener>();
  const shut = new Set<string>();
  const server = createServer((asked, answer) => {
    const arrival = { write: asked.method === 'PUT', atMs: performance.now() };
    const door = asked.url ?? '/';
    for (const listener of [...listeners]) listener(arrival, !arrival.write && shut.has(door));
    if (arrival.write) shut.add(door);
    asked.resume();
    answer.end(shut.has(door) ? 'shut' : 'open');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: () => ({ any: when(listeners, () => true), write: when(listeners, ({ write }) => write) }),
    async proven(count) {
      let left = count;
      await when(listeners, (_, looked) => looked && --left === 0);
    },
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** One connection after the other is kept open, as the SDKs of the clouds do. */
const agent = new Agent({ keepAlive: true });

export interface Answer {
  text: string;
  date: Date;
}

/** A bare HTTP call, the same one for the floor and for Quell. */
export function callDoors(url: string, method: 'GET' | 'PUT', door: string): Promise<Answer> {
  return new Promise((done, fail) => {
    const call = request(`${url}/${door}`, { method, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => done({ text, date: new Date(answer.headers.date ?? 0) }));
    });
    call.on('error', fail);
    call.end();
  });
}
