import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytesOf, oddHeaders, sendRaw } from '../../edge/raw.ts';
import { Visitor } from '../../edge/sign-in/issuer.ts';
import { damaged, garbage } from '../../mutate.ts';
import { type Pages, startPages, subjectOf } from './pages.ts';
import { Tab } from './tab.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages?.close());

const SCRAPS = [
  ...['/', '//', '..', '%', '%00', '%2e%2e%2f', '%zz', '?', '&', '=', '#', 'code=', 'state=', 'iss=', 'error='],
  ...['__proto__', 'constructor', 'ä', '%F0%9F', '<script>', "'", 'https://attacker.example', 'x'.repeat(300)],
];
const FIELDS = [
  'proof=',
  'to=',
  'nonce=',
  'answer=',
  '{}',
  '[',
  'null',
  '{"id":"x"}',
  '&',
  '%',
  '%00',
  '+',
  '"',
  '\u0000',
];

it('whatever is sent to the pages of a sign-in, nothing crashes and nobody decides', { timeout: 120_000 }, async () => {
  const port = Number(new URL(pages.origin).port);
  const [link, other] = [await pages.link(), await pages.link()];
  const ask = (await pages.parts.links.ask({ surface: 'slack', tenant: 'T0000001', user: 'U1' })).token;
  const tab = new Tab(pages.origin);
  const away = await tab.submit(await tab.get(link), `${link}/start`);
  const back = new URL(await new Visitor().signIn(Tab.goal(away.text), subjectOf('bo')));
  const { rows } = await pages.db.query<{ ref: string }>(`select ref from step_up where state = 'started'`);
  const cookie = tab.cookie();
  const known = [
    `/sign-in/callback?code=x&state=${'y'.repeat(43)}`,
    `/sign-in/callback${back.search.replace(/state=[^&]+/, 'state=guessed')}`,
    '/sign-in/callback?error=access_denied&state=x',
    ...['/sign-in', '/sign-in?to=/', '/sign-out', '/passkeys', '/passkeys/add', other, `${other}/start`],
    ...[`${other}/passkey`, `/confirm/${rows[0]!.ref}`, `/confirm/${rows[0]!.ref}/passkey`, `/link/${ask}`],
  ];
  const path = fc.oneof(
    fc.constantFrom(...known),
    damaged(known, SCRAPS).map((p) => encodeURI(p.toWellFormed()).replaceAll(/[\r\n]/g, '')),
  );
  const one = fc.record({
    verb: fc.constantFrom('GET', 'POST', 'POST', 'HEAD', 'PUT', 'DELETE', 'X'),
    to: path,
    odd: oddHeaders,
    body: garbage(FIELDS),
    own: fc.boolean(),
    mine: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 8, maxLength: 8 }), async (all) => {
      const answers = await Promise.all(
        all.map(({ verb, to, odd, body, own, mine }) => {
          const headers: [string, string][] = [
            ['host', `127.0.0.1:${port}`],
            ...(own ? ([['origin', pages.origin]] as [string, string][]) : []),
            ...(mine ? ([['cookie', cookie]] as [string, string][]) : []),
            ['content-type', 'application/x-www-form-urlencoded'],
            ...odd,
          ];
          return sendRaw(port, bytesOf({ line: `${verb} ${to} HTTP/1.1`, headers, body }));
        }),
      );
      for (const { status, text } of answers) {
        expect(status === undefined || (status >= 100 && status < 500), text.slice(0, 300)).toBe(true);
        expect(text).not.toMatch(/\n\s+at \S+ \(|node_modules|TypeError/);
        const leads = /^location: (.*)$/im.exec(text)?.[1];
        if (leads) expect(new URL(leads, pages.origin).origin).toBe(pages.origin);
      }
    }),
    { numRuns: 150 },
  );
  expect(pages.cast).toEqual([]);
  expect(pages.bugs).toEqual([]);
  const states = await pages.db.query<{ state: string }>(
    `select state from step_up where proof is not null or state = 'used'`,
  );
  expect(states.rows).toEqual([]);
  // What was honest before is honest still.
  const confirm = await tab.get(back.href);
  await tab.submit(confirm, new URL(confirm.url).pathname);
  expect(pages.cast).toHaveLength(1);
});
