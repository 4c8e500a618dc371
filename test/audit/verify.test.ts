import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/audit/file.ts';
import type { RawEvent } from '../../src/audit/record.ts';
import { hashOf, verifyChain } from '../../src/audit/verify.ts';
import { Fault } from '../../src/domain/fault.ts';
import { Ledger, ledgers } from './chain.ts';

const check = (property: fc.IAsyncProperty<unknown>) =>
  fc.assert(property as fc.IAsyncProperty<[unknown]>, { numRuns: 200 });
const at = (events: readonly RawEvent[], n: number) => n % events.length;

/** Ends of streams that nothing else vouches for: an open incident's last events, and the list of incidents itself. */
const lastOf = (events: readonly RawEvent[], e: RawEvent) =>
  e.seq === Math.max(...events.filter((x) => x.stream === e.stream).map((x) => x.seq));

describe('an audit log that nobody touched', () => {
  it('is whole, whatever it says', () =>
    check(
      fc.asyncProperty(ledgers, async ({ events, ids }) => {
        expect(await verifyChain(events)).toEqual({ valid: true, events: events.length, streams: ids.length + 1 });
      }),
    ));

  it('is whole when it is read from an export', () =>
    check(
      fc.asyncProperty(ledgers, async ({ events }) => {
        const text = events.map((e) => `${JSON.stringify(e)}\n`).join('');
        expect(await verifyChain(readExport(text, 'audit.jsonl'))).toMatchObject({
          valid: true,
          events: events.length,
        });
      }),
    ));

  it('is whole when it is empty', async () => {
    expect(await verifyChain([])).toEqual({ valid: true, events: 0, streams: 0 });
  });
});

describe('a change that somebody made to the audit log is found', () => {
  const broken = async (events: readonly RawEvent[]) => {
    const checked = await verifyChain(events);
    expect(checked.valid).toBe(false);
    expect(checked.at).toMatch(/^(INC-\d+|quell)(#\d+)?$/);
    expect(checked.why).toMatch(/\.$/);
  };

  it('in any one field of any one event', () =>
    check(
      fc.asyncProperty(
        ledgers,
        fc.nat(),
        fc.constantFrom('stream', 'at', 'body', 'prev', 'hash', 'seq' as const),
        fc.string({ minLength: 1 }),
        async ({ events }, n, field, text) => {
          const i = at(events, n);
          const old = events[i]!;
          const value = field === 'seq' ? old.seq + 1 + text.length : `${old[field]}${text}`;
          const changed = events.with(i, { ...old, [field]: value });
          expect((await verifyChain(changed)).valid).toBe(false);
        },
      ),
    ));

  it('in a text whose hash was made to fit: the next event no longer follows', () =>
    check(
      fc.asyncProperty(ledgers, fc.nat(), async ({ events }, n) => {
        const inner = events.filter((e) => !lastOf(events, e));
        fc.pre(inner.length > 0);
        const old = inner[at(inner, n)]!;
        const forged = { ...old, body: old.body.replace('}', ',"forged":true}') };
        forged.hash = hashOf(forged);
        await broken(events.with(events.indexOf(old), forged));
      }),
    ));

  it('when any one event is gone, but for an end that is still open', () =>
    check(
      fc.asyncProperty(ledgers, fc.nat(), async ({ events }, n) => {
        const inner = events.filter((e) => !lastOf(events, e));
        fc.pre(inner.length > 0);
        await broken(events.toSpliced(events.indexOf(inner[at(inner, n)]!), 1));
      }),
    ));

  it('when any two events of a stream change places, or one stands twice', () =>
    check(
      fc.asyncProperty(ledgers, fc.nat(), fc.nat(), async ({ events }, n, m) => {
        const first = events[at(events, n)]!;
        await broken(events.toSpliced(events.indexOf(first), 0, first));
        const others = events.filter((e) => e.stream === first.stream && e !== first);
        fc.pre(others.length > 0);
        const second = others[at(others, m)]!;
        await broken(events.with(events.indexOf(first), second).with(events.indexOf(second), first));
      }),
    ));

  it('when an incident is missing as a whole', () =>
    check(
      fc.asyncProperty(ledgers, fc.nat(), async ({ events, ids }, n) => {
        const gone = ids[n % ids.length]!;
        const checked = await verifyChain(events.filter((e) => e.stream !== gone));
        expect(checked).toMatchObject({ valid: false, at: gone });
      }),
    ));

  it('when the end of a closed incident is cut off', () =>
    check(
      fc.asyncProperty(ledgers, fc.nat(), async ({ events, closed }, n) => {
        fc.pre(closed.length > 0);
        const id = closed[n % closed.length]!;
        const own = events.filter((e) => e.stream === id);
        // The closing itself stands after the head that it names.
        const kept = n % (own.length - 1);
        await broken(events.filter((e) => e.stream !== id || e.seq <= kept));
      }),
    ));

  it('when a whole stream was written anew, shorter, with hashes that fit', async () => {
    const told = new Ledger();
    told.open('INC-1');
    told.write('INC-1', { type: 'approval.voted', data: {}, summary: 'Bo denied' });
    told.close('INC-1');
    const retold = new Ledger();
    retold.open('INC-1');
    retold.close('INC-1');
    const forged = [
      ...retold.events.filter((e) => e.stream === 'INC-1'),
      ...told.events.filter((e) => e.stream === 'quell'),
    ];
    expect(await verifyChain(forged)).toMatchObject({ valid: false, at: 'INC-1#2' });
  });

  it.each([
    'not JSON',
    '17',
    'null',
    '"text"',
    '{"type":"command.declared"}',
    '{"type":"command.closed","data":{"incident":"INC-1","head":7}}',
  ])('or no event at all stands in it: %s', async (body) => {
    const event = { stream: 'quell', seq: 1, at: '2026-11-22T03:00:00.000Z', body, prev: '0'.repeat(64) };
    await broken([{ ...event, hash: hashOf(event) }]);
  });
});

describe('an export', () => {
  it.each([
    ['text', 'hello'],
    ['a number', '17'],
    ['an event with a field too many', JSON.stringify({ ...sample(), extra: 1 })],
    ['an event with a field too few', JSON.stringify({ ...sample(), hash: undefined })],
    ['an event numbered 0', JSON.stringify({ ...sample(), seq: 0 })],
  ])('with %s in it is refused by its line', (_, line) => {
    const text = `${JSON.stringify(sample())}\n\n${line}\n`;
    const read = () => [...readExport(text, 'audit.jsonl')];
    expect(read).toThrow(Fault);
    expect(read).toThrow(/^audit\.jsonl:3:1: /);
  });
});

function sample(): RawEvent {
  const ledger = new Ledger();
  ledger.open('INC-1');
  return ledger.events[0]!;
}
