import type { Access } from '../../src/domain/action.ts';
import { awsEdge } from '../../src/edge/aws/edge.ts';
import { azureEdge } from '../../src/edge/azure/edge.ts';
import { gcpEdge } from '../../src/edge/gcp/edge.ts';
import type { Ground } from '../../src/process/setup.ts';
import { RANGE_CONFIG } from '../../src/range/aws/start.ts';
import { AZURE_CONFIG, GCP_CONFIG, type Keys, type Orders, type Wanted } from './worker-orders.ts';

/** The edges of a process that is not the range's own: it is told where the clouds are, and asks for keys as it needs them. */
export function edgesTo(
  { aws, gcp, azure }: Pick<Orders, 'aws' | 'gcp' | 'azure'>,
  key: <K extends keyof Keys>(wanted: Wanted<K>) => Promise<Keys[K]>,
): Ground['edges'] {
  return {
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
}
