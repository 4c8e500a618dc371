import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Moment } from './fault.ts';
import { Link, type Target } from './link.ts';

/** A listener of the laboratory between one process and one server. */
export interface Gate {
  port: number;
  /** Resets every connection. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Listens on loopback and carries each connection to `target`.
 * @param met called at every boundary of a message, before the laboratory goes on with it; it may kill, cut or hold
 */
export async function openGate(target: Target, met: (moment: Moment, link: Link) => void): Promise<Gate> {
  const links = new Set<Link>();
  const server = createServer((inward: Socket) => {
    const link = new Link(inward, target, met);
    links.add(link);
    inward.once('close', () => links.delete(link));
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const cut = () => {
    for (const link of links) link.cut();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        cut();
      }),
  };
}
