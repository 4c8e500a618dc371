import type { AwsCloud } from '../../action/aws/cloud.ts';
import { AwsConfig } from '../../edge/aws/config.ts';
import { awsEdge } from '../../edge/aws/edge.ts';
import { freezePolicy } from '../../edge/aws/freeze-policy.ts';
import type { RangeCloud } from '../cloud.ts';
import type { Kernel } from '../kernel.ts';
import { WORLD } from '../world.ts';
import { type AwsAttacker, holder } from './attacker.ts';
import { found, QUELL_ROLE, TOOLING_ACCOUNT } from './found.ts';
import { grow, trainingGroup } from './scaling.ts';
import { serve } from './server.ts';
import { snapshot } from './snapshot.ts';
import { type AwsState, type Instance, mint, roleArn } from './state.ts';

const { account, accountName, breakGlassRole, managementAccount, region, readerRole, responderRole } = WORLD.aws;

const rolesIn = (target: string) => ({
  reader_role: roleArn(target, readerRole),
  responder_role: roleArn(target, responderRole),
});

/** What quell.yaml would say about this world. */
export const RANGE_CONFIG: AwsConfig = AwsConfig.parse({
  accounts: [{ id: account, name: accountName, region, ...rolesIn(account) }],
  organization: {
    management_account: managementAccount,
    freeze_policy: WORLD.aws.freezePolicyName,
    ...rolesIn(managementAccount),
  },
  break_glass_roles: [`arn:aws:iam::*:role/${breakGlassRole}`],
});

const EXEMPT = [`arn:aws:iam::*:role/${responderRole}`, `arn:aws:iam::*:role/${breakGlassRole}`];

export interface AwsRange extends RangeCloud<AwsCloud> {
  /** Everything that the cloud knows: tests read it, and change it by hand as a colleague would. */
  state: AwsState;
  url: string;
  attacker(): AwsAttacker;
  /** Lets the training group bring its machines to `desired`, as its service-linked role. */
  scale(desired: number): Instance[];
}

/** Starts the simulated AWS: IAM, STS, Organizations, EC2 and Auto Scaling behind one endpoint. */
export async function startAws(kernel: Kernel): Promise<AwsRange> {
  const state = found(kernel, freezePolicy(EXEMPT));
  const server = await serve(state);
  const quell = state.roles.get(`${TOOLING_ACCOUNT}/${QUELL_ROLE}`)!;
  const edge = awsEdge(RANGE_CONFIG, {
    endpoint: server.url,
    // Quell's own workload identity, as its machine would renew it.
    credentials: async () => {
      const { accessKeyId, secret, token } = mint(state, quell, 'worker', 12 * 3600, 'quell');
      return { accessKeyId, secretAccessKey: secret, sessionToken: token };
    },
  });
  return {
    edge,
    state,
    url: server.url,
    attacker: () => holder(state, server.url, WORLD.attackerIp, 'attacker', 2),
    workload: () => holder(state, server.url, WORLD.clusterIp, 'workload', 1),
    scale: (desired) => {
      const group = trainingGroup(state);
      group.desired = desired;
      return grow(state, group);
    },
    snapshot: () => snapshot(state),
    close: async () => {
      await edge.close();
      await server.close();
    },
  };
}
