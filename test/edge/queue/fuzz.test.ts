import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redisAddress } from '../../../src/edge/queue/redis-address.ts';
import { readOrFault } from '../../fuzz.ts';
import { damaged, garbage, repeated } from '../../mutate.ts';

const SECRET = 'fake-planted-password';
const REAL = [
  `redis://:${SECRET}@cache:6379/3`,
  `rediss://quell:${SECRET}@cache.example:6380`,
  'redis://[::1]:6379',
  `redis+sentinel://quell:${SECRET}@one:26379,two:26380/main?db=2`,
  'redis+sentinel://one/main',
];
const SCRAPS = [
  ...[
    'redis://',
    'rediss://',
    'redis+sentinel://',
    'http://',
    '://',
    '//',
    '/',
    '@',
    ':',
    ',',
    '?',
    '?db=',
    '#',
    '%',
    '%zz',
  ],
  ...[
    '%00',
    '%40',
    '[',
    ']',
    '::1',
    ' ',
    '\t',
    '\n',
    '\u0000',
    '\ud800',
    'ä',
    '0',
    '99999',
    '-1',
    '1e3',
    '..',
    '\\',
    SECRET,
  ],
];

function read(text: string): void {
  const got = readOrFault(() => redisAddress(text));
  if ('fault' in got) {
    expect(got.fault.code).toBe('queue.address');
    expect(`${got.fault.message}${got.fault.fix}`).not.toContain(SECRET);
    return;
  }
  const { options, shown } = got.read;
  const places = options.sentinels ?? [options];
  expect(places.length).toBeGreaterThan(0);
  for (const { host, port } of places) {
    expect(host).toMatch(/\S/);
    expect(Number.isInteger(port) && port! >= 0 && port! <= 65_535, `port ${port}`).toBe(true);
  }
  if (options.db !== undefined) expect(Number.isSafeInteger(options.db)).toBe(true);
  // A short one, or one that a host is named after, stands there without being given away.
  const { password = '', name = '' } = options;
  const told = [name, ...places.map((p) => p.host!)].some((part) => part.includes(password));
  if (password.length > 3 && !told) expect(shown).not.toContain(password);
}

const host = fc.domain();
const port = fc.integer({ min: 1, max: 65_535 });
const word = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 16 });
const login = fc.option(fc.record({ username: fc.option(word, { nil: undefined }), password: word }), {
  nil: undefined,
});
const db = fc.option(fc.nat(15), { nil: undefined });
const userinfo = (who: { username: string | undefined; password: string } | undefined) =>
  who ? `${encodeURIComponent(who.username ?? '')}:${encodeURIComponent(who.password)}@` : '';
const credentials = (who: { username: string | undefined; password: string } | undefined) =>
  who ? { ...(who.username ? { username: who.username } : {}), password: who.password } : {};

describe('whatever stands in REDIS_URL', () => {
  it('is an address or a fault that repeats nothing of it', () => {
    fc.assert(
      fc.property(fc.oneof(damaged(REAL, SCRAPS), garbage(SCRAPS)), (text) => read(text)),
      { numRuns: 3000 },
    );
  });

  it('is understood as it was meant', () => {
    fc.assert(
      fc.property(host, port, login, db, fc.boolean(), (h, p, who, n, tls) => {
        const { options } = redisAddress(
          `${tls ? 'rediss' : 'redis'}://${userinfo(who)}${h}:${p}${n === undefined ? '' : `/${n}`}`,
        );
        const meant = { host: h, port: p, ...credentials(who), ...(n === undefined ? {} : { db: n }) };
        expect(options).toEqual({ ...meant, ...(tls ? { tls: { servername: h } } : {}) });
      }),
      { numRuns: 500 },
    );
  });

  it('is understood as it was meant, with sentinels', () => {
    const sentinels = fc.array(fc.record({ host, port }), { minLength: 1, maxLength: 4 });
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
    fc.assert(
      fc.property(sentinels, name, login, db, (all, of, who, n) => {
        const hosts = all.map((s) => `${s.host}:${s.port}`).join(',');
        const { options } = redisAddress(
          `redis+sentinel://${userinfo(who)}${hosts}/${of}${n === undefined ? '' : `?db=${n}`}`,
        );
        const meant = { sentinels: all, name: of, ...credentials(who) };
        expect(options).toEqual({ ...meant, ...(n === undefined ? {} : { db: n }) });
      }),
      { numRuns: 500 },
    );
  });

  it.each(repeated(SCRAPS, 128 * 1024))('128 KiB of %s are no work', (_, text) => {
    read(text);
    read(`redis+sentinel://${text}`);
    read(`redis+sentinel://${text}/main`);
  });
});
