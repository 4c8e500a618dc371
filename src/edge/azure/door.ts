import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import type { AzureCloud, FederationAnswer } from '../../action/azure/cloud.ts';
import { azureFault, errorIn, sentence } from './fault.ts';
import { answersAsFaults, isSuccess, ONE_CALL } from './policies.ts';
import { SCOPES } from './signin.ts';

/** The tenant's login endpoint, as anybody in the world can reach it. */
export interface Door {
  tryFederation: AzureCloud['tryFederation'];
  /** The endpoint's own time, from the `Date` header of its public description. */
  now(): Promise<Date>;
}

let throwaway: KeyObject | undefined;

export function doorOf(tenant: string, origin: string, ca: string | undefined): Door {
  const client = createDefaultHttpClient();
  const pipeline = createPipelineFromOptions({
    ...ONE_CALL,
    ...(ca ? { tlsOptions: { ca } } : {}),
  });
  // Being refused is the point of trying; being busy is not.
  pipeline.addPolicy(answersAsFaults((response) => isSuccess(response) || [400, 401, 402].includes(response.status)));

  return {
    async now() {
      const url = `${origin}/${tenant}/v2.0/.well-known/openid-configuration`;
      const response = await pipeline.sendRequest(client, createPipelineRequest({ url, timeout: 10_000 }));
      const at = new Date(response.headers.get('date') ?? Number.NaN);
      if (Number.isNaN(at.getTime()))
        throw azureFault('garbage', 'The answer of the login endpoint has no Date header.');
      return at;
    },
    async tryFederation({ clientId, issuer, subject, audience }, signal) {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        scope: SCOPES.arm,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: untrusted({ iss: issuer, sub: subject, aud: audience }),
      });
      const request = createPipelineRequest({
        method: 'POST',
        url: `${origin}/${tenant}/oauth2/v2.0/token`,
        headers: createHttpHeaders({ 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }),
        body: form.toString(),
        abortSignal: signal,
        timeout: 30_000,
      });
      const response = await pipeline.sendRequest(client, request);
      return verdictOf(response.bodyAsText ?? '');
    },
  };
}

/**
 * 70021, and 700211 to 700213 with or without one more figure, say that no record matches. A complaint about the
 * signature or the key comes only after a record was found.
 */
function verdictOf(body: string): FederationAnswer {
  const saw = sentence(errorIn(body).message || 'an answer without words');
  const code = /AADSTS(\d+)/.exec(saw)?.[1] ?? '';
  if (/^70021([123]\d?)?$/.test(code)) return { verdict: 'no-record', saw };
  if (/^(50013|700027|5000811|50027|7000216|700030)$/.test(code)) return { verdict: 'record', saw };
  return { verdict: 'other', saw };
}

/** A well-formed token whose key nobody has published. */
function untrusted(claims: Record<string, string>): string {
  throwaway ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = encode({ alg: 'RS256', typ: 'JWT', kid: 'quell-trial' });
  const body = `${head}.${encode({ ...claims, iat: now, nbf: now, exp: now + 300, jti: randomUUID() })}`;
  return `${body}.${sign('sha256', Buffer.from(body), throwaway).toString('base64url')}`;
}
