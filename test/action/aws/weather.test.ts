import { afterEach, describe, expect, it } from 'vitest';
import disable from '../../../src/action/aws/iam/disable-federated-role.ts';
import revoke from '../../../src/action/aws/iam/revoke-role-sessions.ts';
import freeze from '../../../src/action/aws/organizations/freeze-gpu.ts';
import type { AnyAction, Inputs, Receipt } from '../../../src/domain/action.ts';
import { WORLD } from '../../../src/range/world.ts';
import { type Bench, contain, context, INPUTS, startBench, verify } from './bench.ts';

const FREEZE = { account: WORLD.aws.account, region: WORLD.aws.region };
const ALL: [AnyAction, Inputs, string][] = [
  [revoke, INPUTS, 'iam:PutRolePolicy'],
  [disable, INPUTS, 'iam:UpdateAssumeRolePolicy'],
  [freeze, FREEZE, 'organizations:AttachPolicy'],
  [freeze, FREEZE, 'autoscaling:SuspendProcesses'],
];

let b: Bench;
afterEach(() => b.close());

describe('while the cloud settles', () => {
  it.each(ALL.slice(0, 3))('$2 leaves its action pending until it is enforced', async (action, inputs) => {
    b = await startBench(60_000);
    const receipt = await contain(action, b, inputs);
    const verification = await verify(action, b, inputs, receipt);
    expect(verification).toMatchObject({ state: 'pending' });
    expect(verification.evidence.find((one) => one.kind === 'config')).toMatchObject({ ok: true });
  });
});

describe('when the answer to a write is lost', () => {
  it.each(ALL)('$2 ends as if it had come', async (action, inputs, permission) => {
    b = await startBench();
    const start = b.range.snapshot();
    const readAt = (await b.responder.now()).toISOString();
    const { prior } = await action.plan(inputs, b.responder, context());
    const receipt: Receipt = { prior, readAt };
    // Lost twice: the edge's own second try fails as well, and the engine comes back to it later.
    b.kernel.weather.push({ cloud: 'aws', permission, kind: 'lost-answer', times: 2 });
    const apply = () => action.apply(inputs, receipt, b.responder, context());
    await expect(apply()).rejects.toMatchObject({ code: 'aws.unreachable', retry: 'later' });
    b.kernel.advance(45);
    receipt.applied = await apply();
    expect(await verify(action, b, inputs, receipt)).toMatchObject({ state: 'contained' });
    await action.release(inputs, receipt, b.responder, context());
    expect(b.range.snapshot()).toEqual(start);
  });

  it.each(ALL)('$2 is taken back by a release that knows of no end', async (action, inputs, permission) => {
    b = await startBench();
    const start = b.range.snapshot();
    const readAt = (await b.responder.now()).toISOString();
    const { prior } = await action.plan(inputs, b.responder, context());
    b.kernel.weather.push({ cloud: 'aws', permission, kind: 'lost-answer', times: 2 });
    await expect(action.apply(inputs, { prior, readAt }, b.responder, context())).rejects.toThrow();
    expect(b.range.snapshot()).not.toEqual(start);
    await action.release(inputs, { prior, readAt }, b.responder, context());
    expect(b.range.snapshot()).toEqual(start);
  });
});
