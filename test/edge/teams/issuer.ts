import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What a token says where a test does not say otherwise. */
export interface Claims {
  aud?: string;
  iss?: string;
  serviceurl?: string;
  /** Seconds from now at which it is valid, and at which it ends. */
  from?: number;
  until?: number;
  /** Sign with a key of which the issuer knows nothing, under the name of the one it knows. */
  forged?: boolean;
}

export interface Issuer {
  /** Where the bot reads the keys from. */
  metadata: string;
  /** A token as the Bot Connector sends it. */
  token(claims?: Claims): Promise<string>;
  close(): Promise<void>;
}

export const CHANNEL_ISSUER = 'https://api.botframework.com';
const KEY_ID = 'issuer-key-1';

/** The Bot Framework's token issuer, on this machine: openid metadata, keys, and tokens signed with them. */
export async function startIssuer(app: string, serviceUrl: () => string): Promise<Issuer> {
  const real = await generateKeyPair('RS256');
  const other = await generateKeyPair('RS256');
  const jwk = {
    ...(await exportJWK(real.publicKey)),
    kid: KEY_ID,
    use: 'sig',
    alg: 'RS256',
    endorsements: ['msteams', 'directline', 'webchat'],
  };
  const server = createServer((request, response) => {
    const keys = request.url === '/keys';
    const found = keys || request.url === '/.well-known/openidconfiguration';
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(keys ? { keys: [jwk] } : { issuer: CHANNEL_ISSUER, jwks_uri: `${origin}/keys` }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    metadata: `${origin}/.well-known/openidconfiguration`,
    token: (claims = {}) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ serviceurl: claims.serviceurl ?? serviceUrl() })
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })
        .setIssuer(claims.iss ?? CHANNEL_ISSUER)
        .setAudience(claims.aud ?? app)
        .setNotBefore(now + (claims.from ?? -1))
        .setExpirationTime(now + (claims.until ?? 600))
        .sign(claims.forged ? other.privateKey : real.privateKey);
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
