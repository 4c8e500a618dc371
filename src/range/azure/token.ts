import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { WORLD } from '../world.ts';
import type { Session, World } from './world.ts';

interface Signer {
  kid: string;
  privateKey: KeyObject;
}

/** One key each for Entra and for the cluster's identity provider, made once a process. */
const signers = new Map<'entra' | 'cluster', Signer>();

function signer(name: 'entra' | 'cluster'): Signer {
  let found = signers.get(name);
  if (!found) {
    found = { kid: `range-${name}`, privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey };
    signers.set(name, found);
  }
  return found;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function write(name: 'entra' | 'cluster', claims: Record<string, unknown>): string {
  const { kid, privateKey } = signer(name);
  const body = `${encode({ alg: 'ES256', typ: 'JWT', kid })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(body), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${body}.${signature.toString('base64url')}`;
}

/** Claims of a JWT, and whether this range's key signed it. Undefined when it is not a JWT at all. */
export function readToken(
  name: 'entra' | 'cluster',
  jwt: string,
): { claims: Record<string, unknown>; genuine: boolean } | undefined {
  const [head, body, signature] = jwt.split('.');
  if (!head || !body || !signature) return undefined;
  try {
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as Record<string, unknown>;
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const { kid, privateKey } = signer(name);
    const key = { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' as const };
    const genuine =
      header.kid === kid &&
      header.alg === 'ES256' &&
      verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
    return { claims, genuine };
  } catch {
    return undefined;
  }
}

/** A token of the cluster's own identity provider, as a pod finds it in its file system. `seconds` is its lifetime. */
export function outsideToken(world: World, who: string, subject: string, seconds = 3600): string {
  const now = Math.floor(world.kernel.now().getTime() / 1000);
  const jti = world.kernel.uuid();
  world.outsideTokens.set(jti, who);
  return write('cluster', {
    iss: WORLD.issuer,
    sub: subject,
    aud: ['api://AzureADTokenExchange'],
    iat: now,
    exp: now + seconds,
    jti,
  });
}

/** Hands out a token: remembers the session and returns it as text. Entra draws a lifetime of 60 to 90 minutes. */
export function issue(
  world: World,
  session: Omit<Session, 'id' | 'signedInAt' | 'expiresAt'> & { signedInAt?: number; agedSeconds?: number },
): { token: string; expiresIn: number; session: Session } {
  const now = world.kernel.now().getTime() - (session.agedSeconds ?? 0) * 1000;
  const seconds = session.kind === 'refresh' ? 90 * 24 * 3600 : 3600 + Math.floor(world.kernel.random() * 1800);
  const full: Session = {
    id: world.kernel.id(22),
    kind: session.kind,
    who: session.who,
    principal: session.principal,
    audience: session.audience,
    signedInAt: session.signedInAt ?? now,
    expiresAt: now + seconds * 1000,
  };
  world.sessions.set(full.id, full);
  const token = write('entra', {
    iss: `https://sts.windows.net/${world.tenant}/`,
    tid: world.tenant,
    aud: full.audience === 'arm' ? 'https://management.azure.com' : 'https://graph.microsoft.com',
    oid: full.principal,
    uti: full.id,
    iat: Math.floor(now / 1000),
    exp: Math.floor(full.expiresAt / 1000),
  });
  return { token, expiresIn: seconds, session: full };
}

/** The session behind a token of the right kind that has not expired. A string says why there is none. */
export function resume(world: World, token: string, kind: Session['kind']): Session | string {
  const read = readToken('entra', token);
  if (!read?.genuine) return 'The access token is not valid.';
  const session = world.sessions.get(String(read.claims.uti));
  if (!session || session.kind !== kind) return 'The access token is not known.';
  if (session.expiresAt <= world.kernel.now().getTime()) return 'The access token has expired.';
  return session;
}
