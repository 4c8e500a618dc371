import { describe, expect, it } from 'vitest';
import action from '../../../src/action/azure/entra/remove-federated-credential.ts';
import { type AzureRange, startAzure } from '../../../src/range/azure/start.ts';
import type { FederatedCredential } from '../../../src/range/azure/world.ts';
import { WORLD } from '../../../src/range/world.ts';
import { keepsTheContract } from '../contract.ts';
import { all, benches, context, outcomes } from './bench.ts';

const { application, federatedCredential } = WORLD.azure;
const app = (range: AzureRange) => range.world.applications.get(application)!;

/** Somebody adds a credential by hand. */
function add(range: AzureRange, more: Partial<FederatedCredential>): void {
  const { credentials } = app(range);
  const made: FederatedCredential = {
    id: range.world.kernel.uuid(),
    name: 'by-hand',
    issuer: 'https://token.actions.example',
    subject: 'repo:contoso/train:ref:refs/heads/main',
    audiences: ['api://AzureADTokenExchange'],
    description: null,
    ...more,
  };
  credentials.set([...credentials.written, made]);
}

keepsTheContract(action, startAzure);

describe('where the application trusts two issuers', () => {
  keepsTheContract(action, startAzure, async (range) => {
    add(range as AzureRange, { description: 'deployment pipeline' });
  });
});

describe("the attacker's view of a removed federated credential", () => {
  const start = benches(action);

  it('closes the door and leaves the sessions inside, as the action says', async () => {
    const b = await start();
    const attacker = b.range.attacker();
    await attacker.round();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'contained' });
    const after = outcomes(await attacker.round());
    expect(after).toContain("exchange the cluster's token: refused");
    expect(after).toContain('stolen session 1: create GPU machine crunch-1: allowed');
  });

  it('is pending while the login endpoint still finds the record', async () => {
    const b = await start();
    const attacker = b.range.attacker();
    const receipt = await b.apply(await b.receipt());
    expect(outcomes(await attacker.round())).toContain("exchange the cluster's token: allowed");
    const verification = await b.verify(receipt);
    expect(verification).toMatchObject({ state: 'pending', note: expect.stringContaining('login endpoint') });
    expect(verification.evidence.at(-1)?.saw).toContain('AADSTS50013');
  });

  it('opens again when it is released early; after the safe time nothing that was stolen works', async () => {
    const b = await start();
    const attacker = b.range.attacker();
    const planned = await action.plan(action.inputs.parse(action.example), b.reader, context);
    const receipt = await b.apply(await b.receipt());
    b.settle();
    await b.release(receipt);
    b.settle();
    expect(outcomes(await attacker.round())).toContain("exchange the cluster's token: allowed");

    await b.apply(receipt);
    b.settle();
    b.kernel.advance(planned.safeReleaseAfterSeconds);
    await b.release(receipt);
    b.settle();
    expect(all(await attacker.round(), 'refused')).toBe(true);
    expect(all((await b.range.workload().round()).slice(-1), 'allowed')).toBe(true);
  });
});

describe('what others do to federated credentials', () => {
  const start = benches(action);

  it('is drifted when somebody writes a credential again, and a release leaves theirs alone', async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    add(b.range, { name: federatedCredential, issuer: WORLD.issuer, subject: 'system:serviceaccount:ml:other' });
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({
      state: 'drifted',
      note: expect.stringContaining(federatedCredential),
    });
    const released = await b.release(receipt);
    expect(released.changes).toEqual([]);
    expect(released.kept).toEqual([
      expect.objectContaining({ after: `system:serviceaccount:ml:other of ${WORLD.issuer}` }),
    ]);
    expect(app(b.range).credentials.written).toHaveLength(1);
  });

  it('takes one credential when one is named, and touches no other', async () => {
    const b = await start({ credential: 'by-hand' });
    add(b.range, {});
    b.settle();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'contained' });
    expect(app(b.range).credentials.written.map(({ name }) => name)).toEqual([federatedCredential]);
    expect(outcomes(await b.range.attacker().round())).toContain("exchange the cluster's token: allowed");
  });

  it('says that client secrets are another door', async () => {
    const b = await start();
    app(b.range).secrets.push('ci');
    const planned = await action.plan(action.inputs.parse(action.example), b.reader, context);
    expect(planned.residual).toContainEqual(
      expect.objectContaining({ what: expect.stringContaining('1 client secrets'), forSeconds: null }),
    );
  });
});
