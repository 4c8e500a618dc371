import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/edge/postgres/database.ts';
import { startStage } from '../e2e/stage.ts';
import { freshDatabase } from '../postgres.ts';
import { busyHour } from './busy-hour.ts';
import { fillRecord, LARGE, SIZE } from './content.ts';
import { explainEverything, hearPlans, type Ran, type Read, readsOf } from './plans.ts';

/** More rows of one table than any statement has a reason to look at; lists are cut at 500. */
const MANY = 600;

/** The sweeper looks at everything in hand, whatever it is worth: once a second, and never at what has ended. */
const SWEEPER = /crowded_out/;

let drop: () => Promise<void>;
let db: Database;
let heard: ReturnType<typeof hearPlans>;
let ran: Ran[] = [];

beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  const filling = await openDatabase(database.url);
  await fillRecord(database.url);
  await explainEverything(filling);
  await filling.close();
  heard = hearPlans();
  const s = await startStage({ databaseUrl: database.url });
  await busyHour(s).finally(() => s.close());
  ran = heard.ran.splice(0);
  db = await openDatabase(database.url);
  heard.ran.splice(0);
}, 120_000);

afterAll(async () => {
  heard?.stop();
  await db?.close();
  await drop?.();
});

const large = (from: Ran[]) => from.flatMap(readsOf).filter((read) => LARGE.has(read.table));
const shown = (found: Read[]) => [
  ...new Set(found.map((r) => `${r.how} of ${r.table} (${r.rows} rows): ${r.text.slice(0, 400)}`)),
];

describe('on a record of 2,000 incidents, 200,000 events and 2,000 steps in hand', () => {
  it('every statement is heard, those inside of functions too', () => {
    const texts = new Set(ran.map((r) => r.text));
    expect(texts.size).toBeGreaterThan(40);
    for (const part of [/insert into event/, /insert into receipt/, /insert into vote/, /insert into applied/])
      expect([...texts].some((text) => part.test(text))).toBe(true);
    const tables = new Set(large(ran).map((read) => read.table));
    for (const table of ['incident', 'plan', 'run', 'step', 'receipt', 'event', 'vote'])
      expect(tables).toContain(table);
  });

  it('nothing that people or workers wait for reads a table from end to end', () => {
    expect(shown(large(ran).filter((read) => read.whole))).toEqual([]);
  });

  it('no statement looks at more rows than it has a reason to, whichever way it reads them', () => {
    const bound = ({ text }: Read) => MANY + (SWEEPER.test(text) ? SIZE.inHand : 0);
    expect(shown(large(ran).filter((read) => read.rows > bound(read)))).toEqual([]);
  });

  it('one that had no index would be seen', async () => {
    await db.query('select count(*) from plan where requester = $1', ['ana']);
    await db.query(`select count(*) from step where due_at > $1 and state in ('due', 'running', 'applied')`, [
      new Date(),
    ]);
    expect(large(heard.ran)).toMatchObject([
      { table: 'plan', whole: true },
      { table: 'step', whole: false, rows: 2_000 },
    ]);
  });
});
