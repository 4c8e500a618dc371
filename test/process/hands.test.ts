import { beforeEach, describe, expect, it } from 'vitest';
import type { ActionContext, AnyAction, EffectClass } from '../../src/domain/action.ts';
import type { Queue, Wake } from '../../src/job/queue.ts';
import type { Claim, JobRecord, StepEnd } from '../../src/job/record.ts';
import { Hands } from '../../src/process/hands.ts';

const event = {
  stream: 'INC-1',
  type: 'job.failed',
  actor: { person: 'quell', surface: 'cli' },
  summary: '',
  data: {},
} as const;
const fence = { run: 'R', step: 's', lease: 'L' };
const ctx: ActionContext = { marker: 'QuellINC1', signal: new AbortController().signal };
const failed: StepEnd = { state: 'failed', fault: { code: 'x', message: 'no.', fix: '', retry: 'never' } };
const verified: StepEnd = { state: 'verified', verification: { state: 'contained', evidence: [], at: '' } };

const claim = {
  run: 'R',
  lease: 'L',
  step: { id: 's', fence: 3 },
  planned: { action: 'aws.x' },
  plan: { id: 'P', digest: 'd', body: { incident: 'INC-1' } },
} as unknown as Claim;

let did: string[];
let woken: Wake[];
let said: string[];
beforeEach(() => {
  [did, woken, said] = [[], [], []];
});

/** A record and a queue that write down what is asked of them. */
function hands(effect: EffectClass): Hands {
  const counted = { counted: true, due: [{ id: 'R/next' }] };
  const note = (word: string) => {
    did.push(word);
    return Promise.resolve(counted);
  };
  const jobs = {
    claim: async () => claim,
    intend: async () => ({ receipt: { prior: {}, readAt: '' } }),
    applied: () => note('applied'),
    later: (_: unknown, afterMs: number) => note(`later ${afterMs}`),
    end: (_: unknown, end: StepEnd) => note(`end ${end.state}`),
  } as unknown as JobRecord;
  const queue = { wake: async (wakes: Wake[]) => void woken.push(...wakes) } as unknown as Queue;
  const action = {
    effect,
    // A call that never comes back by itself.
    apply: (_i: unknown, _r: unknown, _c: unknown, { signal }: ActionContext) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
  } as unknown as AnyAction;
  const log = {
    info: (_: object, message: string) => void said.push(message),
    warn: (_: object, message: string) => void said.push(message),
    error: (_: object, message: string) => void said.push(message),
  };
  return new Hands({ jobs, queue, actions: new Map([['aws.x', action]]), log });
}

/** What a worker does with a step: claim, intend, call; and what it writes down when the call fails. */
async function carryOut(h: Hands, calls: boolean, after: (record: JobRecord) => Promise<unknown>): Promise<void> {
  const record = h.record();
  await record.claim('R', 's', 'me', 12);
  if (calls) await record.intend(fence, { prior: {}, readAt: '' }, 4, event);
  await h.actions
    .get('aws.x')!
    .apply({}, { prior: {}, readAt: '' }, undefined as never, ctx)
    .catch(() => undefined);
  await after(record);
}

describe('a process that must stop', () => {
  it('waits for what ends in time, and gives nothing on', async () => {
    const h = hands('desired-state');
    let end: () => void = () => undefined;
    const working = h.hold('R/s', () => new Promise((done) => (end = done)));
    const letGo = h.letGo(5000);
    end();
    await Promise.all([working, letGo]);
    expect([did, woken]).toEqual([[], []]);
  });

  it('gives a step on that it has cut off, and writes no failure for what it cut off itself', async () => {
    const h = hands('desired-state');
    const working = h.hold('R/s', () => carryOut(h, true, (r) => r.end(fence, failed, event)));
    await h.letGo(0);
    await working;
    expect(did).toEqual(['later 0']);
    expect(woken).toEqual([{ id: 'R/s' }, { id: 'R/next' }]);
  });

  it('writes down what was done all the same: a result is a result', async () => {
    const h = hands('desired-state');
    const working = h.hold('R/s', () =>
      carryOut(h, true, async (r) => {
        await r.applied(fence, { changes: [], at: '', written: {} }, 1, event);
        await r.end(fence, verified, event);
      }),
    );
    await h.letGo(0);
    await working;
    expect(did).toEqual(['applied', 'end verified', 'later 0']);
  });

  it.each(['verifiable', 'unsafe'] as const)('leaves a call in doubt to its lease where it is %s', async (effect) => {
    const h = hands(effect);
    const working = h.hold('R/s', () => carryOut(h, true, (r) => r.end(fence, failed, event)));
    await h.letGo(0);
    await working;
    expect([did, woken]).toEqual([[], []]);
    expect(said).toEqual([expect.stringMatching(/in doubt .* when its lease ends/)]);
  });

  it.each(['verifiable', 'unsafe'] as const)('but gives on a %s one that had not called yet', async (effect) => {
    const h = hands(effect);
    const working = h.hold('R/s', () => carryOut(h, false, (r) => r.later(fence, 500, {}, 'INC-1')));
    await h.letGo(0);
    await working;
    expect(did).toEqual(['later 0']);
  });

  it('takes nothing more: a wake-up that comes late goes back, and no intent is written', async () => {
    const h = hands('desired-state');
    const working = h.hold('R/s', () =>
      carryOut(h, false, async (r) => {
        expect(await r.intend(fence, { prior: {}, readAt: '' }, 4, event)).toEqual({ refused: 'lost' });
      }),
    );
    await h.letGo(0);
    await working;
    woken = [];
    await h.hold('R/other', () => Promise.reject(new Error('must not run')));
    expect(woken).toEqual([{ id: 'R/other' }]);
  });
});
