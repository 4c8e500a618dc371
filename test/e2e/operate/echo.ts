import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { loopbackCertificate } from '../../../src/range/certificate.ts';

/** A way to a cloud that lets sign-ins through and refuses everything else, in words that repeat what it was sent. */
export interface Echo {
  url: string;
  /** Every secret that went through it, as it is. */
  secrets: Set<string>;
  close(): Promise<void>;
}

/** Sign-ins: AWS STS, Google's token service and its tokens of service accounts. */
function signsIn(req: IncomingMessage, body: string): boolean {
  return /Action=AssumeRole/.test(body) || /\/v1\/token$|:generateAccessToken$/.test(req.url ?? '');
}

const TOKENS = [
  /<SecretAccessKey>([^<]+)</g,
  /<SessionToken>([^<]+)</g,
  /"(?:access_token|accessToken)"\s*:\s*"([^"]+)"/g,
];

function refusal(cloud: string, said: string): [type: string, body: string] {
  const xml = said.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  if (cloud === 'aws') {
    const error = `<Error><Type>Sender</Type><Code>ValidationError</Code><Message>${xml}</Message></Error>`;
    return ['text/xml', `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`];
  }
  const error = { code: cloud === 'gcp' ? 400 : 'BadRequest', message: said, status: 'INVALID_ARGUMENT' };
  return ['application/json', JSON.stringify({ error })];
}

function forward(
  req: IncomingMessage,
  body: string,
  to: string,
): Promise<{ status: number; type: string; body: string }> {
  return new Promise((resolve, reject) => {
    const { host: _, ...headers } = req.headers;
    const onward = request(new URL(req.url ?? '/', to), {
      method: req.method,
      headers: { ...headers, host: req.headers.host },
    });
    onward.on('error', reject);
    onward.on('response', async (answer) => {
      const type = String(answer.headers['content-type'] ?? 'text/plain');
      resolve({ status: answer.statusCode!, type, body: await text(answer) });
    });
    onward.end(body);
  });
}

export async function startEcho(cloud: string, to: string): Promise<Echo> {
  const secrets = new Set<string>();
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const body = await text(req);
    const { authorization = '', 'x-amz-security-token': session = '' } = req.headers;
    const bearer = /^Bearer (.+)$/i.exec(authorization)?.[1];
    for (const secret of [bearer, String(session)]) if (secret) secrets.add(secret);
    if (signsIn(req, body)) {
      const real = await forward(req, body, to);
      for (const pattern of TOKENS) for (const [, secret] of real.body.matchAll(pattern)) secrets.add(secret!);
      res.writeHead(real.status, { 'content-type': real.type, date: new Date().toUTCString() }).end(real.body);
      return;
    }
    const said = `not with ${authorization}, ${session}, ${[...secrets].join(' and ')}, ${body}`;
    const [type, refused] = refusal(cloud, said);
    res.writeHead(400, { 'content-type': type, date: new Date().toUTCString() }).end(refused);
  };
  // Azure's clients hand a token to nobody who does not speak TLS. The certificate is the range's own.
  const tls = to.startsWith('https:') ? await loopbackCertificate(new Date()) : undefined;
  const server = tls ? createTlsServer({ key: tls.key, cert: tls.certificate }, answer) : createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
