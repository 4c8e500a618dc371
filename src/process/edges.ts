import type { Config } from '../config.ts';
import type { Ground } from './setup.ts';

/** The edges that quell.yaml describes, each with its SDK's own default credentials. Loaded only where configured. */
export async function edgesOf(config: Config): Promise<Ground['edges']> {
  const [aws, gcp, azure] = await Promise.all([
    config.aws && import('../edge/aws/edge.ts').then((m) => m.awsEdge(config.aws!)),
    config.gcp && import('../edge/gcp/edge.ts').then((m) => m.gcpEdge(config.gcp!)),
    config.azure && import('../edge/azure/edge.ts').then((m) => m.azureEdge(config.azure!)),
  ]);
  return { ...(aws ? { aws } : {}), ...(gcp ? { gcp } : {}), ...(azure ? { azure } : {}) };
}
