import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Check } from '../../../src/domain/action.ts';
import { openDatabase } from '../../../src/edge/postgres/database.ts';
import { diagnose } from '../../../src/edge/postgres/diagnose.ts';
import { examineDatabase } from '../../../src/edge/postgres/examine.ts';
import type { Facts } from '../../../src/edge/postgres/facts.ts';
import { MIGRATIONS } from '../../../src/edge/postgres/schema.ts';
import { freshDatabase } from '../../postgres.ts';
import { catalogOf, sql } from './catalog.ts';

const newest = MIGRATIONS.at(-1)!.id;
let url: string;
let drop: () => Promise<void>;
beforeEach(async () => {
  ({ url, drop } = await freshDatabase());
});
afterEach(() => drop());

const failing = (checks: Check[]) => checks.filter((c) => !c.ok);
/** The one line that fails, whose fix is a sentence. */
function only(checks: Check[]): Check {
  const [first, ...others] = failing(checks);
  expect(others).toEqual([]);
  expect(first?.fix).toMatch(/[.;]$/);
  return first!;
}
const changed = (change: (at: URL) => void): string => {
  const at = new URL(url);
  change(at);
  return at.href;
};

describe('a database that is well', () => {
  it('is said to be so, line by line, and is not touched when it is empty', async () => {
    const before = await catalogOf(url);
    const checks = await examineDatabase(url);
    expect(failing(checks)).toEqual([]);
    expect(checks.map((c) => c.what)).toEqual([
      'PostgreSQL',
      'PostgreSQL, schema',
      'PostgreSQL, connections',
      'PostgreSQL, clock',
    ]);
    expect(checks[0]!.saw).toMatch(/^version 18\./);
    expect(checks[1]!.saw).toBe(`none yet; the first start makes schema ${newest}`);
    expect(await catalogOf(url)).toEqual(before);
  });

  it('has the newest schema and its guards after a start', async () => {
    await (await openDatabase(url)).close();
    const checks = await examineDatabase(url, 'PostgreSQL at DATABASE_URL');
    expect(failing(checks)).toEqual([]);
    expect(checks).toContainEqual({
      ok: true,
      what: 'PostgreSQL at DATABASE_URL, schema',
      saw: `${newest}, the newest`,
    });
    expect(checks.map((c) => c.saw)).toContain('events and receipts cannot be changed');
  });

  it('may have an older schema, which a look does not move', async () => {
    await (await openDatabase(url)).close();
    await sql(url, `delete from migration where id = ${newest}; insert into migration (id) values (0)`);
    const checks = await examineDatabase(url);
    expect(checks[1]).toEqual({
      ok: true,
      what: 'PostgreSQL, schema',
      saw: `${newest - 1}; the next start makes it ${newest}`,
    });
    expect(await sql(url, `select from migration where id = ${newest}`)).toHaveLength(0);
  });
});

describe('a database that cannot be opened', () => {
  it.each([
    ['nobody there', (at: URL) => (at.port = '1'), /does not answer\.$/, /^Start it, or correct DATABASE_URL/],
    [
      'a wrong password',
      (at: URL) => (at.password = 'fake-and-wrong'),
      /password authentication failed/,
      /Correct user/,
    ],
    ['no such database', (at: URL) => (at.pathname = '/nowhere'), /"nowhere" does not exist/, /Correct user, password/],
  ])('for %s is one line with its fix', async (_, change, saw, fix) => {
    const line = only(await examineDatabase(changed((at) => void change(at))));
    expect(line.saw).toMatch(saw);
    expect(line.fix).toMatch(fix);
  });
});

describe('a database on which Quell must not rely', () => {
  const name = () => new URL(url).pathname.slice(1);

  it('has a schema from the future', async () => {
    await (await openDatabase(url)).close();
    await sql(url, `insert into migration (id) values (${newest + 5})`);
    const line = only(await examineDatabase(url));
    expect(line.saw).toBe(`${newest + 5}, and this Quell knows ${newest}`);
    expect(line.fix).toContain('or a newer one');
  });

  it.each([
    ['event_append_only', 'drop trigger event_append_only on event', /gone/],
    ['event_no_truncate', 'drop trigger event_no_truncate on event', /gone/],
    ['receipt_append_only', 'alter table receipt disable trigger receipt_append_only', /turned off/],
  ])('has lost %s; the fix makes it again', async (trigger, harm, saw) => {
    await (await openDatabase(url)).close();
    const before = await catalogOf(url);
    await sql(url, harm);
    const line = only(await examineDatabase(url));
    expect(line.saw).toContain(trigger);
    expect(line.saw).toMatch(saw);
    await sql(url, /run: (.+;)$/.exec(line.fix!)![1]!);
    expect(failing(await examineDatabase(url))).toEqual([]);
    expect(await catalogOf(url)).toEqual(before);
  });

  it('lets its user make nothing', async () => {
    const user = `weak_${Date.now()}`;
    await sql(url, `create role ${user} login password 'fake-password'`);
    try {
      const weak = changed((at) => Object.assign(at, { username: user, password: 'fake-password' }));
      const line = only(await examineDatabase(weak));
      expect(line.saw).toContain('may not create tables');
      expect(line.fix).toContain('owner of the database');
    } finally {
      await sql(url, `drop role ${user}`);
    }
  });

  it.each([
    ['takes no writes', 'default_transaction_read_only = on', /takes no writes from this user/, /read_only to off/],
    ['forgets what it confirmed', 'synchronous_commit = off', /synchronous_commit off/, /Set synchronous_commit to on/],
  ])('%s', async (_, setting, saw, fix) => {
    await sql(url, `alter database ${name()} set ${setting}`);
    const line = only(await examineDatabase(url));
    expect(line.saw).toMatch(saw);
    expect(line.fix).toMatch(fix);
  });

  it('has another encoding', async () => {
    const ascii = `${name()}_ascii`;
    await sql(inject('postgres'), `create database ${ascii} encoding 'SQL_ASCII' template template0`);
    try {
      const line = only(await examineDatabase(changed((at) => (at.pathname = `/${ascii}`))));
      expect(line.saw).toContain('SQL_ASCII');
      expect(line.fix).toContain('encoding UTF8');
    } finally {
      await sql(inject('postgres'), `drop database ${ascii} with (force)`);
    }
  });
});

describe('what cannot be had here on demand', () => {
  const well: Facts = {
    version: '18.4',
    number: '180004',
    encoding: 'UTF8',
    standby: false,
    readonly: 'off',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    maycreate: true,
    limit: 97,
    taken: 12,
    quell: 11,
    clock: 0,
    known: false,
  };

  it('is well where the facts are', () => {
    expect(failing(diagnose(well, undefined, 0))).toEqual([]);
  });

  it.each<[string, Partial<Facts>, number, RegExp, RegExp]>([
    [
      'a server that nobody mends',
      { version: '14.2', number: '140002' },
      0,
      /14\.2, which its makers/,
      /PostgreSQL 15 or newer/,
    ],
    [
      'a disk that is not waited for',
      { fsync: 'off', full_page_writes: 'off' },
      0,
      /fsync, full_page_writes off/,
      /to on/,
    ],
    ['a standby', { standby: true }, 0, /a standby that takes no writes/, /the primary/],
    ['a full house', { taken: 90 }, 0, /90 of 97 taken, 11 by Quell: no room/, /max_connections/],
    ['a clock that is behind', {}, -61_000, /61\.0 s behind/, /NTP/],
    ['a clock that is ahead', {}, 6000, /6\.0 s ahead of/, /NTP/],
  ])('%s', (_, change, skew, saw, fix) => {
    const line = only(diagnose({ ...well, ...change }, undefined, skew));
    expect(line.saw).toMatch(saw);
    expect(line.fix).toMatch(fix);
  });
});
