import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { Access } from '../../domain/action.ts';
import { Fault } from '../../domain/fault.ts';
import type { AzureAccess, AzureConfig } from './config.ts';
import { azureFault, faultWithoutAnswer, sentence } from './fault.ts';
import { answersAsFaults, ONE_CALL } from './policies.ts';

export const SCOPES = {
  arm: 'https://management.azure.com/.default',
  graph: 'https://graph.microsoft.com/.default',
} as const;

/** One identity of Quell in one tenant. Tokens are kept until shortly before they expire, or until one is refused. */
export interface SignIn {
  token(scope: string): Promise<string>;
  /** Drops a token that the provider refused, so that the next call signs in afresh. */
  forget(token: string): void;
}

type Tenant = AzureConfig['tenants'][number];

/**
 * Signs in as the reader or the responder: with the range's token where there is one, else by workload identity
 * federation, else as a managed identity. Never with a secret.
 */
export function signInAs(tenant: Tenant, access: Access, tokenFile?: string, range?: AzureAccess): SignIn {
  const clientId = access === 'read' ? tenant.reader_client_id : tenant.responder_client_id;
  const kept = new Map<string, { token: string; until: number }>();
  const asked = new Map<string, Promise<string>>();
  let credential: Promise<TokenCredential> | undefined;
  let lastFault: Fault | undefined;
  // The login library wraps what goes wrong below it; the pipeline remembers it as it was.
  const remember: PipelinePolicy = {
    name: 'quell-remember',
    async sendRequest(request, next) {
      try {
        return await next(request);
      } catch (error) {
        lastFault = error instanceof Fault ? error : undefined;
        throw error;
      }
    },
  };

  const ask = async (scope: string): Promise<string> => {
    lastFault = undefined;
    try {
      credential ??= makeCredential(tenant, access, [remember, answersAsFaults()], tokenFile, range);
      const made = await (await credential).getToken(scope);
      if (!made) throw new Error('no token');
      kept.set(scope, { token: made.token, until: made.expiresOnTimestamp - 5 * 60_000 });
      return made.token;
    } catch (error) {
      credential = undefined;
      throw lastFault ?? signInFault(error, clientId, tenant.id);
    }
  };

  return {
    async token(scope) {
      const held = kept.get(scope);
      if (held && held.until > Date.now()) return held.token;
      let running = asked.get(scope);
      if (!running) {
        running = ask(scope).finally(() => asked.delete(scope));
        asked.set(scope, running);
      }
      return running;
    },
    forget(token) {
      for (const [scope, held] of kept) if (held.token === token) kept.delete(scope);
      // The library keeps tokens of its own; a new credential has none.
      credential = undefined;
    },
  };
}

async function makeCredential(
  tenant: Tenant,
  access: Access,
  policies: PipelinePolicy[],
  tokenFile?: string,
  range?: AzureAccess,
): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  const clientId = access === 'read' ? tenant.reader_client_id : tenant.responder_client_id;
  const options = {
    ...ONE_CALL,
    additionalPolicies: policies.map((policy) => ({ policy, position: 'perCall' as const })),
  };
  if (range) {
    return new identity.ClientAssertionCredential(tenant.id, clientId, () => range.assertion(access), {
      ...options,
      authorityHost: range.login,
      disableInstanceDiscovery: true,
      tlsOptions: { ca: range.ca },
    });
  }
  const tokenFilePath = tokenFile ?? process.env.AZURE_FEDERATED_TOKEN_FILE;
  if (!tokenFilePath) return new identity.ManagedIdentityCredential({ clientId, ...options });
  return new identity.WorkloadIdentityCredential({ tenantId: tenant.id, clientId, tokenFilePath, ...options });
}

function signInFault(error: unknown, clientId: string, tenant: string): Fault {
  if (error instanceof Fault) return error;
  const named = error instanceof Error ? error : new Error(String(error));
  if (named.name === 'AbortError') return faultWithoutAnswer(error, `signing in to tenant ${tenant}`);
  return azureFault(
    'denied',
    `Quell could not sign in to tenant ${tenant} as ${clientId}: ${sentence(named.message)}`,
    {
      fix: 'Run Quell with workload identity federation (AZURE_FEDERATED_TOKEN_FILE, or token_file in quell.yaml) or on a machine with this managed identity; infra/azure shows both.',
      cause: { name: named.name, message: named.message },
    },
  );
}
