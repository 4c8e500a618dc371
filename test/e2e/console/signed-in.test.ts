import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Visitor } from '../../edge/sign-in/issuer.ts';
import { type Pages, startPages, subjectOf } from './pages.ts';
import { type Shown, Tab } from './tab.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
  pages.world.plan(pages.world.declare('ml-train used from outside'));
});
afterAll(() => pages?.close());
afterEach(() => {
  vi.useRealTimers();
  expect(pages.bugs).toEqual([]);
});

/** A browser in which somebody signed in, and the page that came then. */
async function signedIn(sub = subjectOf('bo'), path = '/'): Promise<{ tab: Tab; page: Shown }> {
  const tab = new Tab(pages.origin);
  const away = await tab.submit(await tab.get(path), '/sign-in');
  const back = await new Visitor().signIn(Tab.goal(away.text), sub);
  return { tab, page: await tab.get(back) };
}

describe('pages for people who signed in', () => {
  it('are shown to nobody else', async () => {
    const tab = new Tab(pages.origin);
    for (const path of ['/', '/incidents/INC-1', '/plans/P-INC-1']) {
      const page = await tab.get(path);
      expect(page.url).toContain('/sign-in?to=');
      expect(page.text).not.toContain('ml-train');
    }
    expect((await tab.get('/incidents/INC-1?only=cards')).status).toBe(401);
    expect((await tab.get('/live')).status).toBe(401);
    expect((await tab.post('/say', { text: 'incidents' })).status).toBe(403);
    expect((await tab.post('/press', { verb: 'approve', ref: 'P-INC-1' })).status).toBe(403);
    expect(pages.world.heard).toEqual([]);
  });

  it('come back to where somebody wanted to go, as the person whose identity it is', async () => {
    const { tab, page } = await signedIn(subjectOf('bo'), '/incidents/INC-1');
    expect(new URL(page.url).pathname).toBe('/incidents/INC-1');
    expect(page.text).toContain('Signed in as <strong>Bo</strong>');
    expect(page.text).not.toContain('Acting as');
    await tab.submit(page, '/press', { verb: 'deny', ref: 'P-INC-1', filled: '1', 'v.reason': 'wrong account' });
    expect(pages.world.heard.splice(0)).toMatchObject([
      {
        verb: 'deny',
        from: {
          who: { surface: 'console', tenant: 'local', user: 'bo' },
          authenticated: `console, signed in with ${pages.issuer.url}`,
        },
      },
    ]);
  });

  it('are refused to somebody whom the provider knows and Quell does not', async () => {
    const { tab, page } = await signedIn('sub-mallory');
    expect(page.status).toBe(403);
    expect(page.text).toContain('does not know who you are');
    expect((await tab.get('/')).url).toContain('/sign-in');
  });

  it('have no way to act as somebody else, and no range', async () => {
    const { tab, page } = await signedIn();
    const { csrf, token } = Tab.fields(page.text, '/say') as { csrf: string; token: string };
    for (const path of ['/act-as', '/range/advance']) {
      expect((await tab.post(path, { csrf, token, person: 'ada' })).status).toBe(404);
    }
  });

  it('end an hour after the sign-in, however much they are used, and the stream with them', async () => {
    const { tab } = await signedIn();
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: now + 59 * 60_000 });
    expect((await tab.get('/')).text).toContain('Signed in as');
    vi.setSystemTime(now + 60 * 60_000 + 1000);
    expect((await tab.get('/')).url).toContain('/sign-in');
    expect((await tab.get('/live')).status).toBe(401);
  });

  it('are over at once for somebody who left, or signs out', async () => {
    const { tab, page } = await signedIn();
    expect((await tab.post('/sign-out', { csrf: 'guessed' })).status).toBe(403);
    expect((await tab.get('/')).text).toContain('Signed in as');
    expect((await tab.submit(page, '/sign-out')).url).toContain('/sign-in');
    expect((await tab.get('/')).url).toContain('/sign-in');

    const other = await signedIn(subjectOf('chen'));
    const { people } = pages.desk;
    pages.desk.people = () => people().filter((p) => p.id !== 'chen');
    expect((await other.tab.get('/')).url).toContain('/sign-in');
    pages.desk.people = people;
  });

  it('have a cookie that scripts cannot read, for this browser and no longer than the session', async () => {
    const { tab } = await signedIn();
    const flags = [...tab.flags].find(([name]) => name.startsWith('quell_console_'))?.[1];
    expect(flags).toMatch(/Max-Age=3600/);
    expect(flags).toMatch(/HttpOnly/);
    expect(flags).toMatch(/SameSite=Lax/);
  });

  it.each([
    'https://attacker.example',
    '//attacker.example',
    '/\\attacker.example',
    'javascript:alert(1)',
    '/incidents/../../sign-out',
    '/incidents/INC-1\r\nlocation: https://attacker.example',
  ])('lead to no other site: %j', async (to) => {
    const tab = new Tab(pages.origin);
    const page = await tab.get(`/sign-in?to=${encodeURIComponent(to)}`);
    const { proof } = Tab.fields(page.text, '/sign-in') as { proof: string };
    const away = await tab.post('/sign-in', { proof, to });
    const back = await new Visitor().signIn(Tab.goal(away.text), subjectOf('bo'));
    expect((await tab.get(back)).url).toBe(`${pages.origin}/`);
  });

  it('answer under their own name alone', async () => {
    const { port } = new URL(pages.origin);
    const status = (host: string) =>
      new Promise<number>((resolve, reject) => {
        const asked = request(`${pages.origin}/sign-in`, { headers: { host } }, (answer) => {
          answer.resume();
          answer.on('end', () => resolve(answer.statusCode!));
        });
        asked.on('error', reject).end();
      });
    expect(await status(`127.0.0.1:${port}`)).toBe(200);
    for (const host of [`localhost:${port}`, '127.0.0.1', `attacker.example:${port}`, '127.0.0.1:1']) {
      expect(await status(host), host).toBe(403);
    }
  });

  it('a sign-in that somebody else began does not sign this browser in', async () => {
    const attacker = new Tab(pages.origin);
    const away = await attacker.submit(await attacker.get('/'), '/sign-in');
    const back = await new Visitor().signIn(Tab.goal(away.text), subjectOf('chen'));
    const victim = new Tab(pages.origin);
    expect((await victim.get(back)).status).toBe(403);
    expect((await victim.get('/')).url).toContain('/sign-in');
  });

  it('a session of before is not kept through a sign-in', async () => {
    const { tab } = await signedIn();
    const before = tab.secrets();
    const away = await tab.submit(await tab.get('/sign-in'), '/sign-in');
    await tab.get(await new Visitor().signIn(Tab.goal(away.text), subjectOf('chen')));
    const planted = new Tab(pages.origin);
    await planted.get('/sign-in');
    const cookie = before.find((value) => !tab.secrets().includes(value))!;
    const name = [...tab.flags.keys()].find((n) => n.startsWith('quell_console_'))!;
    const answer = await fetch(pages.origin, { headers: { cookie: `${name}=${cookie}` }, redirect: 'manual' });
    expect(answer.status).toBe(303);
  });
});
