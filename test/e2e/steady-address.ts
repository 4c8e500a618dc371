import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** One address for a server that is taken away, or comes back elsewhere. */
export interface SteadyAddress {
  port: number;
  /** Every connection is reset, as when a server is killed; new ones are carried on. */
  cut(): void;
  /** The same, and nobody is there any more: new connections are refused. */
  away(): void;
  back(): Promise<void>;
  close(): Promise<void>;
}

function carry(inward: Socket, outward: Socket, open: Set<Socket>): void {
  for (const [one, other] of [
    [inward, outward],
    [outward, inward],
  ] as const) {
    open.add(one);
    one.on('error', () => other.destroy());
    one.on('close', () => {
      open.delete(one);
      other.destroy();
    });
    one.pipe(other);
  }
}

/** Listens on loopback and carries each connection to wherever `target` is at that moment. */
export async function steadyAddress(target: () => number): Promise<SteadyAddress> {
  const open = new Set<Socket>();
  let server: Server | undefined;
  const listen = async (port: number) => {
    const next = createServer((inward) => carry(inward, connect(target(), '127.0.0.1'), open));
    await new Promise<void>((listening, failed) => {
      next.once('error', failed);
      next.listen(port, '127.0.0.1', listening);
    });
    server = next;
    return (next.address() as AddressInfo).port;
  };
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  const port = await listen(0);
  return {
    port,
    cut,
    away() {
      server?.close();
      server = undefined;
      cut();
    },
    back: () => listen(port).then(() => undefined),
    close: () =>
      new Promise((closed) => {
        if (server) server.close(() => closed());
        else closed();
        cut();
      }),
  };
}
