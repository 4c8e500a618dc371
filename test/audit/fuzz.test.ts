import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/audit/file.ts';
import type { RawEvent } from '../../src/audit/record.ts';
import { hashOf, verifyChain } from '../../src/audit/verify.ts';
import { expectFault, readOrFault } from '../fuzz.ts';
import { damaged, garbage, repeated } from '../mutate.ts';

const START = '0'.repeat(64);
const SCRAPS = [
  ...['{', '}', '[', ']', '"', ',', ':', '\n', '\r\n', '\u2028', '\u0000', '\ud800', 'null', 'true', '1e999', '-0'],
  ...['"seq":', '"stream":', '"hash":', '"prev":', '"body":', '"at":', '"__proto__":{}', '\\u0000', '\\ud800', '\\'],
  ...[START, '{}', '[]', '0', '-1', '9007199254740993', ' '],
];

/** A sound export: streams of events, each chained to the one before it, and one that knows of the others. */
function exported(lengths: readonly number[]): RawEvent[] {
  const chain = (stream: string, bodies: string[]): RawEvent[] => {
    const events: RawEvent[] = [];
    for (const [i, body] of bodies.entries()) {
      const event = {
        stream,
        seq: i + 1,
        at: `2026-11-22T03:12:${10 + i}.000Z`,
        body,
        prev: events.at(-1)?.hash ?? START,
      };
      events.push({ ...event, hash: hashOf(event) });
    }
    return events;
  };
  const body = (type: string, data: object) => JSON.stringify({ actor: 'a', data, summary: 's', type });
  const names = lengths.map((_, i) => `INC-${i + 1}`);
  const incidents = lengths.map((n, i) =>
    chain(names[i]!, [
      body('command.declared', { incident: names[i] }),
      ...Array.from({ length: n }, (_x, k) => body('command.noted', { k })),
    ]),
  );
  const own = [
    ...names.map((incident) => body('command.declared', { incident })),
    ...incidents.map((events) => {
      const last = events.at(-1)!;
      return body('command.closed', { incident: last.stream, events: events.length, head: last.hash });
    }),
  ];
  return [...incidents.flat(), ...chain('quell', own)];
}

const text = (events: readonly RawEvent[]) => events.map((e) => `${JSON.stringify(e)}\n`).join('');
const REAL = [text(exported([2, 0])), text(exported([1])), text(exported([3, 1, 2]))];
const lengths = fc.array(fc.nat(4), { minLength: 1, maxLength: 3 });

describe('whatever is handed in as an export of the audit log', () => {
  it('is events or a fault with a line', () => {
    fc.assert(
      fc.property(fc.oneof(damaged(REAL, SCRAPS), garbage(SCRAPS)), (t) => {
        const got = readOrFault(() => [...readExport(t, 'audit.jsonl')]);
        if ('fault' in got) {
          expect(got.fault.code).toBe('audit.file');
          expect(got.fault.message.startsWith(`audit.jsonl:${got.fault.at!.line}:1: `)).toBe(true);
          expect(got.fault.at!.line).toBeLessThanOrEqual(t.split('\n').length);
          return;
        }
        const lines = t.split('\n').filter((line) => line !== '');
        expect(got.read).toEqual(lines.map((line) => JSON.parse(line)));
      }),
      { numRuns: 2000 },
    );
  });

  it('is read back as it was written, and is whole', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, async (n) => {
        const events = exported(n);
        const back = [...readExport(text(events), 'audit.jsonl')];
        expect(back).toEqual(events);
        expect(await verifyChain(back)).toMatchObject({ valid: true, events: events.length });
      }),
      { numRuns: 100 },
    );
  });

  it('is never called whole when it says anything else than what was written', async () => {
    const file = fc.constantFrom(...REAL);
    await fc.assert(
      fc.asyncProperty(file, damaged(['x'], SCRAPS), fc.nat(), fc.nat(9), async (sound, put, where, cut) => {
        const at = where % sound.length;
        const bad = sound.slice(0, at) + put + sound.slice(at + cut);
        const before = [...readExport(sound, 'f')];
        let after: RawEvent[];
        try {
          after = [...readExport(bad, 'f')];
        } catch (thrown) {
          expectFault(thrown);
          return;
        }
        const check = await verifyChain(after);
        // A file that ends early in the stream that knows the others can only be told by who knows how long it was.
        const shorter = JSON.stringify(before.slice(0, after.length)) === JSON.stringify(after);
        expect(check.valid && JSON.stringify(after) !== JSON.stringify(before) && !shorter).toBe(false);
        if (!check.valid) expect(check.why).toMatch(/\.$/);
      }),
      { numRuns: 1500 },
    );
  });

  it('is found out when events are taken away, swapped or told twice', async () => {
    const events = exported([3, 2]);
    const edit = fc.record({ kind: fc.constantFrom('drop', 'swap', 'twice'), at: fc.nat(events.length - 1) });
    await fc.assert(
      fc.asyncProperty(edit, async ({ kind, at }) => {
        const other = (at + 1) % events.length;
        const changed =
          kind === 'drop'
            ? events.toSpliced(at, 1)
            : kind === 'twice'
              ? events.toSpliced(at, 0, events[at]!)
              : events.with(at, events[other]!).with(other, events[at]!);
        // The last word of the stream that knows the others has nobody to vouch for it, and two streams may be told in either order.
        const innocent =
          (kind === 'drop' && at === events.length - 1) ||
          (kind === 'swap' && events[at]!.stream !== events[other]!.stream);
        if (!innocent) expect((await verifyChain(changed)).valid).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it.each(repeated(SCRAPS, 256 * 1024))('256 KiB of %s are no work', (_, t) => {
    readOrFault(() => [...readExport(t, 'audit.jsonl')]);
  });
});
