import type { AzureCloud } from '../../action/azure/cloud.ts';
import type { Access, Check } from '../../domain/action.ts';
import { asFault } from '../../domain/fault.ts';
import type { AzureConfig } from './config.ts';

type Open = (target: string, access: Access) => Promise<AzureCloud>;

const ROLES = [
  { access: 'read', role: 'reader' },
  { access: 'write', role: 'responder' },
] as const;

/** For each tenant and subscription and for each of Quell's two identities: sign in, and make one cheap read. */
export async function checkTenants(tenants: AzureConfig['tenants'], open: Open): Promise<Check[]> {
  const looks = tenants.flatMap((tenant) =>
    ROLES.flatMap(({ access, role }) => {
      const client = access === 'read' ? tenant.reader_client_id : tenant.responder_client_id;
      const signal = () => AbortSignal.timeout(20_000);
      return [
        look(`Entra tenant ${label(tenant)}, ${role} ${client}`, access, async () => {
          const cloud = await open(tenant.id, access);
          const self = await cloud.directory.byClientId(client, signal());
          return `signed in as ${self.displayName}`;
        }),
        ...tenant.subscriptions.map((subscription) =>
          look(`Azure subscription ${label(subscription)}, ${role} ${client}`, access, async () => {
            const cloud = await open(subscription.id, access);
            const groups = await cloud.subscription(subscription.id).resourceGroups(signal());
            return `reads ${groups.length} resource groups`;
          }),
        ),
      ];
    }),
  );
  return Promise.all(looks);
}

const label = ({ id, name }: { id: string; name?: string | undefined }) => (name ? `${id} (${name})` : id);

async function look(what: string, access: Access, ask: () => Promise<string>): Promise<Check> {
  try {
    return { ok: true, what, saw: await ask(), access };
  } catch (error) {
    const fault = asFault(error);
    return { ok: false, what, saw: fault.message, fix: fault.fix, access };
  }
}
