import type { Access } from '../../src/domain/action.ts';
import type { AzureConfigInput } from '../../src/edge/azure/config.ts';
import type { GcpConfigInput } from '../../src/edge/gcp/config.ts';
import { WORLD } from '../../src/range/world.ts';

/** Where a worker process finds its record and its clouds. */
export interface Orders {
  databaseUrl: string;
  aws: string;
  gcp: { endpoint: string; audience: string };
  azure: { login: string; graph: string; resourceManager: string; ca: string };
}

/** How a worker process is run, beside its record and its clouds. */
export interface How {
  redisUrl?: string;
  /** Opens a health port, any free one. */
  health?: boolean;
  tracesUrl?: string;
  /** Ms that work in hand may take when it is asked to stop. */
  stopMs?: number;
  concurrency?: number;
  /** Each change waits, before its first call, until the host says `go` or its signal ends. */
  hold?: boolean;
  /** Other addresses of clouds than the range's own. */
  clouds?: Partial<Pick<Orders, 'aws' | 'gcp' | 'azure'>>;
  /** What an unknown error of each change says. */
  boom?: string;
  /** Also writes what a person would find in the log. */
  log?: boolean;
}

/** What a worker asks its range for: the identity that its machine would have. */
export interface Keys {
  aws: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  gcp: string;
  azure: string;
}

export interface Wanted<K extends keyof Keys = keyof Keys> {
  cloud: K;
  access?: Access;
}

const { gcp, azure } = WORLD;

/** What quell.yaml would say of the range. */
export const GCP_CONFIG: GcpConfigInput = {
  projects: [
    {
      id: gcp.project,
      number: gcp.projectNumber,
      reader_service_account: gcp.reader,
      responder_service_account: gcp.responder,
    },
  ],
};

export const AZURE_CONFIG: AzureConfigInput = {
  tenants: [
    {
      id: azure.tenant,
      reader_client_id: azure.readerClientId,
      responder_client_id: azure.responderClientId,
      subscriptions: [{ id: azure.subscription, name: azure.subscriptionName }],
    },
  ],
};
