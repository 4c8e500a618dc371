import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What of a request the signature covers. Header names in lower case. */
export interface Signable {
  method: string;
  /** Path and query as sent. */
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Scope {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

/** Reads an Authorization header of the AWS4-HMAC-SHA256 kind. Source: Signature Version 4 in the IAM User Guide. */
export function readScope(authorization: string | undefined): Scope | undefined {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization ?? '',
    );
  if (!found) return undefined;
  const [, accessKeyId, date, region, service, headers, signature] = found as unknown as string[];
  return {
    accessKeyId: accessKeyId!,
    date: date!,
    region: region!,
    service: service!,
    signedHeaders: headers!.split(';'),
    signature: signature!,
  };
}

export function signatureHolds(request: Signable, scope: Scope, secret: string): boolean {
  const expected = signatureOf(request, scope, secret);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(scope.signature));
}

/** Headers that a caller without an SDK adds to its request. */
export function sign(
  request: Signable,
  keys: { accessKeyId: string; secret: string; token: string },
  scope: { region: string; service: string; at: Date },
): Record<string, string> {
  const stamp = scope.at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    ...request.headers,
    'x-amz-date': stamp,
    'x-amz-security-token': keys.token,
    'x-amz-content-sha256': sha256(request.body),
  };
  const signedHeaders = Object.keys(headers).sort();
  const full = { ...scope, accessKeyId: keys.accessKeyId, date: stamp.slice(0, 8), signedHeaders, signature: '' };
  const signature = signatureOf({ ...request, headers }, full, keys.secret);
  const credential = `${keys.accessKeyId}/${full.date}/${scope.region}/${scope.service}/aws4_request`;
  const signed = signedHeaders.join(';');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

function signatureOf(request: Signable, scope: Scope, secret: string): string {
  const [path, query = ''] = request.url.split('?');
  const canonical = [
    request.method,
    path,
    query.split('&').sort().join('&'),
    ...scope.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    scope.signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
  const range = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'] ?? '', range, sha256(canonical)].join('\n');
  const key = [scope.date, scope.region, scope.service, 'aws4_request'].reduce<Buffer | string>(
    (previous, part) => hmac(previous, part),
    `AWS4${secret}`,
  );
  return hmac(key, text).toString('hex');
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
