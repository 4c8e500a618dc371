import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider, { type Adapter, type AdapterPayload, type JWK } from 'oidc-provider';

export const CLIENT = { id: 'quell', secret: 'not-a-secret-of-anybody' };
export const MFA = 'urn:example:mfa';

/** What an id token says, before it is signed; changed by a provider that lies. */
export type Lie = (claims: JWTPayload) => JWTPayload;

/** An identity provider of other people's making. */
export interface Issuer {
  url: string;
  /** Login pages that were shown, by what asked for them. */
  asked: string[];
  /** What it claims about how people signed in. */
  acr: string | undefined;
  lie: Lie | undefined;
  /** Signs with a key that it does not publish. */
  forge: boolean;
  close(): Promise<void>;
}

/** What the provider keeps, in memory and without its warning that it does. */
class Memory implements Adapter {
  private static readonly kept = new Map<string, AdapterPayload>();
  private readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    Memory.kept.set(`${this.name}:${id}`, payload);
  }
  async find(id: string): Promise<AdapterPayload | undefined> {
    return Memory.kept.get(`${this.name}:${id}`);
  }
  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return [...Memory.kept].find(([key, of]) => key.startsWith(`${this.name}:`) && of.uid === uid)?.[1];
  }
  async findByUserCode(): Promise<undefined> {}
  async consume(id: string): Promise<void> {
    const of = await this.find(id);
    if (of) of.consumed = Math.floor(Date.now() / 1000);
  }
  async destroy(id: string): Promise<void> {
    Memory.kept.delete(`${this.name}:${id}`);
  }
  async revokeByGrantId(): Promise<void> {}
}

const page = (uid: string) =>
  `<!doctype html><html lang="en"><title>Provider</title><form method="post" action="/interaction/${uid}"><label>Name <input name="sub"></label><button>Log in</button></form></html>`;

function cookieOf(set: string[]): string {
  return set.map((c) => c.split(';')[0]!).join('; ');
}

/** A provider on a free port of this machine, which lets anybody in as whoever they say. */
export async function startIssuer(redirects: string[]): Promise<Issuer> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const other = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(privateKey)), kid: 'test', alg: 'RS256', use: 'sig' } as JWK;
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: Issuer = {
    url,
    asked: [],
    acr: MFA,
    lie: undefined,
    forge: false,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  const provider = new Provider(url, {
    adapter: Memory,
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: redirects,
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ['only-for-tests'] },
    acrValues: [MFA, 'urn:example:password'],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    // What Quell asks for is no scope that anybody needs to agree to.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client!.clientId,
        accountId: ctx.oidc.session!.accountId!,
      });
      grant.addOIDCScope('openid');
      grant.addOIDCClaims(['acr', 'auth_time', 'acrs']);
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    const body = ctx.body as { id_token?: string } | undefined;
    if (ctx.path !== '/token' || !body?.id_token || !(issuer.lie || issuer.forge)) return;
    const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1]!, 'base64url').toString()) as JWTPayload;
    const told = issuer.lie ? issuer.lie(claims) : claims;
    const key = issuer.forge ? other.privateKey : privateKey;
    body.id_token = await new SignJWT(told).setProtectedHeader({ alg: 'RS256', kid: 'test' }).sign(key);
  });
  const callback = provider.callback();
  server.on('request', async (req, res) => {
    const uid = /^\/interaction\/([\w-]+)$/.exec(req.url ?? '')?.[1];
    if (!uid) return void callback(req, res);
    try {
      const { prompt } = await provider.interactionDetails(req, res);
      if (req.method !== 'POST') {
        issuer.asked.push([prompt.name, ...prompt.reasons].join(' '));
        res.setHeader('content-type', 'text/html').end(page(uid));
        return;
      }
      let text = '';
      for await (const chunk of req) text += chunk;
      const accountId = new URLSearchParams(text).get('sub') ?? '';
      const login = { accountId, amr: ['pwd'], ...(issuer.acr ? { acr: issuer.acr } : {}) };
      await provider.interactionFinished(req, res, { login }, { mergeWithLastSubmission: false });
    } catch (error) {
      res.writeHead(400).end(String(error));
    }
  });
  return issuer;
}

/** A browser at the provider: keeps its cookies, so that it stays signed in there. */
export class Visitor {
  private cookies = new Map<string, string>();

  private async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', ...value] = cookieOf([set]).split('=');
      this.cookies.set(name, value.join('='));
    }
    return answer;
  }

  /** Goes where it is sent, logs in as `sub` wherever it is asked to, and stops before it leaves the provider. */
  async signIn(start: string, sub: string): Promise<string> {
    const { origin } = new URL(start);
    let at = start;
    for (let hops = 0; hops < 10; hops++) {
      if (!at.startsWith(origin)) return at;
      let answer = await this.fetch(at);
      if (answer.status === 200) {
        const body = new URLSearchParams({ sub }).toString();
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        answer = await this.fetch(at, { method: 'POST', body, headers });
      }
      const next = answer.headers.get('location');
      if (!next) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
      at = new URL(next, origin).href;
    }
    throw new Error('the provider sends round and round');
  }
}
