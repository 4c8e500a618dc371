import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyChain } from '../../../src/audit/verify.ts';
import { QUELL } from '../../../src/domain/person.ts';
import { jobRecord } from '../../../src/edge/postgres/jobs.ts';
import { type Engine, startEngine } from './engine.ts';
import { type Model, One, Race } from './model/command.ts';
import type { Real } from './model/real.ts';
import { type Wish, wish } from './model/wish.ts';
import { empty, SUSPECT } from './model/world.ts';

/** More runs look deeper: `QUELL_MODEL_RUNS=2000 npx vitest run test/edge/postgres/model.test.ts`. */
const RUNS = Number(process.env.QUELL_MODEL_RUNS ?? 30);

/** Ms: as long as so many runs take on a busy machine. */
const timeout = RUNS * 4000;

/** The arrows of a step's life; `claim` of a step whose worker died leaves it running. */
const ARROWS: Record<string, string[]> = {
  waiting: ['due', 'cancelled', 'expired'],
  due: ['running', 'cancelled'],
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
async function begin(limit: number): Promise<{ model: Model; real: Real }> {
  await engine.db.query('alter table step disable trigger note_arrow');
  await engine.db.query(
    `update step set state = 'cancelled', due_at = null, lease_until = null, lease_owner = null, crowded = false`,
  );
  await engine.db.query(`update run set state = 'cancelled'`);
  await engine.db.query(`update plan set status = 'withdrawn'`);
  await engine.db.query('alter table step enable trigger note_arrow');
  const incident = await engine.incidents.declare(
    { title: 't', severity: 1, mode: 'live', commander: 'ana', suspects: [SUSPECT] },
    (id) => ({ stream: id, type: 'command.declared', actor: QUELL, summary: id, data: { incident: id } }),
  );
  const record = jobRecord(engine.db, limit);
  const real = { engine, record, incident: incident.id, plans: new Map(), fences: new Map() };
  return { model: { world: empty(limit), count: 0, done: [] }, real };
}

async function explore(commands: fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Real>>>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(wish, fc.constantFrom(1, 2, 8), commands, async (first, limit, all) => {
      await fc.asyncModelRun(async () => {
        const started = await begin(limit);
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

/** What is known to meet: a worker that was slow and the one that took over, a vote and what it is about. */
const MEETINGS = [
  ...(['applied', 'end', 'later', 'renew', 'claim', 'zombie'] as const).map((verb) => ['claim', verb] as const),
  ...(['vote', 'prove', 'intend', 'freeze', 'narrow', 'take-back', 'expire-votes', 'end'] as const).map(
    (verb) => ['vote', verb] as const,
  ),
  ...(['vote', 'intend', 'claim', 'end', 'remind'] as const).map((verb) => ['withdraw', verb] as const),
  ...(['applied', 'end', 'expire-time', 'retry'] as const).map((verb) => ['end', verb] as const),
] as const;
const to = (verb: Wish['verb']) => wish.map((w): Wish => ({ ...w, verb, which: w.which % 3 }));
const near = fc.constantFrom(...MEETINGS).chain(([a, b]) => fc.tuple(to(a), to(b)));
const race = fc.tuple(fc.oneof(near, fc.tuple(wish, wish)), fc.nat(2)).map(([both, table]) => new Race(both, table));

it('answers and remembers as the model says, whatever is done in whatever order', { timeout }, async () => {
  await explore(fc.commands([one], { maxCommands: 60, size: 'max' }));
});

it('gives what one of two orders gives when two things are done at once', { timeout }, async () => {
  await explore(fc.commands([one, race], { maxCommands: 40, size: 'max' }));
});
