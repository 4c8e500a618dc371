import { afterEach, describe, expect, it } from 'vitest';
import type {
  ActionContext,
  AnyAction,
  Inputs,
  OpenCloud,
  Planned,
  Receipt,
  Verification,
} from '../../src/domain/action.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { RangeCloud } from '../../src/range/cloud.ts';
import { Kernel, type Weather } from '../../src/range/kernel.ts';

/** Starts a fresh world of one cloud for one test. */
export type StartCloud = (kernel: Kernel) => Promise<RangeCloud>;

interface Bench {
  kernel: Kernel;
  range: RangeCloud;
  reader: OpenCloud;
  responder: OpenCloud;
  inputs: Inputs;
}

const context = (signal = new AbortController().signal): ActionContext => ({ marker: 'QuellINC7a1b2c3d4', signal });

/** Real time is held by the test, so that settling takes no waiting. */
function clock() {
  let ahead = 0;
  return { now: () => Date.now() + ahead, skip: (ms: number) => (ahead += ms) };
}

/** A receipt as the worker writes it: the prior state of a plan made just before, and the provider's time. */
export async function receiptFor(action: AnyAction, inputs: Inputs, cloud: OpenCloud): Promise<Receipt> {
  const readAt = (await cloud.now()).toISOString();
  const planned: Planned = await action.plan(inputs, cloud, context());
  return { prior: planned.prior, readAt };
}

/**
 * What every action must keep, whichever cloud it is on. `prepare` brings the world into another prior state (a stamp
 * that was there already, an application that was disabled before), so that exactness is tried on more than one start.
 */
export function keepsTheContract(
  action: AnyAction,
  start: StartCloud,
  prepare?: (range: RangeCloud) => Promise<void>,
): void {
  const time = clock();
  const open: RangeCloud[] = [];

  async function bench(): Promise<Bench> {
    let seed = 7;
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed / 2147483648;
    };
    const kernel = new Kernel({ realNow: time.now, random, settleMs: 2000 });
    const range = await start(kernel);
    open.push(range);
    if (prepare) await prepare(range);
    time.skip(5000);
    const target = action.example[action.target];
    return {
      kernel,
      range,
      reader: await range.edge.open(target, 'read'),
      responder: await range.edge.open(target, 'write'),
      inputs: action.inputs.parse(action.example) as Inputs,
    };
  }

  async function contain(b: Bench, receipt: Receipt): Promise<Verification> {
    receipt.applied = await action.apply(b.inputs, receipt, b.responder, context());
    time.skip(5000);
    return action.verify(b.inputs, receipt, b.reader, context());
  }

  afterEach(async () => {
    await Promise.all(open.splice(0).map((range) => range.close()));
  });

  describe(action.id, () => {
    it('plans without writing, and twice the same', async () => {
      const b = await bench();
      const before = b.range.snapshot();
      const from = b.kernel.calls.length;
      const one = await action.plan(b.inputs, b.reader, context());
      const two = await action.plan(b.inputs, b.reader, context());
      expect(two).toEqual(one);
      expect(one.changes.length).toBeGreaterThan(0);
      expect(b.range.snapshot()).toEqual(before);
      expect(b.kernel.calls.slice(from).filter((c) => c.write)).toEqual([]);
    });

    it('is proven contained by a configuration read back and by an effect', async () => {
      const b = await bench();
      const receipt = await receiptFor(action, b.inputs, b.responder);
      const verification = await contain(b, receipt);
      expect(verification).toMatchObject({ state: 'contained' });
      expect(new Set(verification.evidence.map((e) => e.kind))).toEqual(new Set(['config', 'effect']));
      expect(verification.evidence.every((e) => e.ok)).toBe(true);
    });

    it('is not green before it is applied', async () => {
      const b = await bench();
      const receipt = await receiptFor(action, b.inputs, b.responder);
      const verification = await action.verify(b.inputs, receipt, b.reader, context());
      expect(verification.state).not.toBe('contained');
    });

    it('applied twice equals applied once', async () => {
      const b = await bench();
      const receipt = await receiptFor(action, b.inputs, b.responder);
      await contain(b, receipt);
      const once = b.range.snapshot();
      await contain(b, receipt);
      expect(b.range.snapshot()).toEqual(once);
    });

    it('released after applied equals the start', async () => {
      const b = await bench();
      const start = b.range.snapshot();
      const receipt = await receiptFor(action, b.inputs, b.responder);
      await contain(b, receipt);
      if (action.reversible !== 'none') expect(b.range.snapshot()).not.toEqual(start);
      await action.release(b.inputs, receipt, b.responder, context());
      await action.release(b.inputs, receipt, b.responder, context());
      const left = await action.planRelease(b.inputs, receipt, b.reader, context());
      expect(left.changes).toEqual([]);
      if (action.reversible === 'full') expect(b.range.snapshot()).toEqual(start);
    });

    it('declares exactly the permissions that it uses', async () => {
      const b = await bench();
      const probes = new Set(action.probes ?? []);
      const granted = () => b.kernel.calls.filter((c) => !probes.has(c.permission));
      const used = (from: number) => {
        const calls = b.kernel.calls.slice(from).filter((c) => !probes.has(c.permission));
        return new Set(calls.map((c) => c.permission));
      };
      const reads = async (receipt: Receipt) => {
        await action.verify(b.inputs, receipt, b.reader, context());
        await action.planRelease(b.inputs, receipt, b.reader, context());
      };
      let from = b.kernel.calls.length;
      const receipt = await receiptFor(action, b.inputs, b.reader);
      const read = used(from);
      from = b.kernel.calls.length;
      receipt.applied = await action.apply(b.inputs, receipt, b.responder, context());
      const written = used(from);
      time.skip(5000);
      from = b.kernel.calls.length;
      await reads(receipt);
      for (const permission of used(from)) read.add(permission);
      from = b.kernel.calls.length;
      await action.release(b.inputs, receipt, b.responder, context());
      for (const permission of used(from)) written.add(permission);
      const { permissions } = action;
      const beyond = [...written.difference(read)].sort();
      expect([...read].sort()).toEqual([...permissions.read].sort());
      // From another start the way back may need fewer of the writes.
      if (prepare) expect(permissions.write).toEqual(expect.arrayContaining(beyond));
      else expect(beyond).toEqual([...permissions.write].sort());
      expect(granted().every((c) => c.allowed)).toBe(true);
      const refused = new Set(b.kernel.calls.filter((c) => !c.allowed).map((c) => c.permission));
      expect(refused, 'a probe is refused').toEqual(probes);
    });

    it('heals when it is cut off between any two calls', async () => {
      const clean = await bench();
      const cleanReceipt = await receiptFor(action, clean.inputs, clean.responder);
      const from = clean.kernel.calls.length;
      await contain(clean, cleanReceipt);
      const calls = clean.kernel.calls.slice(from).filter((c) => c.who === 'quell-responder').length;
      for (let cut = 1; cut <= calls; cut++) {
        const b = await bench();
        const start = b.range.snapshot();
        const { basis } = await action.plan(b.inputs, b.reader, context());
        const receipt = await receiptFor(action, b.inputs, b.responder);
        const killed = new AbortController();
        let seen = 0;
        const stop = b.kernel.onCall(() => {
          if (++seen === cut) killed.abort();
        });
        await action.apply(b.inputs, receipt, b.responder, context(killed.signal)).catch(() => undefined);
        stop();
        // At once, while reads may still be old, and when they have settled.
        for (const settled of [0, 5000]) {
          time.skip(settled);
          const half = await action.plan(b.inputs, b.reader, context());
          expect(half.basis, `what Quell wrote is no change of the cloud, cut after call ${cut}`).toEqual(basis);
        }
        expect(await contain(b, receipt), `cut after call ${cut}`).toMatchObject({ state: 'contained' });
        const whole = await action.plan(b.inputs, b.reader, context());
        expect(whole.basis, 'nor all of it').toEqual(basis);
        await action.release(b.inputs, receipt, b.responder, context());
        if (action.reversible === 'full') expect(b.range.snapshot(), `cut after call ${cut}`).toEqual(start);
      }
    });

    const bad: Weather['kind'][] = ['throttle', 'denied', 'server-error', 'garbage', 'hang-up'];
    it.each(bad)('says what happened and what to do when the cloud answers with %s', async (kind) => {
      const b = await bench();
      b.kernel.weather.push({ cloud: action.cloud, permission: '*', kind, times: 10_000 });
      const thrown = await action.plan(b.inputs, b.reader, context()).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(thrown).toBeInstanceOf(Fault);
      const fault = thrown as Fault;
      const code = {
        throttle: 'throttled',
        denied: 'denied',
        'server-error': 'unavailable',
        garbage: 'garbage',
        'hang-up': 'unreachable',
      };
      expect(fault.code).toBe(`${action.cloud}.${code[kind as keyof typeof code]}`);
      expect(fault.message).toMatch(/\.$/);
      expect(fault.fix).toMatch(/\S/);
    });
  });
}
