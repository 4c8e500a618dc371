import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/action/registry.ts';
import type { ActionContext, AnyAction, Change, Cloud, Inputs, OpenCloud, Receipt } from '../../src/domain/action.ts';
import type { PlannedStep } from '../../src/domain/plan.ts';
import { canonical } from '../../src/plan/digest.ts';
import type { RangeCloud } from '../../src/range/cloud.ts';
import { Kernel } from '../../src/range/kernel.ts';
import { look } from '../../src/verify/look.ts';
import { expectFault } from '../fuzz.ts';
import { Liar, openTrap, type Trap } from './liar.ts';
import { lies, type Told, toldAt } from './lies.ts';

/** Lies for each action and question; `QUELL_FUZZ_RUNS=2000` looks deeper. */
const RUNS = Number(process.env.QUELL_FUZZ_RUNS ?? 0);
/** An answer that is wrong is known at once. Only an operation that is never done is waited for until the signal, in ms. */
const LONGEST_MS = 8000;
/** Milliseconds in which a question is over after its signal. */
const GRACE_MS = 2000;
/** Longest that a cloud can make a step wait, in ms. */
const LONGEST_WAIT_MS = 3_600_000;

interface Bench {
  kernel: Kernel;
  range: RangeCloud;
  reader: OpenCloud;
  responder: OpenCloud;
}

async function bench(start: (kernel: Kernel) => Promise<RangeCloud>, action: AnyAction): Promise<Bench> {
  const kernel = new Kernel({ realNow: () => Date.now(), random: Math.random, settleMs: 0 });
  const range = await start(kernel);
  const target = action.example[action.target] as string;
  return {
    kernel,
    range,
    reader: await range.edge.open(target, 'read'),
    responder: await range.edge.open(target, 'write'),
  };
}

const context = (): ActionContext => ({ marker: 'QuellINC7a1b2c3d4', signal: AbortSignal.timeout(LONGEST_MS) });

async function receiptOf(action: AnyAction, inputs: Inputs, cloud: OpenCloud): Promise<Receipt> {
  const readAt = (await cloud.now()).toISOString();
  return { readAt, prior: (await action.plan(inputs, cloud, context())).prior };
}

/** Asks while a lie is told. What comes back is an answer, or a fault that a person and the engine can use. */
async function ask<T>(
  liar: Liar,
  told: Told,
  at: number | 'always',
  question: () => Promise<T>,
): Promise<T | undefined> {
  const began = performance.now();
  let answers = 0;
  const counted = () => question().finally(() => (answers = liar.answers));
  try {
    return await liar.during(toldAt(told, at), counted);
  } catch (thrown) {
    const fault = expectFault(thrown);
    expect(fault.code).toMatch(/^(aws|gcp|azure)\./);
    if (fault.afterMs !== undefined) {
      expect(fault.afterMs).toBeGreaterThanOrEqual(0);
      expect(fault.afterMs).toBeLessThanOrEqual(LONGEST_WAIT_MS);
    }
    return undefined;
  } finally {
    const took = performance.now() - began;
    expect(took).toBeLessThan(LONGEST_MS + GRACE_MS);
    // Asked again and again, it was told "not yet" each time; with few answers it hung.
    if (took >= LONGEST_MS) expect(answers).toBeGreaterThan(LONGEST_MS / 2000);
  }
}

function expectChanges(changes: readonly Change[]): void {
  for (const { resource, field, before, after } of changes) {
    for (const text of [resource, field]) expect(typeof text).toBe('string');
    for (const text of [before, after]) expect(text === null || typeof text === 'string').toBe(true);
    expect(`${resource} ${field} ${before} ${after}`).not.toMatch(/\[object Object\]|\bundefined\b|\bNaN\b/);
  }
}

/** What must hold for every action of a cloud that answers anything at all. */
export function standsBeingLiedTo(cloud: Cloud, start: (kernel: Kernel) => Promise<RangeCloud>): void {
  const actions = [...ACTIONS.values()].filter((a) => a.cloud === cloud);
  const cases = (share: number) => RUNS || Math.ceil(share / actions.length);
  let liar: Liar;
  let trap: Trap;
  beforeAll(async () => {
    liar = new Liar();
    trap = await openTrap();
  });
  afterAll(async () => {
    liar.close();
    await trap.close();
  });

  const anyLie = fc.constant(undefined).chain(() => lies(trap.url));
  const place = fc.oneof(
    { weight: 5, arbitrary: fc.nat(40) },
    { weight: 1, arbitrary: fc.constant('always' as const) },
  );

  const prove = (action: AnyAction, receipt: Receipt, eyes: OpenCloud, inputs: Inputs) =>
    look('contain', { inputs } as unknown as PlannedStep, receipt, action, eyes, context());

  /** Answers that one honest question takes. */
  const answersTo = async (question: () => Promise<unknown>): Promise<number> => {
    liar.tell(undefined);
    await question();
    return Math.max(1, liar.answers);
  };

  describe.each(actions.map((action) => [action.id, action] as const))('%s', (_, action) => {
    const inputs = action.inputs.parse(action.example) as Inputs;

    it('plans what it was told or says what was wrong, and changes nothing', { timeout: 60_000 }, async () => {
      const b = await bench(start, action);
      const question = () => action.plan(inputs, b.reader, context());
      const calls = await answersTo(question);
      const before = b.range.snapshot();
      await fc.assert(
        fc.asyncProperty(anyLie, place, async (told, at) => {
          const plan = await ask(liar, told, at === 'always' ? at : at % calls, question);
          if (!plan) return;
          expectChanges(plan.changes);
          expect(canonical(plan.prior)).toBe(canonical(JSON.parse(JSON.stringify(plan.prior))));
          expect(canonical(plan.basis)).toBe(canonical(JSON.parse(JSON.stringify(plan.basis))));
          expect(Number.isFinite(plan.safeReleaseAfterSeconds)).toBe(true);
        }),
        { numRuns: cases(500) },
      );
      expect(b.range.snapshot()).toEqual(before);
      await b.range.close();
    });

    it('is never called contained while it is not', { timeout: 60_000 }, async () => {
      const b = await bench(start, action);
      const receipt = await receiptOf(action, inputs, b.responder);
      // Where it can be put back, it was done and undone: what was written is known, and is not there.
      if (action.reversible === 'full') {
        receipt.applied = await action.apply(inputs, receipt, b.responder, context());
        await action.release(inputs, receipt, b.responder, context());
      }
      const question = () => prove(action, receipt, b.reader, inputs);
      expect((await question()).state).not.toBe('contained');
      const calls = await answersTo(question);
      await fc.assert(
        fc.asyncProperty(anyLie, place, async (told, at) => {
          const seen = await ask(liar, told, at === 'always' ? at : at % calls, question);
          expect(seen?.state, JSON.stringify(seen?.evidence)).not.toBe('contained');
        }),
        { numRuns: cases(500) },
      );
      await b.range.close();
    });

    it('can be applied again and put back after it was lied to', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(anyLie, place, fc.boolean(), async (told, at, releasing) => {
          const b = await bench(start, action);
          const before = b.range.snapshot();
          const receipt = await receiptOf(action, inputs, b.responder);
          const apply = () => action.apply(inputs, receipt, b.responder, context());
          const somewhere = at === 'always' ? at : at % 8;
          const applied = await ask(liar, told, somewhere, apply);
          if (applied) expectChanges(applied.changes);
          receipt.applied = await apply();
          expect(await prove(action, receipt, b.reader, inputs)).toMatchObject({ state: 'contained' });
          const release = () => action.release(inputs, receipt, b.responder, context());
          if (releasing) await ask(liar, told, somewhere, release);
          await release();
          if (action.reversible === 'full') expect(b.range.snapshot()).toEqual(before);
          await b.range.close();
        }),
        { numRuns: Math.min(cases(30), 200) },
      );
    });
  });

  it('signs in with nobody else, and sends no credential to where a redirect leads', { timeout: 60_000 }, async () => {
    const action = actions[0]!;
    const target = action.example[action.target] as string;
    await fc.assert(
      fc.asyncProperty(anyLie, fc.oneof(fc.nat(3), fc.constant('always' as const)), async (told, at) => {
        const kernel = new Kernel({ realNow: () => Date.now(), random: Math.random, settleMs: 0 });
        const range = await start(kernel);
        const cloud = await ask(liar, told, at, async () => {
          const opened = await range.edge.open(target, 'read');
          await opened.now();
          return opened;
        });
        if (cloud) expect(Number.isFinite((await cloud.now()).getTime())).toBe(true);
        await range.close();
      }),
      { numRuns: RUNS || 20 },
    );
    for (const request of trap.caught)
      expect(request).not.toMatch(/authorization|x-amz-security-token|assertion|Bearer/i);
  });
}
