import type { AwsCloud, AwsOrganization } from '../../action/aws/cloud.ts';
import type { Access, Check, CloudEdge } from '../../domain/action.ts';
import { Fault } from '../../domain/fault.ts';
import { checkAccount, checkOrganization } from './check.ts';
import { LIMITS, type Tending, tend } from './client.ts';
import type { AwsAccount, AwsConfig } from './config.ts';
import { type AwsAccess, baseCredentials, keep, type RoleCredentials, readCredentials } from './credentials.ts';
import { each, once } from './lazy.ts';

/** Session name and source identity of everything that Quell does: what CloudTrail shows. */
const SESSION = 'quell';
/** Organizations is answered from one region. */
const ORGANIZATIONS_REGION = 'us-east-1';

/** AWS as configured. Without `access` the SDK's own credential chain and AWS's own endpoints are used. */
export function awsEdge(config: AwsConfig, access?: AwsAccess): CloudEdge<AwsCloud> {
  const clients = new Set<{ destroy(): void }>();
  const roles = new Map<string, RoleCredentials>();

  /** Settings of a client that acts as a role. `memoized` keeps the SDK from caching over our own cache. */
  const settings = (region: string, get: RoleCredentials['get']) => ({
    region,
    credentials: Object.assign(() => get(), { memoized: true }),
    maxAttempts: 1,
    requestHandler: LIMITS,
    ...(access ? { endpoint: access.endpoint } : {}),
  });

  function made<C extends Parameters<typeof tend>[0]>(client: C, tending: Tending): C {
    clients.add(client);
    return tend(client, tending);
  }

  async function assume(roleArn: string, region: string, as: string) {
    const { STS } = await import('@aws-sdk/client-sts');
    const base = await baseCredentials(access);
    // A new client each time: its base credentials may have been replaced as well.
    const sts = tend(new STS(settings(region, () => base())), { as, onDate: () => {}, onExpired: () => {} });
    try {
      const input = { RoleArn: roleArn, RoleSessionName: SESSION, SourceIdentity: SESSION };
      return readCredentials((await sts.assumeRole(input)).Credentials);
    } finally {
      sts.destroy();
    }
  }

  function roleOf(roleArn: string, region: string, as: string): RoleCredentials {
    const known = roles.get(roleArn);
    if (known) return known;
    const fresh = keep(() => assume(roleArn, region, as));
    roles.set(roleArn, fresh);
    return fresh;
  }

  function account(target: string): AwsAccount {
    const found = config.accounts.find((one) => one.id === target);
    if (found) return found;
    throw new Fault({
      code: 'aws.unknown-target',
      message: `AWS account ${target} is not one that Quell may act in.`,
      fix: 'Add it under aws.accounts in quell.yaml, with the two roles from infra/aws.',
    });
  }

  async function open(target: string, level: Access): Promise<AwsCloud> {
    const { id, name, region, reader_role, responder_role } = account(target);
    const word = level === 'read' ? 'reader' : 'responder';
    const as = `${word} role of account ${id} (${name})`;
    const credentials = roleOf(level === 'read' ? reader_role : responder_role, region, as);
    const organization = organizationAs(level);
    await credentials.get();
    // Fetched ahead; whoever needs the organization meets the failure then, and nobody else does.
    await organization?.credentials.get().catch(() => undefined);

    let date: Date | undefined;
    const tending: Tending = {
      as,
      onDate: (seen) => {
        date = seen;
      },
      onExpired: () => credentials.forget(),
    };
    const where = (at: string) => settings(at, credentials.get);
    const sts = once(async () => made(new (await import('@aws-sdk/client-sts')).STS(where(region)), tending));
    return {
      account: id,
      readerRole: reader_role,
      protectedRoles: protectedRoles(config),
      sts,
      iam: once(async () => made(new (await import('@aws-sdk/client-iam')).IAM(where(region)), tending)),
      ec2: each(async (at) => made(new (await import('@aws-sdk/client-ec2')).EC2(where(at)), tending)),
      autoScaling: each(async (at) =>
        made(new (await import('@aws-sdk/client-auto-scaling')).AutoScaling(where(at)), tending),
      ),
      organization: once(async () => {
        if (!organization) throw noOrganization();
        return organization.open();
      }),
      async now() {
        date = undefined;
        await (await sts()).getCallerIdentity({});
        if (!date) throw withoutDate();
        return date;
      },
    };
  }

  function organizationAs(level: Access) {
    const found = config.organization;
    if (!found) return undefined;
    const word = level === 'read' ? 'reader' : 'responder';
    const as = `organization’s ${word} role`;
    const arn = level === 'read' ? found.reader_role : found.responder_role;
    const credentials = roleOf(arn, config.accounts[0]!.region, as);
    const open = async (): Promise<AwsOrganization> => {
      const { Organizations } = await import('@aws-sdk/client-organizations');
      const tending = { as, onDate: () => {}, onExpired: () => credentials.forget() };
      const api = made(new Organizations(settings(ORGANIZATIONS_REGION, credentials.get)), tending);
      return { api, freezePolicy: found.freeze_policy };
    };
    return { credentials, open };
  }

  return {
    cloud: 'aws',
    targets: () => config.accounts.map(({ id, name }) => ({ id, name })),
    open,
    async check(): Promise<Check[]> {
      const accounts = config.accounts.flatMap((one) =>
        (['read', 'write'] as const).map((level) => checkAccount(one, level, () => open(one.id, level))),
      );
      const organization = (['read', 'write'] as const).map((level) =>
        checkOrganization(config, level, async () => organizationAs(level)?.open()),
      );
      return (await Promise.all([...accounts, ...organization])).filter((line) => line !== undefined);
    },
    async close() {
      for (const client of clients) client.destroy();
      clients.clear();
      roles.clear();
    },
  };
}

/** Quell must not be talked into locking itself, or the way back in, out. */
function protectedRoles(config: AwsConfig): string[] {
  const own = [...config.accounts, ...(config.organization ? [config.organization] : [])];
  return [...new Set([...config.break_glass_roles, ...own.flatMap((one) => [one.reader_role, one.responder_role])])];
}

function noOrganization(): Fault {
  return new Fault({
    code: 'aws.unknown-target',
    message: 'No AWS organization is configured, and this action needs one.',
    fix: 'Add aws.organization to quell.yaml, with the roles and the freeze policy from infra/aws.',
  });
}

function withoutDate(): Fault {
  return new Fault({
    code: 'aws.garbage',
    message: 'AWS answered without the time, and Quell does not trust its own clock for a cutoff.',
    fix: 'Look for a proxy between Quell and AWS that drops the Date header.',
    retry: 'later',
  });
}
