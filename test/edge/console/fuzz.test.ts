import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OpenConsole } from '../../../src/edge/console/console.ts';
import { damaged, garbage } from '../../mutate.ts';
import { bytesOf, oddHeaders, sendRaw } from '../raw.ts';
import { open, PEOPLE, World } from './fixture.ts';
import { Plain } from './plain.ts';

let world: World;
let console_: OpenConsole;
let port: number;
const bugs: unknown[] = [];

beforeEach(async () => {
  world = new World();
  bugs.length = 0;
  const error = (data: object) => void bugs.push(data);
  console_ = await open(world, { log: { info: () => undefined, warn: () => undefined, error } });
  port = Number(new URL(console_.url).port);
  world.plan(world.declare('ml-train used from outside'));
});
afterEach(() => console_.close());

const PATHS = [
  '/',
  '/say',
  '/press',
  '/act-as',
  '/range/advance',
  '/incidents/INC-1',
  '/plans/P-INC-1',
  '/live',
  '/assets/console.js',
];
const SCRAPS = [
  ...[
    '/',
    '//',
    '..',
    '%',
    '%00',
    '%2e%2e%2f',
    '%zz',
    '?',
    '?only=',
    '&only=a,b',
    '?example=',
    '#',
    '\u0000',
    '__proto__',
  ],
  ...['constructor', 'ä', '%F0%9F', '<script>', '"', "'", ';', ':', '@', '*', 'x'.repeat(300)],
];
const path = fc.oneof(
  fc.constantFrom(...PATHS),
  damaged(PATHS, SCRAPS).map((p) => encodeURI(p.toWellFormed()).replaceAll(/[\r\n]/g, '')),
);
const FIELDS = [
  ...[
    'csrf=',
    'token=',
    'here=',
    'verb=',
    'ref=',
    'text=',
    'person=',
    'incident=',
    'filled=',
    'v.text=',
    'v.__proto__=',
  ],
  ...[
    'v.constructor=',
    '&',
    '=',
    '%',
    '%00',
    '%zz',
    '+',
    'INC-1',
    'P-INC-1',
    'approve',
    'declare x',
    '//evil.example',
    'javascript:x',
  ],
];
const body = garbage(FIELDS);
const method = fc.constantFrom(
  'GET',
  'GET',
  'POST',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PATCH',
  'X',
);
const host = fc.constantFrom('own', 'own', 'own', 'evil.example', '127.0.0.1.evil.example', '', '[::1', 'localhost:x');

it('answers whatever it is sent, and does nothing for whoever has no page of it', { timeout: 60_000 }, async () => {
  const before = JSON.stringify([...world.pages]);
  const request = fc.record({ verb: method, to: path, at: host, odd: oddHeaders, body, origin: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 8, maxLength: 8 }), async (all) => {
      const answers = await Promise.all(
        all.map(({ verb, to, at, odd, body: sent, origin }) => {
          const name = at === 'own' ? `127.0.0.1:${port}` : at;
          const headers: [string, string][] = [
            ['host', name],
            ...(origin ? ([['origin', `http://${name}`]] as [string, string][]) : []),
            ...odd,
          ];
          return sendRaw(port, bytesOf({ line: `${verb} ${to} HTTP/1.1`, headers, body: sent }));
        }),
      );
      for (const { status, text } of answers) {
        expect(status === undefined || (status >= 100 && status < 500), text.slice(0, 200)).toBe(true);
        expect(text).not.toMatch(/\n\s+at \S+ \(|node_modules|TypeError/);
      }
    }),
    { numRuns: 125 },
  );
  expect(world.heard).toEqual([]);
  expect(JSON.stringify([...world.pages])).toBe(before);
  expect(bugs).toEqual([]);
});

it('hears of a page’s own forms what they say, however they are filled', { timeout: 60_000 }, async () => {
  const visitor = new Plain(console_.url);
  const { text } = await visitor.get('/incidents/INC-1');
  const csrf = /name="csrf" value="([^"]+)"/.exec(text)![1]!;
  const cookie = visitor.cookie;
  expect(cookie).toBeTruthy();
  const form = fc.record(
    {
      verb: fc.oneof(fc.constantFrom('approve', 'deny', 'note', 'constructor', '__proto__'), fc.string()),
      ref: fc.oneof(fc.constantFrom('P-INC-1', 'INC-1', '__proto__'), fc.string()),
      text: fc.oneof(fc.constantFrom('help', 'note', 'declare "', 'contain x=__proto__'), fc.string()),
      person: fc.oneof(fc.constantFrom('bo', 'nobody', '__proto__'), fc.string()),
      incident: fc.oneof(fc.constantFrom('INC-1', '__proto__'), fc.string()),
      here: fc.oneof(
        fc.constantFrom('/', '//evil.example', '/\\evil.example', 'https://evil.example', '/incidents/INC-1'),
        fc.string(),
      ),
      filled: fc.string(),
      'v.text': fc.string({ unit: 'binary' }),
      'v.constructor': fc.string(),
    },
    { requiredKeys: [] },
  );
  let mark = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('/say', '/press', '/act-as'), form, async (to, fields) => {
      mark += 1;
      const token = `fuzz-form-${String(mark).padStart(8, '0')}`;
      const answer = await fetch(console_.url + to, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: console_.url, cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...fields, csrf, token } as Record<string, string>).toString(),
      });
      await answer.arrayBuffer();
      expect(answer.status).toBeLessThan(500);
      const leads = answer.headers.get('location');
      // Nobody is sent to another site.
      if (leads !== null) expect(new URL(leads, console_.url).origin).toBe(console_.url);
    }),
    { numRuns: 400 },
  );
  const known = new Set(PEOPLE.map((p) => p.id));
  for (const { from, values } of world.heard) {
    expect(known.has(from.who.user)).toBe(true);
    expect(from.authenticated).toMatch(/no authentication/);
    if (values) for (const value of Object.values(values)) expect(typeof value).toBe('string');
  }
  expect(bugs).toEqual([]);
});
