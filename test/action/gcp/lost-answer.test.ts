import { afterEach, describe, expect, it } from 'vitest';
import denyPrincipal from '../../../src/action/gcp/iam/deny-principal.ts';
import disableServiceAccount from '../../../src/action/gcp/iam/disable-service-account.ts';
import disablePool from '../../../src/action/gcp/iam/disable-workload-identity-pool.ts';
import revokeWorkforceSessions from '../../../src/action/gcp/iam/revoke-workforce-sessions.ts';
import freezeGpu from '../../../src/action/gcp/quota/freeze-gpu.ts';
import type { AnyAction } from '../../../src/domain/action.ts';
import { receiptFor } from '../contract.ts';
import { Bench, context } from './bench.ts';

let bench: Bench;
afterEach(() => bench.range.close());

const writes: [AnyAction, string][] = [
  [disableServiceAccount, 'iam.serviceAccounts.disable'],
  [disablePool, 'iam.workloadIdentityPools.update'],
  [revokeWorkforceSessions, 'iam.googleapis.com/workforcePoolSubjects.revokeSessions'],
  [denyPrincipal, 'iam.denypolicies.create'],
  [denyPrincipal, 'iam.operations.get'],
  [freezeGpu, 'cloudquotas.quotas.update'],
  [freezeGpu, 'serviceusage.quotas.update'],
];

describe('an answer that is lost after the call has acted', () => {
  it.each(writes.map(([action, permission]) => ({ action, permission, id: action.id })))(
    '$id heals after $permission',
    async ({ action, permission }) => {
      const inputs = action.example;
      bench = await Bench.open(inputs[action.target]);
      const before = bench.range.snapshot();
      const receipt = await receiptFor(action, inputs, bench.responder);
      bench.kernel.weather.push({ cloud: 'gcp', permission, kind: 'lost-answer', times: 1 });
      await expect(action.apply(inputs, receipt, bench.responder, context)).rejects.toMatchObject({
        code: 'gcp.unreachable',
        retry: 'later',
      });
      receipt.applied = await action.apply(inputs, receipt, bench.responder, context);
      bench.settle();
      expect(await action.verify(inputs, receipt, bench.reader, context)).toMatchObject({ state: 'contained' });
      await action.release(inputs, receipt, bench.responder, context);
      expect(bench.range.snapshot()).toEqual(before);
    },
  );
});
