import { describe, expect, it } from 'vitest';
import action from '../../../src/action/azure/entra/revoke-user-sessions.ts';
import { type AzureRange, startAzure } from '../../../src/range/azure/start.ts';
import { WORLD } from '../../../src/range/world.ts';
import { keepsTheContract } from '../contract.ts';
import { benches, context, outcomes } from './bench.ts';

const { user } = WORLD.azure;

keepsTheContract(action, startAzure);

describe('where sessions were revoked before', () => {
  keepsTheContract(action, startAzure, async (range) => {
    const { world } = range as AzureRange;
    world.users.get(user)!.validFrom.set(world.kernel.now().getTime() - 60_000);
  });
});

describe("a thief's view of revoked sessions", () => {
  const start = benches(action);

  it('refuses the refresh token, and leaves the access token that it already made', async () => {
    const b = await start();
    const thief = b.range.sessionThief();
    expect(outcomes(await thief.round())).toEqual([
      'stolen access token: list machines: allowed',
      'redeem the refresh token: allowed',
    ]);
    const receipt = await b.apply(await b.receipt());
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'contained' });
    const after = outcomes(await thief.round());
    expect(after).toContain('redeem the refresh token: refused');
    expect(after).toContain('stolen access token: list machines: allowed');
  });

  it('is over for access tokens too when the time that the plan names has passed', async () => {
    const b = await start();
    const thief = b.range.sessionThief();
    await thief.round();
    const planned = await action.plan(action.inputs.parse(action.example), b.reader, context);
    await b.apply(await b.receipt());
    b.settle();
    b.kernel.advance(planned.residual[0]!.forSeconds!);
    expect((await thief.round()).every(({ outcome }) => outcome === 'refused')).toBe(true);
  });

  it('is pending while a session from before still works, and contained when the next try was refused', async () => {
    const b = await start();
    const thief = b.range.sessionThief();
    const receipt = await b.apply(await b.receipt());
    b.settle(50);
    await thief.round();
    const early = await b.verify(receipt);
    expect(early).toMatchObject({ state: 'pending', note: expect.stringContaining('was used after the revocation') });
    b.settle();
    await thief.round();
    const late = await b.verify(receipt);
    expect(late).toMatchObject({ state: 'contained' });
    expect(late.evidence.at(-1)).toMatchObject({ kind: 'effect', saw: expect.stringContaining('50173') });
  });
});

describe('what a revocation cannot do', () => {
  const start = benches(action);

  it("says in the plan that a guest's sessions belong to the home tenant, and never calls it contained", async () => {
    const b = await start();
    b.range.world.users.get(user)!.userType = 'Guest';
    const planned = await action.plan(action.inputs.parse(action.example), b.reader, context);
    expect(planned.residual).toContainEqual(
      expect.objectContaining({ what: expect.stringContaining('guest'), forSeconds: null }),
    );
    const thief = b.range.sessionThief();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    expect(outcomes(await thief.round())).toContain('redeem the refresh token: allowed');
    expect(await b.verify(receipt)).toMatchObject({ state: 'pending', note: expect.stringContaining('home tenant') });
  });

  it('stands on the configuration alone where the licence has no sign-in log', async () => {
    const b = await start();
    b.range.world.signInLogLicensed = false;
    const receipt = await b.apply(await b.receipt());
    b.settle();
    const verification = await b.verify(receipt);
    expect(verification.state).toBe('contained');
    expect(verification.evidence.map(({ kind }) => kind)).toEqual(['config']);
  });

  it('has nothing to give back', async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    expect(await b.release(receipt)).toMatchObject({ changes: [], kept: [] });
    expect(outcomes(await b.range.sessionThief().round())).toHaveLength(2);
  });
});
