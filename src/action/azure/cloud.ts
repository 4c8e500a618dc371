import type { OpenCloud } from '../../domain/action.ts';
import type { Directory } from './directory.ts';
import type { Subscription } from './subscription.ts';

/** A token request that is shown to the tenant's door to see whether federation would let its like in. */
export interface FederationTrial {
  clientId: string;
  issuer: string;
  subject: string;
  audience: string;
}

/** What the login endpoint said to a token that nobody trusts. */
export interface FederationAnswer {
  /**
   * `no-record`: no federated credential matches issuer, subject and audience. `record`: one does, and the signature
   * was refused. `other`: it refused for a reason that tells nothing about federation.
   */
  verdict: 'no-record' | 'record' | 'other';
  /** Entra's own words, without its trace lines: `AADSTS700211: No matching federated identity record…`. */
  saw: string;
}

/**
 * One tenant as the actions see it: typed calls whose answers were checked, and whose failures are Faults `azure.*`.
 * Every call takes the signal of the run.
 */
export interface AzureCloud extends OpenCloud {
  /** Tenant id. */
  tenant: string;
  /** Client ids of Quell's own reader and responder. */
  own: readonly string[];
  directory: Directory;
  /** @throws Fault `azure.unknown-target` for a subscription that is not configured in this tenant. */
  subscription(id: string): Subscription;
  /**
   * Shows the login endpoint a token of this issuer and subject, signed by a key made for the purpose. It can never
   * succeed: which refusal comes back tells whether a federated credential still matches. It needs no permission.
   */
  tryFederation(trial: FederationTrial, signal: AbortSignal): Promise<FederationAnswer>;
}
