import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import freeze from '../../../../src/action/aws/organizations/freeze-gpu.ts';
import { trainingGroup } from '../../../../src/range/aws/scaling.ts';
import { WORLD } from '../../../../src/range/world.ts';
import { type Bench, contain, context, startBench, verify } from '../bench.ts';

const FREEZE = { account: WORLD.aws.account, region: WORLD.aws.region };

let b: Bench;
beforeEach(async () => {
  b = await startBench();
});
afterEach(() => b.close());

describe('a freeze that somebody meddles with', () => {
  it('is drifted when the policy was detached or the group resumed', async () => {
    const receipt = await contain(freeze, b, FREEZE);
    b.kernel.advance(301);
    expect(await verify(freeze, b, FREEZE, receipt)).toMatchObject({ state: 'contained' });
    const group = trainingGroup(b.range.state);
    group.suspended.set(group.suspended.written.filter((one) => one !== 'Launch'));
    expect(await verify(freeze, b, FREEZE, receipt)).toMatchObject({
      state: 'drifted',
      note: expect.stringContaining('Launch not suspended'),
    });
    b.range.state.attachments.get(WORLD.aws.account)!.set(['p-FullAWSAccess']);
    expect(await verify(freeze, b, FREEZE, receipt)).toMatchObject({ state: 'drifted' });
  });

  it('keeps a process that somebody else suspended since, and says so', async () => {
    const receipt = await contain(freeze, b, FREEZE);
    const group = trainingGroup(b.range.state);
    group.suspended.set([...group.suspended.written, 'Terminate']);
    const released = await freeze.release(FREEZE, receipt as never, b.responder, context());
    expect(released.kept).toMatchObject([{ field: 'suspended processes', after: 'AZRebalance, Terminate' }]);
    expect(group.suspended.written).toEqual(['AZRebalance', 'Terminate']);
  });

  it('leaves a policy attached that was attached before it came', async () => {
    const attached = b.range.state.attachments.get(WORLD.aws.account)!;
    attached.set([...attached.written, 'p-freeze01']);
    const receipt = await contain(freeze, b, FREEZE);
    await freeze.release(FREEZE, receipt as never, b.responder, context());
    expect(attached.written).toContain('p-freeze01');
  });

  it('sees a group that came after the approval', async () => {
    const receipt = await contain(freeze, b, FREEZE);
    const group = trainingGroup(b.range.state);
    const suspended = b.kernel.settling<readonly string[]>([]);
    b.range.state.groups.set('late', { ...group, name: 'late', arn: `${group.arn}-late`, suspended });
    expect(await verify(freeze, b, FREEZE, receipt)).toMatchObject({
      state: 'drifted',
      note: expect.stringContaining('late'),
    });
  });

  it('is refused before anything happens when all places for policies are taken', async () => {
    const taken = Array.from({ length: 10 }, (_, i) => `p-taken${i}`);
    const any = b.range.state.policies.get('p-leave01')!;
    for (const id of taken) b.range.state.policies.set(id, { ...any, id });
    b.range.state.attachments.get(WORLD.aws.account)!.set(taken);
    await expect(freeze.plan(FREEZE, b.responder, context())).rejects.toMatchObject({
      code: 'aws.invalid',
      message: expect.stringContaining('10 service control policies'),
    });
  });

  it('says who has to make the policy when there is none', async () => {
    const missing = freeze.plan({ ...FREEZE, policy: 'no-such-policy' }, b.responder, context());
    await expect(missing).rejects.toMatchObject({ code: 'aws.not-found', fix: expect.stringContaining('infra/aws') });
  });
});
