import { Redis } from 'ioredis';
import { Fault } from '../../domain/fault.ts';
import { within } from '../timer.ts';
import type { RedisAddress } from './redis-address.ts';

/** Oldest version whose commands BullMQ 6 recommends. */
const OLDEST = [6, 2];
const LIMIT_MS = 3000;

/**
 * Looks at Redis before anything relies on it, for three seconds at most.
 * @returns its version
 * @throws Fault `queue.unreachable`, `queue.password`, `queue.version`, `queue.eviction`, `queue.replica`
 */
export async function checkRedis(address: RedisAddress): Promise<string> {
  const info = parseInfo(await ask(address));
  const version = info.get('redis_version') ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0]! || (major === OLDEST[0] && minor < OLDEST[1]!)) {
    throw refuse('version', `Redis at ${address.shown} is ${version}, which is too old.`, 'Use Redis 6.2 or newer.');
  }
  const policy = info.get('maxmemory_policy');
  if (policy !== 'noeviction') {
    const message = `Redis at ${address.shown} may throw away work: its maxmemory-policy is ${policy ?? 'not told'}.`;
    const fix = 'Run `redis-cli config set maxmemory-policy noeviction`, and set it in redis.conf too.';
    throw refuse('eviction', message, fix);
  }
  if (info.get('role') === 'slave') {
    const message = `Redis at ${address.shown} is a replica, which takes no writes.`;
    throw refuse('replica', message, 'Point REDIS_URL at the primary, or at the sentinels (redis+sentinel://).');
  }
  return version;
}

/** Whether Redis writes a log: what is queued then outlives its restart. */
export async function keepsLog(address: RedisAddress): Promise<boolean> {
  return parseInfo(await ask(address)).get('aof_enabled') === '1';
}

async function ask(address: RedisAddress): Promise<string> {
  let last: unknown;
  const redis = new Redis({
    ...address.options,
    lazyConnect: true,
    connectTimeout: LIMIT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    replyMapping: 'legacy',
  });
  redis.on('error', (error) => {
    last = error;
  });
  try {
    const answer = await within(
      LIMIT_MS,
      redis.connect().then(() => redis.info()),
    );
    if (answer !== 'late') return answer.value;
    throw new Error(`no answer within ${LIMIT_MS / 1000} s`);
  } catch (error) {
    throw explain(address, last ?? error);
  } finally {
    redis.disconnect();
  }
}

function explain(address: RedisAddress, error: unknown): Fault {
  const said =
    error instanceof Error ? error.message || String(Reflect.get(error, 'code') ?? error.name) : String(error);
  if (/WRONGPASS|NOAUTH|invalid password|without any password/i.test(said)) {
    const message = `Redis at ${address.shown} refuses the user or password of REDIS_URL.`;
    return refuse('password', message, 'Put the right one into REDIS_URL: redis://user:password@host:6379.', error);
  }
  const message = `Redis at ${address.shown} does not answer: ${said.replace(/\.+$/, '')}.`;
  const fix = 'Start Redis or mend REDIS_URL; without REDIS_URL, the queue lives in PostgreSQL.';
  return refuse('unreachable', message, fix, error);
}

function parseInfo(text: string): Map<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

function refuse(code: string, message: string, fix: string, cause?: unknown): Fault {
  return new Fault({ code: `queue.${code}`, message, fix, retry: 'when-fixed', cause });
}
