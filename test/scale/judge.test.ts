import { describe, expect, it } from 'vitest';
import { judge, type Measured } from './judge.ts';
import { withNumbers } from './page.ts';
import type { Sample } from './watch.ts';

/** Ten minutes, a look every two seconds. */
function looks(change: (minute: number) => Partial<Sample> = () => ({})): Sample[] {
  return Array.from({ length: 300 }, (_, i) => {
    const minute = i / 30;
    const swing = i % 7 < 3 ? 1 : 0;
    return { minute, rssMb: 150, heapMb: 40 + swing, files: 30, sockets: 14, handles: 20 + swing, ...change(minute) };
  });
}

const measured = (change: Partial<Measured> = {}, samples = looks()): Measured => ({
  size: { workers: 10, concurrency: 4, perAccount: 4, sizes: [5] },
  queue: 'redis',
  accounts: 8,
  fair: { aloneMs: 100, besideMs: 200, wentBefore: 40, wereLeft: 800 },
  severe: { wentBefore: 30, wereLeft: 300 },
  mostPerAccount: 4,
  twice: 0,
  refusals: 0,
  endured: {
    minutes: 10,
    steps: 1000,
    stepsPerSecond: 2,
    runs: 10,
    watched: {
      processes: [
        { name: 'chat', samples: looks() },
        { name: 'worker 1', samples },
      ],
      servers: [],
    },
    rest: { minute: 10, connections: 50, queueKeys: 4, queueEntries: 4 },
  },
  ...change,
});

const broken = (m: Measured) =>
  judge(m)
    .filter((j) => !j.ok)
    .map((j) => j.what);

describe('an installation is judged', () => {
  it('as good when everything is as it must be', () => {
    expect(broken(measured())).toEqual([]);
  });

  it.each<[string, Partial<Measured>]>([
    ['a large run does not starve a small one', { fair: { aloneMs: 1, besideMs: 9, wentBefore: 378, wereLeft: 378 } }],
    ['severity first', { severe: { wentBefore: 155, wereLeft: 155 } }],
    ['the limit of an account is kept', { mostPerAccount: 5 }],
    ['the limit of an account was tried', { mostPerAccount: 3 }],
    ['no door was shut twice', { twice: 1 }],
  ])('by what was counted: %s', (what, change) => {
    expect(broken(measured(change))).toEqual([what]);
  });

  it('by memory that grows slowly but surely, in one process alone', () => {
    const leak = looks((minute) => ({ heapMb: 40 + 0.8 * minute + (minute % 0.3) }));
    expect(broken(measured({}, leak))).toEqual(['memory of worker 1 is flat']);
  });

  it('not by what was compiled in the first half', () => {
    const warm = looks((minute) => ({ heapMb: 30 + Math.min(minute, 4) * 5 + (minute % 0.3) }));
    expect(broken(measured({}, warm))).toEqual([]);
  });

  it('by sockets that stay open', () => {
    const left = looks((minute) => ({ sockets: 14 + Math.floor(3 * minute) }));
    expect(broken(measured({}, left))).toEqual(['open sockets do not grow']);
  });

  it('by what is left on the queue at rest beyond its own marks: five wake-ups are five too many', () => {
    const { endured } = measured();
    expect(broken(measured({ endured: { ...endured, rest: { ...endured.rest, queueEntries: 9 } } }))).toEqual([
      'the queue is empty at rest',
    ]);
  });
});

describe('the page', () => {
  const page = 'before\n<!-- numbers: npm run scale -- --write -->\nold\n<!-- end of numbers -->\nafter\n';

  it('gets the numbers in their place, as often as they are written', () => {
    const once = withNumbers(page, 'Node 24', 'steps 1');
    expect(once).toContain('steps 1');
    expect(once).not.toContain('old');
    expect(withNumbers(once, 'Node 24', 'steps 1')).toBe(once);
  });

  it('without a place for them is not touched', () => {
    expect(() => withNumbers('nothing here', 'Node 24', '')).toThrow(/no place/);
  });
});
