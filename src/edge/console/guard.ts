import { BlockList, isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { Fault } from '../../domain/fault.ts';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only this machine can reach that address. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(bare);
  return version !== 0 && LOOPBACK.check(bare, version === 4 ? 'ipv4' : 'ipv6');
}

/** @throws Fault `console.exposed` for pages without sign-in that others could open. */
export function requireLoopback(host: string): void {
  if (isLoopback(host)) return;
  throw new Fault({
    code: 'console.exposed',
    message: `The demo console has no sign-in, so it does not listen on ${host}.`,
    fix: 'Listen on 127.0.0.1 and forward the port, for example with ssh -L.',
    retry: 'when-fixed',
  });
}

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // `no-referrer` would make browsers send `Origin: null` with every form, and the check of the origin refuse it.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Headers of every answer. */
export const secured: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
};

function hostName(header: string | undefined): string {
  return /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(header ?? '')?.[1]?.toLowerCase() ?? '';
}

function foreignHost(fix: string): Fault {
  return new Fault({
    code: 'console.foreign-host',
    message: 'The console does not answer under this name.',
    fix,
  });
}

/**
 * Refuses a page opened under a name that is not the console's (a foreign name that was pointed at it), and a change that
 * another site's page sends.
 * @param address the console's own; without it, any name of this machine will do
 * @throws Fault `console.foreign-host`, `console.foreign-origin`
 */
export function ownOrigin(address: (() => string) | undefined): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host');
    const configured = address?.();
    if (configured !== undefined) {
      if (host?.toLowerCase() !== new URL(configured).host) throw foreignHost(`Open ${configured}.`);
    } else if (!isLoopback(hostName(host))) {
      throw foreignHost('Open it under http://127.0.0.1 or http://localhost with its port.');
    }
    const own = configured ?? `http://${host}`;
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && c.req.header('origin') !== own) {
      throw new Fault({
        code: 'console.foreign-origin',
        message: 'This request came from another site, so nothing was done.',
        fix: 'Use the buttons on the console itself.',
      });
    }
    await next();
  };
}
