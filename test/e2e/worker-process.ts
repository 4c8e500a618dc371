import type { Access } from '../../src/domain/action.ts';
import { awsEdge } from '../../src/edge/aws/edge.ts';
import { azureEdge } from '../../src/edge/azure/edge.ts';
import { gcpEdge } from '../../src/edge/gcp/edge.ts';
import { startQuell } from '../../src/process/start.ts';
import { RANGE_CONFIG } from '../../src/range/aws/start.ts';
import { RANGE_IDENTITY } from '../../src/range/range.ts';
import { baseSetup } from './setup.ts';
import { AZURE_CONFIG, GCP_CONFIG, type Keys, type Orders, type Wanted } from './worker-orders.ts';

/** A worker in a process of its own, to be killed. It is told where the clouds are, and asks for keys as it needs them. */
const asked = new Map<number, (key: unknown) => void>();
let asks = 0;

function key<K extends keyof Keys>(wanted: Wanted<K>): Promise<Keys[K]> {
  return new Promise((done) => {
    const id = ++asks;
    asked.set(id, done as (key: unknown) => void);
    process.send!({ id, wanted });
  });
}

process.on('message', (message: { orders: Orders } | { id: number; key: unknown }) => {
  if ('orders' in message) void work(message.orders);
  else asked.get(message.id)?.(message.key);
});
process.on('disconnect', () => process.exit(0));

async function work({ databaseUrl, aws, gcp, azure }: Orders): Promise<void> {
  const edges = {
    aws: awsEdge(RANGE_CONFIG, { endpoint: aws, credentials: () => key({ cloud: 'aws' }) }),
    gcp: gcpEdge(GCP_CONFIG, {
      endpoint: gcp.endpoint,
      federation: { audience: gcp.audience, subjectToken: () => key({ cloud: 'gcp' }) },
    }),
    azure: azureEdge(AZURE_CONFIG, {
      ...azure,
      assertion: (access: Access) => key({ cloud: 'azure', access }),
    }),
  };
  await startQuell({
    ...(await baseSetup(databaseUrl, [])),
    roles: new Set(['worker']),
    live: { edges, identities: new Map([[RANGE_IDENTITY.name, RANGE_IDENTITY]]) },
  });
  process.send!({ ready: true });
}
