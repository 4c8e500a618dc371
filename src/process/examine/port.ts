import { createServer } from 'node:net';
import type { Check } from '../../domain/action.ts';

/** Whether this process could open the port; undefined when it can, else the system's word for why not. */
function refusal(port: number, host: string | undefined): Promise<string | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    server.listen(port, host ?? '0.0.0.0', () => server.close(() => done(undefined)));
  });
}

async function isQuell(port: number, host: string | undefined): Promise<boolean> {
  const at = host && host !== '0.0.0.0' && host !== '::' ? host : '127.0.0.1';
  const address = `http://${at.includes(':') ? `[${at}]` : at}:${port}/healthz`;
  return fetch(address, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

/**
 * Looks whether a port can be opened here.
 * @param setting What names the port, for the fix.
 * @param ours Whether a Quell that runs already may have it: it answers on `/healthz` there.
 */
export async function checkPort(
  what: string,
  setting: string,
  port: number,
  ours: boolean,
  host?: string,
): Promise<Check> {
  const why = await refusal(port, host);
  if (why === undefined) return { ok: true, what, saw: `${port} is free` };
  if (why === 'EADDRINUSE' && ours && (await isQuell(port, host)))
    return { ok: true, what, saw: `${port} is taken by a Quell that answers` };
  if (why === 'EADDRINUSE')
    return { ok: false, what, saw: `${port} is taken`, fix: `End what uses it, or put another port into ${setting}.` };
  const saw = `${port} cannot be opened: ${why}`;
  return { ok: false, what, saw, fix: `Name an address of this machine and a port above 1023 by ${setting}.` };
}
