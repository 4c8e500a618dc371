import type { Gcp } from '../../action/gcp/cloud.ts';
import type { Access, CloudEdge } from '../../domain/action.ts';
import { checkTargets } from './check.ts';
import { type GcpAccess, type GcpConfigInput, gcpConfig } from './config.ts';
import { gcpFault } from './fault.ts';
import type { Target } from './open.ts';

/**
 * Google Cloud as configured. Without `access` it starts from Application Default Credentials; with it, from the
 * endpoint and identity named there and from nothing else.
 */
export function gcpEdge(config: GcpConfigInput, access?: GcpAccess): CloudEdge<Gcp> {
  const { projects, organization, break_glass } = gcpConfig.parse(config);
  const targets: (Target & { name: string })[] = [...projects, ...(organization ? [organization] : [])].map((it) => ({
    kind: 'number' in it ? 'project' : 'organization',
    id: it.id,
    number: 'number' in it ? it.number : it.id,
    name: it.name ?? it.id,
    quell: { reader: it.reader_service_account, responder: it.responder_service_account },
    breakGlass: break_glass,
  }));
  const opened = new Map<string, Promise<Gcp>>();

  const open = async (id: string, access_: Access): Promise<Gcp> => {
    const target = targets.find((t) => t.id === id);
    if (!target) throw gcpFault('unknown-target', `No Google Cloud project or organization ${id} is configured.`);
    const key = `${id} ${access_}`;
    let cloud = opened.get(key);
    if (!cloud) {
      const email = access_ === 'read' ? target.quell.reader : target.quell.responder;
      // Google's libraries take a tenth of a second to load: only whoever uses Google Cloud pays for it.
      cloud = import('./open.ts').then(({ openGcp }) => openGcp(target, email, access));
      opened.set(key, cloud);
      // A failure is not remembered: the next attempt may find the network or the grant in place.
      cloud.catch(() => opened.delete(key));
    }
    return cloud;
  };

  return {
    cloud: 'gcp',
    targets: () => targets.map(({ id, name }) => ({ id, name })),
    open,
    check: () => checkTargets(targets, organization?.workforce_pools ?? [], open),
    close: async () => opened.clear(),
  };
}
