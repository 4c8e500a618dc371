import { z } from 'zod';
import type { Evidence } from '../../domain/action.ts';
import { read } from './answer.ts';
import type { Gcp } from './cloud.ts';

const provider = z.object({
  name: z.string(),
  disabled: z.boolean().default(false),
  oidc: z.object({ issuerUri: z.string(), allowedAudiences: z.array(z.string()).optional() }).optional(),
});

const page = z.object({
  workloadIdentityPoolProviders: z.array(provider).default([]),
  nextPageToken: z.string().optional(),
});

export type Provider = z.infer<typeof provider>;

/** All providers of a workload identity pool. */
export async function providers(cloud: Gcp, pool: string, signal: AbortSignal): Promise<Provider[]> {
  const iam = await cloud.iam();
  const found: Provider[] = [];
  let pageToken = '';
  do {
    const request = { parent: pool, pageSize: 100, ...(pageToken ? { pageToken } : {}) };
    const { data } = await iam.projects.locations.workloadIdentityPools.providers.list(request, { signal });
    const answer = read(page, data, `the providers of ${pool}`);
    found.push(...answer.workloadIdentityPoolProviders);
    pageToken = answer.nextPageToken ?? '';
  } while (pageToken);
  return found;
}

/**
 * Tries to exchange a token that names the right issuer but that nobody has signed. An open pool looks at the token
 * and refuses it; a disabled pool refuses the audience. The exchange bears no credential and can never succeed.
 */
export async function exchangeProbe(cloud: Gcp, through: Provider, now: Date, signal: AbortSignal): Promise<Evidence> {
  const audience = `//iam.googleapis.com/${through.name}`;
  const { granted, error } = await cloud.exchange(audience, unsigned(through, audience, now), signal);
  return {
    kind: 'effect',
    asked: `exchange an unsigned token through ${through.name.split('/').at(-1)}`,
    saw: granted ? 'a token was given' : (error ?? 'refused'),
    ok: error === 'invalid_target',
  };
}

function unsigned(through: Provider, audience: string, now: Date): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(now.getTime() / 1000);
  const claims = {
    iss: through.oidc?.issuerUri,
    aud: through.oidc?.allowedAudiences?.[0] ?? `https:${audience}`,
    sub: 'quell-probe',
    iat: seconds,
    exp: seconds + 60,
  };
  const signature = Buffer.from('this is no signature').toString('base64url');
  return `${encode({ alg: 'RS256', typ: 'JWT', kid: 'quell-probe' })}.${encode(claims)}.${signature}`;
}
