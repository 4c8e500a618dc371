import type { Change, Evidence, Receipt } from '../../domain/action.ts';
import type { AwsCloud } from './cloud.ts';
import { type GpuGroup, gpuGroups, LAUNCHING } from './gpu-groups.ts';
import { attachedTo } from './scp.ts';

const POLICY = 'service control policy';

/** Whether the policy was attached already, and which processes of which groups were suspended already. */
export type FreezePrior = {
  policy: string;
  attached: boolean;
  groups: { name: string; arn: string; suspended: string[] }[];
};

/** Launch processes that are not suspended yet. */
export const toSuspend = (suspended: string[]) => LAUNCHING.filter((process) => !suspended.includes(process));
const list = (names: string[]) => (names.length === 0 ? 'none' : names.join(', '));

export function attaching(account: string, { policy }: FreezePrior, after: string): Change {
  const not = 'not attached';
  return {
    resource: `account ${account}`,
    field: `${POLICY} ${policy}`,
    before: after === not ? 'attached' : not,
    after,
  };
}

export function suspending({ arn, suspended }: Pick<GpuGroup, 'arn' | 'suspended'>): Change {
  const after = list([...new Set([...suspended, ...LAUNCHING])].sort());
  return { resource: arn, field: 'suspended processes', before: list(suspended), after };
}

export function readAttachment(policy: string, attached: boolean): Evidence {
  const saw = attached ? 'attached' : 'not attached';
  return { kind: 'config', asked: `read the attachment of ${POLICY} ${policy}`, saw, ok: attached };
}

export function readGroup({ name, suspended }: GpuGroup): Evidence {
  const open = toSuspend(suspended);
  const saw = open.length === 0 ? 'all launch processes suspended' : `${open.join(', ')} not suspended`;
  return { kind: 'config', asked: `read scaling group ${name}`, saw, ok: open.length === 0 };
}

/** What a release would undo, and what somebody else has suspended or resumed since. */
export async function difference(
  account: string,
  region: string,
  receipt: Receipt<FreezePrior>,
  cloud: AwsCloud,
  signal: AbortSignal,
) {
  const { prior } = receipt;
  const attached = (await attachedTo(await cloud.organization(), account, signal)).includes(prior.policy);
  const now = new Map((await gpuGroups(cloud, region, signal)).map((group) => [group.name, group]));
  const changes: Change[] = attached && !prior.attached ? [attaching(account, prior, 'not attached')] : [];
  const kept: Change[] = [];
  const resume: { name: string; processes: string[] }[] = [];
  for (const { name, arn, suspended: before } of prior.groups) {
    const present = now.get(name)?.suspended;
    if (!present) continue;
    const ours = toSuspend(before).filter((process) => present.includes(process));
    const left = present.filter((process) => !ours.includes(process));
    const change = (from: string[], to: string[]) => ({
      resource: arn,
      field: 'suspended processes',
      before: list(from),
      after: list(to),
    });
    if (ours.length > 0) {
      resume.push({ name, processes: ours });
      changes.push(change(present, left));
    }
    if (list(left) !== list(before)) kept.push(change(before, left));
  }
  return { attached, changes, kept, resume };
}
