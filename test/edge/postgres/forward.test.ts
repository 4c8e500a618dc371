import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { readExport } from '../../../src/audit/file.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import { openDatabase } from '../../../src/edge/postgres/database.ts';
import { MIGRATIONS } from '../../../src/edge/postgres/schema.ts';
import { freshDatabase } from '../../postgres.ts';
import { catalogOf, sql } from './catalog.ts';
import { type Engine, startEngine } from './engine.ts';
import { DOORS } from './released/content.ts';

const newest = MIGRATIONS.at(-1)!.id;
const file = (schema: number) => new URL(`released/${schema}.sql`, import.meta.url);
/** Schemas that left the building; the newest may still be in the making. */
const released = MIGRATIONS.map((m) => m.id).filter((id) => existsSync(file(id)));

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function database(): Promise<string> {
  const { url, drop } = await freshDatabase();
  closers.push(drop);
  return url;
}

/** As it was, but for its deadlines: they are as far away as they were then. */
const load = (schema: number) => async (url: string) => {
  await sql(url, readFileSync(file(schema), 'utf8'));
  await sql(
    url,
    `update public.plan set approve_by = now() + interval '10 minutes', execute_by = now() + interval '1 hour'`,
  );
};

/** The record of a release, opened with today's code; its house as that release left it. */
async function opened(schema: number): Promise<Engine> {
  const e = await startEngine(undefined, load(schema));
  closers.push(() => e.close());
  for (const door of DOORS) e.doors.arrive(door, !['front', 'back', 'pen', 'gate'].includes(door));
  return e;
}

it('every schema but the newest is kept as it was released', () => {
  expect(released).toEqual(expect.arrayContaining(MIGRATIONS.map((m) => m.id).filter((id) => id < newest)));
});

describe.each(released)('the record of schema %i', (schema) => {
  it('is the same as a new one when it has been brought forward', async () => {
    const [old, fresh] = [await database(), await database()];
    await load(schema)(old);
    for (const url of [old, fresh]) await (await openDatabase(url)).close();
    expect(await catalogOf(old)).toEqual(await catalogOf(fresh));
  });

  it('is only added to, so that the processes of that release go on while they are replaced', async () => {
    const [old, fresh] = [await database(), await database()];
    await load(schema)(old);
    await (await openDatabase(fresh)).close();
    const columns = async (url: string) => {
      const lines = (await catalogOf(url)).filter((line) => line.startsWith('column '));
      return new Map(lines.map((line) => [line.split(' ')[1]!, line]));
    };
    const [then, now] = [await columns(old), await columns(fresh)];
    expect([...then.values()].filter((line) => ![...now.values()].includes(line))).toEqual([]);
    // What they write into a table of theirs lacks the new columns.
    const tables = new Set([...then.keys()].map((name) => name.split('.')[0]!));
    const added = [...now].filter(([name]) => !then.has(name) && tables.has(name.split('.')[0]!));
    expect(added.filter(([, line]) => / NO $/.test(line)).map(([name]) => name)).toEqual([]);
  });

  it('can be read whole, and its chains verify', async () => {
    const e = await opened(schema);
    expect((await e.incidents.incidents('all')).map((i) => [i.id, i.status])).toEqual(
      expect.arrayContaining([
        ['INC-1', 'open'],
        ['INC-2', 'closed'],
      ]),
    );
    const plans = await e.plans.plansOf('INC-1');
    const seen = await Promise.all(
      plans.map(async (plan) => {
        const [run, votes] = [await e.record.runOf(plan.id), await e.approvals.votes(plan.id)];
        return `${plan.status}, ${votes.length} votes, ${run.state}: ${run.steps.map((s) => s.state).join(' ')}`;
      }),
    );
    expect(seen.filter((line) => !line.startsWith('superseded'))).toEqual([
      'approved, 1 votes, contained: verified verified',
      'denied, 1 votes, cancelled: cancelled',
      'approved, 1 votes, running: applied',
      'pending, 1 votes, running: verified running waiting',
      'pending, 0 votes, running: waiting',
    ]);
    expect(await e.audit.events('INC-1')).not.toEqual([]);
    expect(await verifyChain(e.audit.all())).toMatchObject({ valid: true });
    const lines: string[] = [];
    for await (const event of e.audit.all()) lines.push(JSON.stringify(event));
    expect(await verifyChain(readExport(lines.join('\n'), 'audit.jsonl'))).toMatchObject({
      valid: true,
      events: lines.length,
    });
  });

  it('goes on: what was in flight comes to its end, and what waited for votes can be approved', async () => {
    const e = await opened(schema);
    await e.drain();
    // Where the worker of then ended in the middle of its call, a door that is to be shut is shut.
    expect(e.doors.writes).toEqual(['roof=false']);
    const [proving, flying, pending] = (await e.plans.plansOf('INC-1'))
      .filter((p) => p.status !== 'superseded')
      .slice(-3);
    expect(await e.record.runOf(proving!.id)).toMatchObject({ state: 'contained' });
    await e.approve(flying!, 'cy');
    await e.approve(pending!);
    await e.drain();
    expect(e.doors.writes).toEqual(expect.arrayContaining(['barn=false', 'cellar=false']));
    expect(e.doors.writes).toHaveLength(3);
    for (const plan of [flying!, pending!]) expect(await e.record.runOf(plan.id)).toMatchObject({ state: 'contained' });
    // What was found before that release acted is still what a release puts back.
    const { steps } = await e.record.runOf(flying!.id);
    expect(steps.map((s) => s.receipt?.prior)).toEqual([{ open: true }, { open: true }, { open: true }]);
    expect(await verifyChain(e.audit.all())).toMatchObject({ valid: true });
  });

  it('keeps its promises: neither events nor receipts can be changed', async () => {
    const e = await opened(schema);
    for (const change of ['update event set body = body', 'delete from event', 'truncate event', 'delete from receipt'])
      await expect(e.db.query(change)).rejects.toThrow('is append-only');
  });

  it('is brought forward once, by however many processes start at the same moment', async () => {
    const url = await database();
    await load(schema)(url);
    const all = await Promise.all([1, 2, 3, 4].map(() => openDatabase(url, 2)));
    for (const db of all) await db.close();
    const done = await sql<{ id: number }>(url, 'select id from migration order by id');
    expect(done.map((m) => m.id)).toEqual(MIGRATIONS.map((m) => m.id));
  });
});

/** Lets `n` changes of the schema through and refuses the next one; counted outside of any transaction. */
const refuseAfter = (n: number) => `
  create schema harm;
  create sequence harm.changes;
  create function harm.refuse() returns event_trigger language plpgsql as $$
  begin
    if nextval('harm.changes') > ${n} then raise exception 'the disk is full'; end if;
  end $$;
  create event trigger harm on ddl_command_end
    when tag in ('CREATE TABLE', 'ALTER TABLE', 'CREATE INDEX', 'CREATE FUNCTION', 'CREATE TRIGGER')
    execute function harm.refuse()`;

describe('a step forward that fails', () => {
  it.each([0, ...released.filter((id) => id < newest)])(
    'leaves schema %i as it was, says why, and is made good by the next start',
    async (schema) => {
      const url = await database();
      if (schema > 0) await load(schema)(url);
      const known = 'create table if not exists migration (id integer primary key, at timestamptz default now())';
      await sql(url, known);
      const before = await catalogOf(url);
      const rows = 'select id from migration order by id';
      const steps = await sql(url, rows);
      await sql(url, refuseAfter(2));
      const failed = openDatabase(url);
      await expect(failed).rejects.toMatchObject({
        code: 'database.migration',
        message: `The schema could not be brought to ${schema + 1}, and is as it was: the disk is full.`,
        fix: expect.stringContaining('start again'),
      });
      expect(await catalogOf(url)).toEqual(before);
      expect(await sql(url, rows)).toEqual(steps);
      await sql(url, 'drop event trigger harm; drop schema harm cascade');
      await (await openDatabase(url)).close();
      expect(await sql(url, rows)).toHaveLength(MIGRATIONS.length);
    },
  );
});

describe('a record from the future', () => {
  it('is refused, with what to start instead, and is not touched', async () => {
    const url = await database();
    await (await openDatabase(url)).close();
    await sql(url, `insert into migration (id) values (${newest + 1})`);
    const before = await catalogOf(url);
    await expect(openDatabase(url)).rejects.toMatchObject({
      code: 'database.newer',
      message: `The database has schema ${newest + 1}; this Quell knows ${newest}.`,
      fix: expect.stringContaining('or a newer one.'),
    });
    expect(await catalogOf(url)).toEqual(before);
  });
});
