import { describe, expect, test } from 'vitest';
import { redisAddress } from '../../../src/edge/queue/redis-address.ts';

describe('an address of Redis', () => {
  test.each<[string, object, string]>([
    ['redis://localhost', { host: 'localhost', port: 6379 }, 'localhost:6379'],
    ['redis://cache:7000/3', { host: 'cache', port: 7000, db: 3 }, 'cache:7000'],
    ['redis://:p%40ss@cache', { host: 'cache', port: 6379, password: 'p@ss' }, 'cache:6379'],
    [
      'rediss://quell:pw@cache:6380',
      { host: 'cache', port: 6380, username: 'quell', password: 'pw', tls: { servername: 'cache' } },
      'cache:6380',
    ],
    ['redis://[::1]:6379', { host: '::1', port: 6379 }, '[::1]:6379'],
    [
      'redis+sentinel://quell:pw@one:26379,two/main?db=2',
      {
        sentinels: [
          { host: 'one', port: 26379 },
          { host: 'two', port: 26379 },
        ],
        name: 'main',
        username: 'quell',
        password: 'pw',
        db: 2,
      },
      'main behind 2 sentinels',
    ],
    [
      'redis+sentinel://pw@one/main',
      { sentinels: [{ host: 'one', port: 26379 }], name: 'main', password: 'pw' },
      'main behind 1 sentinels',
    ],
  ])('%s is understood', (url, options, shown) => {
    expect(redisAddress(url)).toEqual({ options, shown });
  });

  test.each([
    'localhost:6379',
    'http://localhost',
    'redis://',
    'redis://cache/db',
    'redis+sentinel://one',
    'redis+sentinel://one:x/main',
    'redis+cluster://fake-secret@one',
    '',
  ])('%j is refused, without repeating it', (url) => {
    let fault: unknown;
    try {
      redisAddress(url);
    } catch (thrown) {
      fault = thrown;
    }
    expect(fault).toMatchObject({ code: 'queue.address', fix: expect.stringContaining('rediss://') });
    expect(String(fault)).not.toContain('fake-secret');
  });
});
