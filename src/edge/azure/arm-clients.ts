import type { AuthorizationManagementClient } from '@azure/arm-authorization';
import type { ComputeManagementClient } from '@azure/arm-compute';
import type { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import type { PolicyClient } from '@azure/arm-policy';
import type { Pipeline } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { answersAsFaults, authenticates, ONE_CALL } from './policies.ts';
import { SCOPES, type SignIn } from './signin.ts';

/** The real SDK clients of one subscription, each loaded when it is first asked for. */
export interface ArmClients {
  authorization(): Promise<AuthorizationManagementClient>;
  policy(): Promise<PolicyClient>;
  compute(): Promise<ComputeManagementClient>;
  machineLearning(): Promise<AzureMachineLearningWorkspaces>;
}

/** Clients that sign in as `signIn`, never repeat by themselves, and fail with Faults only. */
export function armClients(subscription: string, origin: string, signIn: SignIn, ca: string | undefined): ArmClients {
  const options = {
    endpoint: origin,
    $host: origin,
    ...ONE_CALL,
    ...(ca ? { tlsOptions: { ca } } : {}),
  };
  const credential: TokenCredential = {
    getToken: async () => ({ token: await signIn.token(SCOPES.arm), expiresOnTimestamp: Date.now() }),
  };
  const adopt = <C extends { pipeline: Pipeline }>(client: C): C => {
    client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
    client.pipeline.addPolicy(authenticates(signIn, SCOPES.arm), { phase: 'Sign' });
    client.pipeline.addPolicy(answersAsFaults());
    return client;
  };
  return {
    authorization: once(async () => {
      const sdk = await import('@azure/arm-authorization');
      return adopt(new sdk.AuthorizationManagementClient(credential, subscription, options));
    }),
    policy: once(async () => {
      const sdk = await import('@azure/arm-policy');
      return adopt(new sdk.PolicyClient(credential, subscription, options));
    }),
    compute: once(async () => {
      const sdk = await import('@azure/arm-compute');
      return adopt(new sdk.ComputeManagementClient(credential, subscription, options));
    }),
    machineLearning: once(async () => {
      const sdk = await import('@azure/arm-machinelearning');
      return adopt(new sdk.AzureMachineLearningWorkspaces(credential, subscription, options));
    }),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
