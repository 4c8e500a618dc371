import { afterEach } from 'vitest';
import type { AzureCloud } from '../../../src/action/azure/cloud.ts';
import type { ActionContext, AnyAction, Inputs, Receipt, Verification } from '../../../src/domain/action.ts';
import type { Attempt } from '../../../src/range/attacker.ts';
import { type AzureRange, startAzure } from '../../../src/range/azure/start.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { receiptFor } from '../contract.ts';

/** One fresh tenant with an action at hand, and a real clock that the test holds. */
export interface Bench {
  range: AzureRange;
  kernel: Kernel;
  reader: AzureCloud;
  responder: AzureCloud;
  inputs: Inputs;
  /** Lets changes come into force: moves the range's real time, and with it the world's. */
  settle(ms?: number): void;
  receipt(): Promise<Receipt>;
  /** Applies without waiting for anything to settle. */
  apply(receipt: Receipt): Promise<Receipt>;
  verify(receipt: Receipt): Promise<Verification>;
  release(receipt: Receipt): ReturnType<AnyAction['release']>;
  planRelease(receipt: Receipt): ReturnType<AnyAction['planRelease']>;
}

const SETTLE_MS = 2000;
export const context: ActionContext = { marker: 'QuellINC7a1b2c3d4', signal: new AbortController().signal };

/** Gives a function that starts benches, all closed after each test. */
export function benches(action: AnyAction): (more?: Inputs) => Promise<Bench> {
  const started: AzureRange[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((range) => range.close()));
  });
  return async (more = {}) => {
    let ahead = 0;
    let seed = 7;
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed / 2147483648;
    };
    const kernel = new Kernel({ realNow: () => Date.now() + ahead, random, settleMs: SETTLE_MS });
    const range = await startAzure(kernel);
    started.push(range);
    const inputs = action.inputs.parse({ ...action.example, ...more }) as Inputs;
    const target = String(inputs[action.target]);
    const reader = await range.edge.open(target, 'read');
    const responder = await range.edge.open(target, 'write');
    return {
      range,
      kernel,
      reader,
      responder,
      inputs,
      settle: (ms = 5000) => {
        ahead += ms;
      },
      receipt: () => receiptFor(action, inputs, responder),
      async apply(receipt) {
        receipt.applied = await action.apply(inputs, receipt, responder, context);
        return receipt;
      },
      verify: (receipt) => action.verify(inputs, receipt, reader, context),
      release: (receipt) => action.release(inputs, receipt, responder, context),
      planRelease: (receipt) => action.planRelease(inputs, receipt, reader, context),
    };
  };
}

/** What each try came to, in order: `list machines: allowed`. */
export function outcomes(attempts: Attempt[]): string[] {
  return attempts.map(({ what, outcome }) => `${what}: ${outcome}`);
}

export const all = (attempts: Attempt[], outcome: Attempt['outcome']) => attempts.every((a) => a.outcome === outcome);
