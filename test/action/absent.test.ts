import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/action/registry.ts';
import type { Inputs } from '../../src/domain/action.ts';
import { Fault } from '../../src/domain/fault.ts';
import { type Range, startRange } from '../../src/range/range.ts';

let range: Range;
beforeAll(async () => {
  range = await startRange({ realNow: Date.now, random: Math.random, settleMs: 0 });
});
afterAll(() => range.close());

const nobody = '99999999-0000-4000-8000-999999999999';
/** What names something that is not there, for each action. */
const ABSENT: Record<string, Inputs> = {
  'aws.iam.revoke-role-sessions': { role: 'nobody-here' },
  'aws.iam.disable-federated-role': { role: 'nobody-here' },
  'gcp.iam.disable-service-account': { service_account: 'nobody-here@ml-prod.iam.gserviceaccount.com' },
  'gcp.iam.revoke-workforce-sessions': { pool: 'nobody-here' },
  'gcp.iam.disable-workload-identity-pool': { pool: 'nobody-here' },
  'azure.entra.disable-service-principal': { service_principal: nobody },
  'azure.entra.revoke-user-sessions': { user: nobody },
  'azure.entra.remove-federated-credential': { application: nobody },
};

const run = (id: string, change: Inputs, target?: string) => {
  const action = ACTIONS.get(id)!;
  const inputs = action.inputs.parse({ ...action.example, ...change }) as Inputs;
  const ctx = { marker: 'QuellINC1', signal: AbortSignal.timeout(10_000) };
  return range.clouds[action.cloud].edge
    .open(target ?? String(inputs[action.target]), 'read')
    .then((cloud) => action.plan(inputs, cloud, ctx))
    .then(
      () => undefined,
      (thrown: unknown) => thrown as Fault,
    );
};

describe('a target that does not exist', () => {
  it.each(Object.keys(ABSENT))('%s says so, with a name and a fix', async (id) => {
    const fault = await run(id, ABSENT[id]!);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault!.code).toBe(`${ACTIONS.get(id)!.cloud}.not-found`);
    expect(fault!.message).toMatch(/nobody-here|99999999-0000/);
    expect(fault!.fix).not.toBe('');
  });
});

describe('an account that is not configured', () => {
  it.each([...ACTIONS.keys()])('%s is not opened there', async (id) => {
    const fault = await run(id, {}, '000000000000');
    expect(fault).toBeInstanceOf(Fault);
    expect(fault!.code).toBe(`${ACTIONS.get(id)!.cloud}.unknown-target`);
    expect(fault!.message).toContain('000000000000');
    expect(fault!.fix).toContain('quell.yaml');
  });
});
