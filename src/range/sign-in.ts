import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { choicePage, refusalPage } from './sign-in-page.ts';

/** How strongly somebody signs in who presses a button in a demo: the word says it. */
export const DEMO_ACR = 'urn:quell:demo:one-button';

export interface ProviderOptions {
  /** Ms since the epoch, as everybody else counts them: id tokens know no other clock. */
  realNow(): number;
  people: readonly { subject: string; name: string }[];
  client: { id: string; secret: string };
  /** The one address that people are sent back to. */
  redirect(): string;
}

export interface RangeProvider {
  url: string;
  close(): Promise<void>;
}

interface Code {
  subject: string;
  nonce: string;
  challenge: string;
  atMs: number;
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const CODE_MS = 60_000;
const TOKEN_S = 300;
const MOST_BYTES = 10_000;

async function formOf(req: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of req) {
    text += chunk;
    if (text.length > MOST_BYTES) break;
  }
  return new URLSearchParams(text);
}

/**
 * A small OpenID provider on loopback, where one says who one is by pressing a button. It keeps nobody signed in, so it
 * asks each time. Codes serve once, with the PKCE verifier that they were asked for with.
 */
export async function startProvider(options: ProviderOptions): Promise<RangeProvider> {
  const { realNow, people, client } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
  const codes = new Map<string, Code>();
  let made = 0;
  const server = createServer((req, res) => {
    answer(req, res).catch(() => {
      if (!res.headersSent) res.writeHead(400);
      res.end();
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const json = (res: ServerResponse, status: number, body: unknown) =>
    void res
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(body));
  const html = (res: ServerResponse, status: number, body: string) =>
    void res
      .writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
      })
      .end(body);

  /** Whether Quell asks, for its own page, as it should. */
  const fits = (asked: URLSearchParams) =>
    asked.get('client_id') === client.id &&
    asked.get('redirect_uri') === options.redirect() &&
    asked.get('response_type') === 'code' &&
    asked.get('code_challenge_method') === 'S256' &&
    /^[\w-]{43}$/.test(asked.get('code_challenge') ?? '');

  async function authorize(req: IncomingMessage, res: ServerResponse, asked: URLSearchParams): Promise<void> {
    if (!fits(asked)) return html(res, 400, refusalPage());
    if (req.method !== 'POST') return html(res, 200, choicePage(people, asked.toString()));
    const subject = (await formOf(req)).get('subject') ?? '';
    if (!people.some((p) => p.subject === subject)) return html(res, 400, refusalPage());
    const code = createHmac('sha256', secret).update(`code ${++made}`).digest('base64url');
    const atMs = realNow();
    for (const [old, { atMs: then }] of codes) if (atMs - then > CODE_MS) codes.delete(old);
    codes.set(code, {
      subject,
      nonce: asked.get('nonce') ?? '',
      challenge: asked.get('code_challenge')!,
      atMs,
    });
    const back = new URL(options.redirect());
    back.search = new URLSearchParams({ code, state: asked.get('state') ?? '', iss: url }).toString();
    res.writeHead(303, { location: back.href }).end();
  }

  async function token(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const given = Buffer.from(/^Basic (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '', 'base64').toString();
    // Both halves are encoded as form fields are.
    const [id, key] = given.split(':').map((half) => decodeURIComponent(half.replaceAll('+', ' ')));
    if (id !== client.id || key !== client.secret) {
      return json(res, 401, { error: 'invalid_client' });
    }
    const asked = await formOf(req);
    const code = codes.get(asked.get('code') ?? '');
    codes.delete(asked.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(asked.get('code_verifier') ?? '')
      .digest('base64url');
    const good =
      code !== undefined &&
      realNow() - code.atMs <= CODE_MS &&
      challenge === code.challenge &&
      asked.get('grant_type') === 'authorization_code' &&
      asked.get('redirect_uri') === options.redirect();
    if (!good) return json(res, 400, { error: 'invalid_grant' });
    json(res, 200, { access_token: 'none-needed', token_type: 'Bearer', expires_in: TOKEN_S, id_token: idToken(code) });
  }

  function idToken({ subject, nonce, atMs }: Code): string {
    const iat = Math.floor(realNow() / 1000);
    const claims = {
      iss: url,
      sub: subject,
      aud: client.id,
      iat,
      exp: iat + TOKEN_S,
      auth_time: Math.floor(atMs / 1000),
      acr: DEMO_ACR,
      amr: ['button'],
      nonce,
    };
    const body = `${base64url({ alg: 'ES256', kid: 'range', typ: 'JWT' })}.${base64url(claims)}`;
    const signature = sign('sha256', Buffer.from(body), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${body}.${signature.toString('base64url')}`;
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? '/', url);
    if (pathname === '/.well-known/openid-configuration') return json(res, 200, discovery(url));
    if (pathname === '/jwks') {
      const key = { ...publicKey.export({ format: 'jwk' }), kid: 'range', alg: 'ES256', use: 'sig' };
      return json(res, 200, { keys: [key] });
    }
    if (pathname === '/authorize') return authorize(req, res, searchParams);
    if (pathname === '/token' && req.method === 'POST') return token(req, res);
    html(res, 404, refusalPage());
  }

  return {
    url,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function discovery(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
    claims_supported: ['sub', 'auth_time', 'acr', 'amr'],
    claims_parameter_supported: true,
    acr_values_supported: [DEMO_ACR],
    authorization_response_iss_parameter_supported: true,
  };
}
