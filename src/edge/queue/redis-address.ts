import type { RedisOptions } from 'ioredis';
import { Fault } from '../../domain/fault.ts';

/** The part of the client's options that says where and as whom. */
export type RedisTarget = Pick<
  RedisOptions,
  'host' | 'port' | 'username' | 'password' | 'db' | 'tls' | 'sentinels' | 'name'
>;

export interface RedisAddress {
  options: RedisTarget;
  /** Host and port for people; never the password. */
  shown: string;
}

/**
 * Reads `redis://`, `rediss://` (TLS), or `redis+sentinel://user:password@host:26379,host:26379/name?db=0`, where `name`
 * is the monitored primary. A password in a Sentinel address is the primary's; the sentinels are asked without one.
 * @throws Fault `queue.address`
 */
export function redisAddress(url: string): RedisAddress {
  const sentinel = /^redis\+sentinel:\/\/(?:([^@/]*)@)?([^/?]+)\/([^/?]+)(?:\?db=(\d{1,5}))?$/.exec(url);
  if (sentinel) return sentinelAddress(sentinel);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '')
    throw refused();
  const db = parsed.pathname.slice(1);
  if (!/^\d{0,5}$/.test(db)) throw refused();
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const port = parsed.port === '' ? 6379 : Number(parsed.port);
  const options: RedisTarget = {
    host,
    port,
    ...credentials(parsed.username, parsed.password),
    ...(db === '' ? {} : { db: Number(db) }),
    ...(parsed.protocol === 'rediss:' ? { tls: { servername: host } } : {}),
  };
  return { options, shown: `${parsed.hostname}:${port}` };
}

function sentinelAddress([, login, hosts, name, db]: RegExpExecArray): RedisAddress {
  const sentinels = hosts!.split(',').map((one) => {
    const [host, port] = one.split(':');
    if (!/^[^\s:]+$/.test(host ?? '') || (port !== undefined && !/^\d{1,5}$/.test(port)) || Number(port ?? 0) > 65_535)
      throw refused();
    return { host: host!, port: Number(port ?? 26379) };
  });
  const [user = '', password = ''] =
    login === undefined
      ? []
      : login.includes(':')
        ? [login.slice(0, login.indexOf(':')), login.slice(login.indexOf(':') + 1)]
        : ['', login];
  const options = {
    sentinels,
    name: name!,
    ...credentials(user, password),
    ...(db === undefined ? {} : { db: Number(db) }),
  };
  return { options, shown: `${name} behind ${sentinels.length} sentinels` };
}

function credentials(username: string, password: string): { username?: string; password?: string } {
  return {
    ...(username === '' ? {} : { username: decoded(username) }),
    ...(password === '' ? {} : { password: decoded(password) }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused();
  }
}

/** Says nothing of what was given: an address holds a password. */
function refused(): Fault {
  return new Fault({
    code: 'queue.address',
    message: 'REDIS_URL is not an address that Quell understands.',
    fix: 'Write redis://host:6379, rediss://user:password@host:6379, or redis+sentinel://host:26379,host:26379/name.',
    retry: 'when-fixed',
  });
}
