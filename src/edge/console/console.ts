import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Front } from '../../command/surface.ts';
import { Fault } from '../../domain/fault.ts';
import { consoleApp } from './app.ts';
import type { ConsoleDesk, ConsoleLog } from './desk.ts';
import { requireLoopback } from './guard.ts';
import { Live } from './live.ts';
import type { ConsoleSignIn } from './parts.ts';

export interface ConsoleOptions {
  /** Address to listen on; 127.0.0.1 when left out. */
  host?: string;
  /** 0 takes any free port. */
  port: number;
  /** Serves pages on which everybody may act as anybody, to this machine alone. Without it, people sign in. */
  demo: boolean;
  /** `https://quell.example.com`: how people reach it. Its own address when left out, which the demo alone may. */
  address?: string;
  /** How people sign in, and what they sign in for. Needed unless this is the demo. */
  signIn?: ConsoleSignIn;
  front: Front;
  desk: ConsoleDesk;
  log: ConsoleLog;
}

function nobodyCanSignIn(): Fault {
  return new Fault({
    code: 'console.no-sign-in',
    message: 'The console has an address and no sign-in, so it is not opened.',
    fix: 'Add `sign_in` and `console.url` to quell.yaml.',
    retry: 'when-fixed',
  });
}

export interface OpenConsole {
  /** `http://127.0.0.1:7000`, without a slash at its end. */
  url: string;
  close(): Promise<void>;
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Fault {
  const taken = error.code === 'EADDRINUSE';
  return new Fault({
    code: taken ? 'console.port-taken' : 'console.cannot-listen',
    message: taken ? `Port ${port} on ${host} is taken.` : `The console cannot listen on ${host}, port ${port}.`,
    fix: taken
      ? 'End what uses it, or choose another port.'
      : 'Choose an address of this machine and a port that you may use.',
    retry: 'when-fixed',
    cause: error,
  });
}

/**
 * Opens the console, the third surface.
 * @throws Fault `console.exposed` in the demo on an address that others can reach, `console.no-sign-in` outside of it
 * where nobody could sign in, `console.port-taken`, `console.cannot-listen`.
 */
export async function openConsole(options: ConsoleOptions): Promise<OpenConsole> {
  const { host = '127.0.0.1', port, demo, log, address: configured, signIn } = options;
  if (demo) requireLoopback(host);
  else if (!signIn || configured === undefined) throw nobodyCanSignIn();
  let url = '';
  const origin = () => (configured === undefined ? url : new URL(configured).origin);
  const live = new Live(options.desk);
  const app = consoleApp({ ...options, origin, live });
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  url = `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  log.info({ url, demo }, 'the console listens');
  return {
    url,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      live.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
