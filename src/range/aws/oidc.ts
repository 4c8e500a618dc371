import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { WORLD } from '../world.ts';

const keys = generateKeyPairSync('ed25519');

export interface WebIdentity {
  iss: string;
  sub: string;
  aud: string;
  /** Seconds since the epoch. */
  exp: number;
}

/** The projected token of the cluster's service account, as a pod reads it from its file: always a fresh one. */
export function projectToken(now: Date, claims: Partial<WebIdentity> = {}): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const body = { iss: WORLD.issuer, sub: WORLD.subject, aud: 'sts.amazonaws.com', iat: seconds, exp: seconds + 3600 };
  const unsigned = `${part({ alg: 'EdDSA', typ: 'JWT' })}.${part({ ...body, ...claims })}`;
  return `${unsigned}.${sign(null, Buffer.from(unsigned), keys.privateKey).toString('base64url')}`;
}

/** Claims of a token that the cluster signed; undefined for any other. Expiry is the caller's to judge. */
export function readToken(token: string): WebIdentity | undefined {
  const [head, body, signature] = token.split('.');
  if (!head || !body || !signature) return undefined;
  const genuine = verify(null, Buffer.from(`${head}.${body}`), keys.publicKey, Buffer.from(signature, 'base64url'));
  return genuine ? (JSON.parse(Buffer.from(body, 'base64url').toString()) as WebIdentity) : undefined;
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
