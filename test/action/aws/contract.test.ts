import { describe } from 'vitest';
import disable from '../../../src/action/aws/iam/disable-federated-role.ts';
import revoke from '../../../src/action/aws/iam/revoke-role-sessions.ts';
import freeze from '../../../src/action/aws/organizations/freeze-gpu.ts';
import { STAMP_NAME, stampDocument } from '../../../src/action/aws/stamp.ts';
import { trainingGroup } from '../../../src/range/aws/scaling.ts';
import type { AwsRange } from '../../../src/range/aws/start.ts';
import { startAws } from '../../../src/range/aws/start.ts';
import type { RangeCloud } from '../../../src/range/cloud.ts';
import { WORLD } from '../../../src/range/world.ts';
import { keepsTheContract } from '../contract.ts';

const trainingRole = (range: AwsRange) => range.state.roles.get(`${WORLD.aws.account}/${WORLD.aws.role}`)!;
const prepared = (change: (range: AwsRange) => void) => async (range: RangeCloud) => change(range as AwsRange);

describe('in the company as it is', () => {
  keepsTheContract(revoke, startAws);
  keepsTheContract(disable, startAws);
  keepsTheContract(freeze, startAws);
});

describe('where somebody had revoked sessions a day before', () => {
  keepsTheContract(
    revoke,
    startAws,
    prepared((range) => {
      const { inline } = trainingRole(range);
      inline.set({ ...inline.written, [STAMP_NAME]: stampDocument('byHand', new Date('2026-01-01T00:00:00Z')) });
    }),
  );
});

describe('where the trust policy is written with spaces and has a deny of its own', () => {
  keepsTheContract(
    disable,
    startAws,
    prepared((range) => {
      const { trust } = trainingRole(range);
      const document = JSON.parse(trust.written) as { Statement: object[] };
      const Principal = { AWS: `arn:aws:iam::${WORLD.aws.account}:role/${WORLD.aws.exportRole}` };
      document.Statement.push({ Sid: 'old', Effect: 'Deny', Principal, Action: 'sts:AssumeRole' });
      trust.set(JSON.stringify(document, null, 2));
    }),
  );
});

describe('where the launch processes are suspended in part', () => {
  keepsTheContract(
    freeze,
    startAws,
    prepared((range) => {
      trainingGroup(range.state).suspended.set(['HealthCheck', 'Launch']);
    }),
  );
});
