import { createServer, type Server, type Socket } from 'node:net';

/** A server that carries each connection to wherever `onward` leads. It still has to be told where to listen. */
export function carry(onward: () => Socket): Server {
  return createServer((one) => {
    const other = onward();
    one.pipe(other).pipe(one);
    for (const [end, far] of [
      [one, other],
      [other, one],
    ] as const) {
      end.on('error', () => undefined);
      end.on('close', () => far.destroy());
    }
  });
}
