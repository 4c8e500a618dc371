import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Which call is awaited: of those that fit, the `count`th (the first when left out). */
export interface Watch {
  /** Only calls that change something. */
  write?: true;
  /** Only looks at a door that was shut before: the step is proven. */
  proof?: true;
  /** Only calls about a door whose name ends so. */
  ends?: string;
  count?: number;
}

export interface ToDoors {
  armed: number;
  watches: { id: number; watch: Watch }[];
}
export type FromDoors = { port: number } | { armed: number } | { id: number; atMs: number };

/** The cloud of the bench, as seen from outside its process. */
export interface Doors {
  url: string;
  pid: number;
  /** Looks out for calls from now on. Each promise gives the arrival, by the clock that all processes share. */
  watch<const W extends readonly Watch[]>(...watches: W): Promise<{ [I in keyof W]: Promise<number> }>;
  close(): Promise<void>;
}

export async function startDoors(): Promise<Doors> {
  const child = fork(fileURLToPath(new URL('./process.ts', import.meta.url)), { stdio: 'inherit' });
  const waiting = new Map<number, (atMs: number) => void>();
  let last = 0;
  const port = await new Promise<number>((done, fail) => {
    child.once('exit', (code) => fail(new Error(`the doors ended with ${code}`)));
    child.on('message', (said: FromDoors) => {
      if ('port' in said) return done(said.port);
      const id = 'armed' in said ? said.armed : said.id;
      waiting.get(id)?.('atMs' in said ? said.atMs : 0);
      waiting.delete(id);
    });
  });
  const expect = () => {
    const id = ++last;
    return { id, came: new Promise<number>((done) => waiting.set(id, done)) };
  };
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    async watch(...watches) {
      const all = watches.map((watch) => ({ ...expect(), watch }));
      const armed = expect();
      child.send({ armed: armed.id, watches: all.map(({ id, watch }) => ({ id, watch })) } satisfies ToDoors);
      await armed.came;
      return all.map(({ came }) => came) as never;
    },
    async close() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
