import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyChain } from '../../../src/audit/verify.ts';
import { QUELL } from '../../../src/domain/person.ts';
import { type Engine, startEngine } from './engine.ts';
import { wish } from './model/choose.ts';
import { type Model, One, Race } from './model/command.ts';
import type { Real } from './model/real.ts';
import { EMPTY } from './model/world.ts';

/** More runs look deeper: `QUELL_MODEL_RUNS=2000 npx vitest run test/edge/postgres/model.test.ts`. */
const RUNS = Number(process.env.QUELL_MODEL_RUNS ?? 30);

/** The arrows of a step's life; `claim` of a step whose worker died leaves it running. */
const ARROWS: Record<string, string[]> = {
  waiting: ['due', 'cancelled', 'expired'],
  due: ['running'],
  running: ['due', 'applied', 'failed', 'changed', 'in-doubt', 'cancelled', 'expired'],
  applied: ['verified', 'failed'],
  failed: ['due'],
  'in-doubt': ['applied', 'due', 'failed'],
};

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
  const { rows } = await engine.db.query<{ name: string }>('select current_database() as name');
  // Nothing here is about power cuts, and a run is many small transactions.
  await engine.db.query(`alter database ${rows[0]!.name} set synchronous_commit = off`);
  await engine.db.query('create table arrow (was text, became text, unique (was, became))');
  await engine.db.query(`create function note_arrow() returns trigger language plpgsql as $$
    begin
      insert into arrow values (old.state, new.state) on conflict do nothing;
      return null;
    end $$`);
  await engine.db.query(`create trigger note_arrow after update of state on step for each row
    when (old.state <> new.state) execute function note_arrow()`);
});
afterAll(() => engine.close());

/** An incident of its own on the same record. What an earlier run left open would be found due here. */
async function begin(): Promise<{ model: Model; real: Real }> {
  await engine.db.query('alter table step disable trigger note_arrow');
  await engine.db.query(`update step set state = 'cancelled', due_at = null`);
  await engine.db.query(`update run set state = 'cancelled'`);
  await engine.db.query(`update plan set status = 'withdrawn'`);
  await engine.db.query('alter table step enable trigger note_arrow');
  const incident = await engine.incidents.declare(
    { title: 't', severity: 1, mode: 'live', commander: 'ana', suspects: [] },
    (id) => ({ stream: id, type: 'command.declared', actor: QUELL, summary: id, data: { incident: id } }),
  );
  const real = { engine, incident: incident.id, plans: new Map(), fences: new Map() };
  return { model: { world: EMPTY, count: 0, done: [] }, real };
}

async function explore(commands: fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Real>>>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(wish, commands, async (first, all) => {
      await fc.asyncModelRun(async () => {
        const started = await begin();
        await new One({ ...first, verb: 'freeze' }).run(started.model, started.real);
        return started;
      }, all);
    }),
    { numRuns: RUNS, endOnFailure: RUNS > 100 },
  );
  expect(await verifyChain(engine.audit.all())).toMatchObject({ valid: true });
  const { rows } = await engine.db.query<{ was: string; became: string }>('select * from arrow');
  for (const { was, became } of rows) expect(ARROWS[was] ?? [], `${was} → ${became}`).toContain(became);
}

const one = wish.map((w) => new One(w));
const race = fc.tuple(wish, wish, fc.nat(2)).map(([a, b, table]) => new Race([a, b], table));

it('answers and remembers as the model says, whatever is done in whatever order', async () => {
  await explore(fc.commands([one], { maxCommands: 60, size: 'max' }));
});

it('gives what one of two orders gives when two things are done at once', async () => {
  await explore(fc.commands([one, race], { maxCommands: 40, size: 'max' }));
});
