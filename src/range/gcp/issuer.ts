import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

/** Keys are made once for each process: a world starts in milliseconds. */
let keys: { privateKey: KeyObject; publicKey: KeyObject } | undefined;

function pair() {
  keys ??= generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return keys;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function publicJwk(): Record<string, unknown> {
  return { ...pair().publicKey.export({ format: 'jwk' }), kid: 'range', alg: 'ES256', use: 'sig' };
}

/** A signed token as a cluster's OIDC issuer hands it to a pod. */
export function issue(claims: Record<string, unknown>): string {
  const head = `${encode({ alg: 'ES256', kid: 'range', typ: 'JWT' })}.${encode(claims)}`;
  const key = createPrivateKey({ key: pair().privateKey.export({ format: 'jwk' }), format: 'jwk' });
  return `${head}.${sign('sha256', Buffer.from(head), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** The claims, whether or not anybody has signed them; undefined for what is no token at all. */
export function claimsOf(token: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}

export function isSignedBy(token: string, jwk: Record<string, unknown>): boolean {
  const [head, body, signature] = token.split('.');
  if (!head || !body || !signature) return false;
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const data = Buffer.from(`${head}.${body}`);
  return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}
