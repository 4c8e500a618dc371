import type { Gcp } from '../../../src/action/gcp/cloud.ts';
import type { Action, ActionContext, AnyAction, Inputs, Receipt } from '../../../src/domain/action.ts';
import type { Attacker, Attempt } from '../../../src/range/attacker.ts';
import { type GcpRange, startGcp } from '../../../src/range/gcp/start.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { receiptFor } from '../contract.ts';

export const context: ActionContext = { marker: 'QuellINC7a1b2c3d4', signal: new AbortController().signal };

/** A world of one test, in which a test lets the real time pass too: nothing waits for anything to settle. */
export class Bench {
  readonly kernel: Kernel;
  range!: GcpRange;
  reader!: Gcp;
  responder!: Gcp;
  private ahead = 0;

  private constructor(settleMs: number) {
    this.kernel = new Kernel({ realNow: () => Date.now() + this.ahead, random: () => Math.random(), settleMs });
  }

  static async open(target = 'ml-prod', settleMs = 2000): Promise<Bench> {
    const bench = new Bench(settleMs);
    bench.range = await startGcp(bench.kernel);
    bench.reader = await bench.range.edge.open(target, 'read');
    bench.responder = await bench.range.edge.open(target, 'write');
    return bench;
  }

  /** Lets everything settle that was written. */
  settle(): void {
    this.ahead += 5000;
  }

  async contain(action: AnyAction, inputs: Inputs): Promise<Receipt> {
    const receipt = await receiptFor(action, inputs, this.responder);
    receipt.applied = await action.apply(inputs, receipt, this.responder, context);
    return receipt;
  }

  /** A change by hand, of the platform team and not of Quell. */
  async byHand(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.range.endpoint}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.range.ownerToken()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  }
}

/** What an attacker could still do in one round, by its own words. */
export async function allowed(attacker: Attacker): Promise<string[]> {
  return outcomes(await attacker.round(), 'allowed');
}

export function outcomes(attempts: Attempt[], outcome: Attempt['outcome']): string[] {
  return attempts.filter((a) => a.outcome === outcome).map((a) => a.what);
}

export function exampleOf<I extends Inputs>(action: Pick<Action, 'example'>): I {
  return action.example as unknown as I;
}
