import type fc from 'fast-check';
import type { Json } from '../../../../src/domain/json.ts';
import { behindLocks } from '../at-once.ts';
import { choose } from './choose.ts';
import { type Op, say } from './op.ts';
import { type Answer, predict } from './predict.ts';
import { observe, perform, type Real } from './real.ts';
import type { Wish } from './wish.ts';
import { view, type World } from './world.ts';

/** The model's side of one run: the world, and how far the numbering of operations has come. */
export interface Model {
  world: World;
  count: number;
  /** What was done so far, a line each. */
  done: string[];
}

const NOTHING_WRONG = { forgotten: [], wrong: [] };

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What a failed run is told with: what was done, what should have been, and what was. */
function disagree(model: Model, what: string, expected: Json[], actual: Json): Error {
  const text = (value: Json) => JSON.stringify(value, null, 1);
  return new Error(
    [
      ...model.done,
      `${what}: the record does not agree with the model`,
      'expected',
      ...expected.map(text),
      'actual',
      text(actual),
    ].join('\n'),
  );
}

async function agree(model: Model, real: Real, worlds: World[]): Promise<void> {
  const actual = await observe(real);
  const match = worlds.find((world) => same(view(world), actual));
  if (!match) throw disagree(model, 'the state', worlds.map(view), actual);
  model.world = match;
}

/** One operation, alone: it answers as the model says, and leaves behind what the model says. */
export class One implements fc.AsyncCommand<Model, Real> {
  readonly wish: Wish;
  constructor(wish: Wish) {
    this.wish = wish;
  }

  check(model: Readonly<Model>): boolean {
    return choose(model.world, this.wish, 'x') !== undefined;
  }

  async run(model: Model, real: Real): Promise<void> {
    const op = choose(model.world, this.wish, `#${++model.count}`)!;
    model.done.push(say(op));
    const actual = await perform(real, op);
    // What a sweep may give is a range; what it gave is held against it.
    const swept = op.op === 'sweep';
    const may = predict(model.world, swept ? { ...op, saw: actual as string[] } : op);
    const fits = swept ? may.filter((o) => same(o.answer, NOTHING_WRONG)) : may.filter((o) => same(o.answer, actual));
    if (fits.length === 0) {
      const expected = may.map((o) => o.answer);
      throw disagree(model, say(op), expected, actual);
    }
    await agree(
      model,
      real,
      fits.map((o) => o.world),
    );
  }

  toString(): string {
    return this.wish.verb;
  }
}

/** Answers that may differ in words but not in meaning when two speak at once. */
function blunt(answer: Answer): Answer {
  return answer && typeof answer === 'object' && 'refused' in answer ? { refused: true } : answer;
}

/** What is about the whole record, and meets everything there is. */
const ALONE = new Set<Op['op']>(['pass', 'sweep']);

const TABLES = ['step', 'run', 'plan'] as const;

/**
 * Two operations at the same moment: both queue behind a lock that the test holds, so that each has begun before the
 * other has ended. Whatever comes of it must be what one of the two orders gives.
 */
export class Race implements fc.AsyncCommand<Model, Real> {
  readonly wishes: [Wish, Wish];
  readonly table: number;
  constructor(wishes: [Wish, Wish], table: number) {
    this.wishes = wishes;
    this.table = table;
  }

  check(model: Readonly<Model>): boolean {
    const [a, b] = this.wishes.map((w) => choose(model.world, w, 'x'));
    if (!a || !b || ALONE.has(a.op) || ALONE.has(b.op)) return false;
    // One worker says one thing at a time.
    return !('token' in a && 'token' in b && a.op !== 'claim' && a.token === b.token);
  }

  async run(model: Model, real: Real): Promise<void> {
    const [a, b] = this.wishes.map((w) => choose(model.world, w, `#${++model.count}`)!) as [Op, Op];
    const table = TABLES[this.table % TABLES.length]!;
    model.done.push(`${say(a)}  AT ONCE WITH  ${say(b)}  (behind ${table})`);
    const orders = [
      ...inTurn(model.world, a, b),
      ...inTurn(model.world, b, a).map(({ world, answers: [x, y] }) => ({ world, answers: [y, x] })),
    ];
    const actual = (await together(real, table, a, b)).map(blunt);
    const fits = orders.filter((o) => same(o.answers, actual));
    if (fits.length === 0)
      throw disagree(
        model,
        'the answers',
        orders.map((o) => o.answers),
        actual,
      );
    await agree(
      model,
      real,
      fits.map((o) => o.world),
    );
  }

  toString(): string {
    return this.wishes.map((w) => w.verb).join('+');
  }
}

/** Everything that may come of one after the other. */
function inTurn(world: World, first: Op, second: Op): { world: World; answers: [Answer, Answer] }[] {
  return predict(world, first).flatMap((one) =>
    predict(one.world, second).map((two) => {
      const answers: [Answer, Answer] = [blunt(one.answer), blunt(two.answer)];
      return { world: two.world, answers };
    }),
  );
}

async function together(real: Real, table: string, a: Op, b: Op): Promise<[Json, Json]> {
  const { db } = real.engine;
  const asked: Promise<Json>[] = [];
  await db.transaction(async (sql) => {
    await sql.query(`select from ${table} for update`);
    for (const op of [a, b]) {
      const answer = perform(real, op);
      answer.catch(() => undefined);
      asked.push(answer);
      await begun(real, answer, asked.length);
    }
  });
  return Promise.all(asked) as Promise<[Json, Json]>;
}

/** Resolves when the operation has ended, or stands behind a lock together with those before it. */
async function begun(real: Real, answer: Promise<Json>, most: number): Promise<void> {
  let over = false;
  const end = () => {
    over = true;
  };
  answer.then(end, end);
  for (let looks = 0; looks < 50 && !over; looks++) {
    if ((await behindLocks(real.engine.db)) >= most) return;
  }
}
