import fc from 'fast-check';
import type { Lie, Said } from './liar.ts';

/** Any value where another was promised. */
const JUNK: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e21, '', 'x', '\u0000', '<b>', 'null', '../..', '${jndi:x}'],
  ...[
    [],
    {},
    [null],
    [[]],
    { value: [] },
    { error: {} },
    { error: { code: 'x' } },
    { nextLink: 'x' },
    'A'.repeat(100_000),
  ],
];

/** Changes one place of a JSON body: the n-th value in it, or the key that leads to it. */
function twist(value: unknown, n: number, change: (parent: Record<string, unknown>, key: string) => void): unknown {
  const root = { root: value };
  const places: [Record<string, unknown>, string][] = [];
  const walk = (parent: Record<string, unknown>): void => {
    for (const key of Object.keys(parent)) {
      places.push([parent, key]);
      const child = parent[key];
      if (typeof child === 'object' && child !== null) walk(child as Record<string, unknown>);
    }
  };
  walk(root as Record<string, unknown>);
  const [parent, key] = places[n % places.length]!;
  change(parent, key);
  return root.root;
}

function inJson(said: Said, n: number, change: Parameters<typeof twist>[2]): Said | undefined {
  try {
    const text = JSON.stringify(twist(JSON.parse(said.body.toString()), n, change));
    return { ...said, body: Buffer.from(text ?? '') };
  } catch {
    return undefined;
  }
}

/** Changes one element of an XML body, found by its tags alone. */
function inXml(said: Said, n: number, change: (element: string) => string): Said {
  const text = said.body.toString();
  const elements = [...text.matchAll(/<(\w+)(?: [^>]*)?>[^<]*<\/\1>/g)];
  const found = elements[n % Math.max(1, elements.length)];
  if (!found) return { ...said, body: Buffer.from(change(text)) };
  const at = found.index;
  return { ...said, body: Buffer.from(text.slice(0, at) + change(found[0]) + text.slice(at + found[0].length)) };
}

const textOf = (junk: unknown) => (typeof junk === 'string' ? junk : JSON.stringify(junk)).replace(/[<&]/g, '');
const isXml = (said: Said) => said.body.toString('utf8', 0, 100).trimStart().startsWith('<');
const swap = (n: number, junk: unknown) => (said: Said) =>
  isXml(said)
    ? inXml(said, n, (e) => e.replace(/>[^<]*</, `>${textOf(junk)}<`))
    : (inJson(said, n, (parent, key) => {
        parent[key] = junk;
      }) ?? { ...said, body: Buffer.from(JSON.stringify(junk)) });
const drop = (n: number) => (said: Said) =>
  isXml(said)
    ? inXml(said, n, () => '')
    : (inJson(said, n, (parent, key) => {
        if (Array.isArray(parent)) parent.splice(Number(key), 1);
        else delete parent[key];
      }) ?? said);
const repeat = (n: number) => (said: Said) =>
  isXml(said)
    ? inXml(said, n, (e) => e.repeat(50))
    : (inJson(said, n, (parent, key) => {
        parent[key] = Array(50).fill(parent[key]);
      }) ?? said);

const PAGE = '<!DOCTYPE html><html><body><h1>Sign in to the network</h1></body></html>';
const BOMB = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${'bcdefghij'
  .split('')
  .map((c, i) => `<!ENTITY ${c} "${`&${'abcdefghij'[i]};`.repeat(10)}">`)
  .join('')}]><GetRoleResponse><GetRoleResult>&j;</GetRoleResult></GetRoleResponse>`;

const typed = (said: Said, type: string, body: string | Buffer, status = said.status): Said => {
  const headers = Object.fromEntries(
    Object.entries(said.headers).filter(([name]) => name.toLowerCase() !== 'content-type'),
  );
  return { status, headers: { ...headers, 'content-type': type }, body: Buffer.from(body) };
};

const STATUS = [200, 201, 202, 204, 206, 300, 304, 400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 418, 429, 451];
const WAITS = ['-1', '0', 'NaN', '1e99', 'Infinity', '99999999999', 'Wed, 21 Oct 2099 07:28:00 GMT', 'soon', '1.5', ''];
const DATES = ['', 'yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 31 Dec 9999 23:59:59 GMT', '0', 'NaN'];

/** One way of answering wrongly, with a name for the report. */
export interface Told {
  name: string;
  lie: (said: Said) => Said;
}

const told = (name: string, lie: (said: Said) => Said): Told => ({ name, lie });
const n = fc.nat(400);

/** Every way of lying. `elsewhere` is where redirects lead to. */
export function lies(elsewhere: string): fc.Arbitrary<Told> {
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(n, fc.constantFrom(...JUNK))
        .map(([i, junk]) => told(`value ${i} is ${JSON.stringify(junk)?.slice(0, 30)}`, swap(i, junk))),
    },
    { weight: 4, arbitrary: n.map((i) => told(`value ${i} is missing`, drop(i))) },
    { weight: 1, arbitrary: n.map((i) => told(`value ${i} comes 50 times`, repeat(i))) },
    {
      weight: 2,
      arbitrary: fc.nat(99).map((percent) =>
        told(`cut after ${percent} %`, (said) => ({
          ...said,
          body: said.body.subarray(0, (said.body.length * percent) / 100),
        })),
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(...STATUS, 500, 501, 502, 503, 504, 507, 599)
        .map((status) => told(`status ${status}`, (said) => ({ ...said, status }))),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...STATUS, 500, 502, 503),
          fc.constantFrom(PAGE, '', '{}', '[]', 'null', '"x"', '{"error":null}', BOMB),
        )
        .map(([status, body]) =>
          told(`status ${status} and ${body.slice(0, 20)}`, (said) => ({ ...said, status, body: Buffer.from(body) })),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom(200, 403, 407, 502),
          fc.constantFrom('text/html', 'text/plain', 'application/json', 'image/png', ''),
        )
        .map(([status, type]) => told(`a page, ${status}, as ${type}`, (said) => typed(said, type, PAGE, status))),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom(301, 302, 303, 307, 308),
          fc.constantFrom(elsewhere, '/', 'http://', '//', 'javascript:x', ''),
        )
        .map(([status, location]) =>
          told(`${status} to ${location}`, (said) => ({ ...said, status, headers: { ...said.headers, location } })),
        ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(429, 503, 500, 403), fc.constantFrom(...WAITS)).map(([status, wait]) =>
        told(`${status}, try again in ${wait}`, (said) => ({
          ...said,
          status,
          headers: { ...said.headers, 'retry-after': wait },
        })),
      ),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...DATES)
        .map((date) => told(`it is ${date}`, (said) => ({ ...said, headers: { ...said.headers, date } }))),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Told>(
        told('gzip that is none', (said) => ({ ...said, headers: { ...said.headers, 'content-encoding': 'gzip' } })),
        told('UTF-16', (said) => ({ ...said, body: Buffer.from(said.body.toString(), 'utf16le') })),
        told('bytes that are no text', (said) => ({ ...said, body: Buffer.from(said.body.map((b) => b ^ 0x80)) })),
        told('a mark before the text', (said) => ({
          ...said,
          body: Buffer.concat([Buffer.from('\ufeff'), said.body]),
        })),
        told('twice', (said) => ({ ...said, body: Buffer.concat([said.body, said.body]) })),
        told('2 MB of nothing', (said) => ({ ...said, body: Buffer.alloc(2_000_000, 0x20) })),
        told('100,000 brackets', (said) => ({ ...said, body: Buffer.alloc(100_000, '[') })),
      ),
    },
  );
}

/** Tells it for one answer, or for all of them. */
export function toldAt({ lie }: Told, at: number | 'always'): Lie {
  return (said, i) => (at === 'always' || at === i ? lie(said) : said);
}
