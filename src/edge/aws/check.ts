import type { AwsCloud, AwsOrganization } from '../../action/aws/cloud.ts';
import { findFreezePolicy } from '../../action/aws/scp.ts';
import type { Access, Check } from '../../domain/action.ts';
import { asFault } from '../../domain/fault.ts';
import type { AwsAccount, AwsConfig } from './config.ts';

/** Assumes the role and asks who it is. */
export function checkAccount({ id, name }: AwsAccount, level: Access, open: () => Promise<AwsCloud>): Promise<Check> {
  return looked(`AWS account ${id} (${name}), ${wordOf(level)} role`, level, async () => {
    const cloud = await open();
    const { Arn } = await (await cloud.sts()).getCallerIdentity({});
    return Arn ?? 'no name';
  });
}

/** Nothing to check where no organization is configured. */
export async function checkOrganization(
  config: AwsConfig,
  level: Access,
  open: () => Promise<AwsOrganization | undefined>,
): Promise<Check | undefined> {
  if (!config.organization) return undefined;
  const what = `AWS organization (account ${config.organization.management_account}), ${wordOf(level)} role`;
  return looked(what, level, async () => {
    const policy = await findFreezePolicy((await open())!, new AbortController().signal);
    return `freeze policy ${policy.name} (${policy.id})`;
  });
}

const wordOf = (level: Access) => (level === 'read' ? 'reader' : 'responder');

async function looked(what: string, access: Access, look: () => Promise<string>): Promise<Check> {
  try {
    return { ok: true, what, saw: await look(), access };
  } catch (thrown) {
    const { message, fix } = asFault(thrown);
    return { ok: false, what, saw: message, fix, access };
  }
}
