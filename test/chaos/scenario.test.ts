import { describe, expect, it } from 'vitest';
import { KINDS } from './fault.ts';
import { randomOf } from './random.ts';
import { scenario } from './scenario.ts';

const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('a scenario', () => {
  it('is the same for the same two numbers, in whatever order they are asked for', () => {
    const forth = numbers(30).map((run) => scenario(42, run));
    const back = numbers(30)
      .reverse()
      .map((run) => scenario(42, run));
    expect(back.reverse()).toEqual(forth);
  });

  it('is another one for another seed, and for another run', () => {
    expect(scenario(1, 0)).not.toEqual(scenario(2, 0));
    expect(scenario(1, 0).faults).not.toEqual(scenario(1, 1).faults);
  });

  it('has only the kinds that are asked for, and keeps everything else as it was', () => {
    const all = scenario(7, 3);
    const few = scenario(7, 3, ['kill', 'stop']);
    expect(new Set(few.faults.map((f) => f.kind)).size).toBeGreaterThan(0);
    expect(few.faults.every((f) => f.kind === 'kill' || f.kind === 'stop')).toBe(true);
    expect(few.ballots.every((b) => b.again === 'no' && !b.late && !b.reordered)).toBe(true);
    expect({ ...few, faults: [], ballots: [], release: undefined }).toEqual({
      ...all,
      faults: [],
      ballots: [],
      release: undefined,
    });
  });

  it('has no fault at all where none is allowed', () => {
    expect(numbers(50).flatMap((run) => scenario(7, run, []).faults)).toEqual([]);
  });

  it('never lets the requester be one of those whose votes it counts on', () => {
    for (const { requester, course, ballots } of numbers(200).map((run) => scenario(5, run))) {
      if (course !== 'approve') continue;
      const others = ballots.filter(
        (b) => b.decision === 'approve' && b.person !== requester && b.person !== 'mallory',
      );
      expect(others.length).toBeGreaterThan(0);
    }
  });
});

describe('a thousand scenarios', () => {
  const many = numbers(1000).map((run) => scenario(42, run));

  it('have every kind of fault, and every course', () => {
    const drawn = new Set<string>(many.flatMap((s) => s.faults.map((f) => f.kind)));
    const votes = many.flatMap((s) => [...s.ballots, ...(s.release?.ballots ?? [])]);
    if (votes.some((b) => b.again !== 'no')) drawn.add('click-duplicated');
    if (votes.some((b) => b.reordered)) drawn.add('click-reordered');
    if (votes.some((b) => b.late)) drawn.add('click-late');
    expect([...drawn].sort()).toEqual(Object.keys(KINDS).sort());
    expect(new Set(many.map((s) => s.course))).toEqual(new Set(['approve', 'deny', 'expire']));
    expect(new Set(many.map((s) => s.queue))).toEqual(new Set(['redis', 'postgres']));
    expect(many.some((s) => s.release?.early)).toBe(true);
    expect(many.some((s) => s.release === undefined)).toBe(true);
  });

  it('wait for every moment of every connection', () => {
    const places = new Set(many.flatMap((s) => s.faults.map((f) => `${f.victim} ${f.where} ${f.moment}`)));
    // A chat process hands the queue one wake-up at a time, and is not looked for there.
    expect(places.size).toBe((3 + 2) * 4);
  });
});

describe('the numbers', () => {
  it('are spread evenly, and the early ones favour the beginning', () => {
    const random = randomOf(1, 'test');
    const drawn = numbers(4000).map(() => random.between(0, 3));
    for (const n of [0, 1, 2, 3]) expect(drawn.filter((d) => d === n).length / 1000).toBeCloseTo(1, 0);
    const early = numbers(2000).map(() => random.early(1, 64));
    expect(Math.min(...early)).toBe(1);
    expect(Math.max(...early)).toBeLessThanOrEqual(64);
    expect(early.filter((n) => n <= 8).length).toBeGreaterThan(800);
  });

  it('of a fork do not depend on what its parent was asked before', () => {
    const one = randomOf(9);
    const other = randomOf(9);
    other.next();
    expect(one.fork('a').next()).toBe(other.fork('a').next());
    expect(one.fork('a').next()).not.toBe(one.fork('b').next());
  });
});
