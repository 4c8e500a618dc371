import { connect } from 'node:net';
import fc from 'fast-check';

/** Milliseconds in which an answer must have begun, or the connection be closed. */
const LONGEST_MS = 5000;

export interface Raw {
  /** Status of the first answer; undefined where the connection was closed without one. */
  status: number | undefined;
  text: string;
}

/** Sends bytes as they are, and takes what comes back until the other side has answered once. */
export function sendRaw(port: number, bytes: Buffer): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer came to ${JSON.stringify(bytes.toString('latin1').slice(0, 400))}`));
    }, LONGEST_MS);
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ status: status === undefined ? undefined : Number(status), text });
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.includes('\r\n\r\n')) done();
    });
    socket.on('close', done);
    socket.on('error', done);
    // The end of what is sent is the end of the request, however long it said that it would be.
    socket.end(bytes);
  });
}

/** A request as lines, in which anything may be wrong. */
export interface Request {
  line: string;
  headers: [string, string][];
  body: string;
}

const TYPES = [
  ...[
    'application/x-www-form-urlencoded',
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    '',
    'x',
  ],
  ...['application/json; charset=utf-16', 'application/x-www-form-urlencoded; charset=\u0000', 'image/png'],
];
const ODD: [string, string][] = [
  ...['0', '1', '99999999999', '-1', 'NaN', '1e3', ''].map((v): [string, string] => ['content-length', v]),
  ...['gzip', 'br', 'deflate', 'x', 'gzip, gzip'].map((v): [string, string] => ['content-encoding', v]),
  ...['chunked', 'x', 'chunked, chunked'].map((v): [string, string] => ['transfer-encoding', v]),
  ['expect', '100-continue'],
  ['connection', 'upgrade'],
  ['upgrade', 'websocket'],
  ['cookie', '__proto__=x; a=b; =;'],
  ['origin', 'null'],
  ['x-big', 'y'.repeat(20_000)],
];

/** Headers that are of the wrong type, twice there, or without sense. */
export const oddHeaders: fc.Arbitrary<[string, string][]> = fc.array(
  fc.oneof(
    fc.constantFrom(...TYPES).map((type): [string, string] => ['content-type', type]),
    fc.constantFrom(...ODD),
  ),
  { maxLength: 3 },
);

export function bytesOf({ line, headers, body }: Request): Buffer {
  const named = new Set(headers.map(([name]) => name));
  const length: [string, string][] =
    named.has('content-length') || named.has('transfer-encoding')
      ? []
      : [['content-length', String(Buffer.byteLength(body))]];
  const all = [...headers, ...length].map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${[line, ...all].join('\r\n')}\r\n\r\n${body}`);
}
