import type { AwsCloud } from '../../../src/action/aws/cloud.ts';
import type { ActionContext, AnyAction, Inputs, Receipt, Verification } from '../../../src/domain/action.ts';
import type { Attempt } from '../../../src/range/attacker.ts';
import { type AwsRange, startAws } from '../../../src/range/aws/start.ts';
import type { Role } from '../../../src/range/aws/state.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { WORLD } from '../../../src/range/world.ts';

export const MARKER = 'QuellINC7a1b2c3d4';
export const INPUTS: Inputs = { account: WORLD.aws.account, role: WORLD.aws.role };

export const context = (marker = MARKER): ActionContext => ({ marker, signal: new AbortController().signal });

/** A company without settling times, so that a test decides when time passes. */
export interface Bench {
  kernel: Kernel;
  range: AwsRange;
  responder: AwsCloud;
  /** The role under attack. */
  role: Role;
  close(): Promise<void>;
}

export async function startBench(settleMs = 0): Promise<Bench> {
  const kernel = new Kernel({ realNow: () => Date.now(), random: Math.random, settleMs });
  const range = await startAws(kernel);
  return {
    kernel,
    range,
    responder: await range.edge.open(WORLD.aws.account, 'write'),
    role: range.state.roles.get(`${WORLD.aws.account}/${WORLD.aws.role}`)!,
    close: () => range.close(),
  };
}

/** A step of a run, as the worker carries it out. */
export async function contain(action: AnyAction, b: Bench, inputs: Inputs, marker = MARKER): Promise<Receipt> {
  const readAt = (await b.responder.now()).toISOString();
  const { prior } = await action.plan(inputs, b.responder, context(marker));
  const receipt: Receipt = { prior, readAt };
  receipt.applied = await action.apply(inputs, receipt, b.responder, context(marker));
  return receipt;
}

export function verify(action: AnyAction, b: Bench, inputs: Inputs, receipt: Receipt): Promise<Verification> {
  return action.verify(inputs, receipt, b.responder, context());
}

/** What of a round worked, in words. */
export function worked(attempts: Attempt[]): string[] {
  return attempts.filter((one) => one.outcome === 'allowed').map((one) => one.what);
}
