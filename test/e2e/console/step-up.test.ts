import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MFA, Visitor } from '../../edge/sign-in/issuer.ts';
import { type Pages, startPages, subjectOf } from './pages.ts';
import { Tab } from './tab.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages?.close());

const first = { plan: undefined as Pages['plan'] | undefined };
beforeEach(() => {
  first.plan ??= pages.plan;
  pages.plan = first.plan;
  pages.cast.length = 0;
  pages.issuer.acr = MFA;
  pages.issuer.lie = undefined;
});
afterEach(() => {
  expect(pages.bugs).toEqual([]);
});

const tab = () => new Tab(pages.origin);

/** Opens the link, presses the button, and signs in; the address that the browser comes back to. */
async function signIn(browser: Tab, link: string, sub = subjectOf('bo'), visitor = new Visitor()): Promise<string> {
  const away = await browser.submit(await browser.get(link), `${link}/start`);
  expect(away.status).toBe(200);
  return visitor.signIn(Tab.goal(away.text), sub);
}

/** All the way to the vote. */
async function approve(browser: Tab, link: string): Promise<string> {
  const confirm = await browser.get(await signIn(browser, link));
  const path = new URL(confirm.url).pathname;
  const done = await browser.submit(confirm, path);
  expect(done.status, done.text).toBe(200);
  return path;
}

const refusals = async () => (await pages.events()).filter((e) => e.type === 'approval.refused');

describe('a fresh sign-in for one plan', () => {
  it('shows the whole plan, asks who it is, shows it again, and then casts one vote with its proof', async () => {
    const browser = tab();
    const link = await pages.link();
    const page = await browser.get(link);
    expect(page.text).toContain(pages.plan.digest);
    expect(page.text).toContain('ml-train');
    expect(page.text).toContain('@Bo');
    const before = Date.now() - 1000;
    const confirm = await browser.get(await signIn(browser, link));
    expect(confirm.status).toBe(200);
    expect(confirm.text).toContain(pages.plan.digest);
    expect(pages.cast).toEqual([]);
    const done = await browser.submit(confirm, new URL(confirm.url).pathname);
    expect(done.text).toContain('Your approval counts.');
    expect(pages.cast).toHaveLength(1);
    const { link: used, person, authenticated } = pages.cast[0]!;
    expect(person.id).toBe('bo');
    expect(authenticated).toBe(`console, by a fresh sign-in with ${pages.issuer.url} for this plan`);
    expect(used.proof).toMatchObject({
      method: 'oidc',
      issuer: pages.issuer.url,
      subject: 'sub-bo',
      acr: MFA,
      digest: pages.plan.digest,
      evidence: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(Date.parse(used.proof!.at)).toBeGreaterThanOrEqual(before);
  });

  it('keeps no token, no state and no cookie in clear', async () => {
    const browser = tab();
    const link = await pages.link();
    const back = await signIn(browser, link);
    const { rows } = await pages.db.query<{ all: string }>(
      `select (select coalesce(jsonb_agg(s), '[]')::text from step_up s) || (select coalesce(jsonb_agg(s), '[]')::text from sign_in s) as all`,
    );
    const secrets = [link.split('/').at(-1)!, new URL(back).searchParams.get('state')!, ...browser.secrets()];
    for (const secret of secrets) expect(rows[0]!.all).not.toContain(secret);
  });

  it('may be begun again by the browser that began it', async () => {
    const browser = tab();
    const link = await pages.link();
    await signIn(browser, link);
    await approve(browser, link);
    expect(pages.cast).toHaveLength(1);
  });
});

describe('an attack on a link', () => {
  const left = async () => {
    expect(pages.cast).toEqual([]);
  };

  it('that uses it a second time finds it gone', async () => {
    const browser = tab();
    const link = await pages.link();
    const confirm = await approve(browser, link);
    for (const path of [link, confirm]) expect((await browser.get(path)).status).toBe(410);
    expect((await tab().get(link)).status).toBe(410);
    expect(pages.cast).toHaveLength(1);
  });

  it('that confirms twice casts one vote', async () => {
    const browser = tab();
    const confirm = await browser.get(await signIn(browser, await pages.link()));
    const path = new URL(confirm.url).pathname;
    const answers = await Promise.all([browser.submit(confirm, path), browser.submit(confirm, path)]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 410]);
    expect(pages.cast).toHaveLength(1);
  });

  it('that replays the answer of the provider finds nobody waiting for it', async () => {
    const browser = tab();
    const back = await signIn(browser, await pages.link());
    expect((await browser.get(back)).status).toBe(200);
    expect((await browser.get(back)).status).toBe(410);
    await left();
  });

  it('in which another person signs in burns it, and stands on the timeline', async () => {
    const browser = tab();
    const link = await pages.link();
    const before = (await refusals()).length;
    const answer = await browser.get(await signIn(browser, link, subjectOf('chen')));
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('somebody else');
    expect((await browser.get(link)).status).toBe(410);
    expect((await refusals()).slice(before)).toMatchObject([
      { actor: { person: 'bo' }, data: { signedInAs: { subject: 'sub-chen' }, digest: pages.plan.digest } },
    ]);
    await left();
  });

  it('in which somebody signs in whom nobody knows burns it too', async () => {
    const browser = tab();
    const link = await pages.link();
    expect((await browser.get(await signIn(browser, link, 'sub-mallory'))).status).toBe(403);
    expect((await browser.get(link)).status).toBe(410);
    await left();
  });

  it.each(['superseded', 'denied', 'expired', 'withdrawn', 'approved'] as const)(
    'after the plan was %s decides nothing, wherever it has got to',
    async (status) => {
      const [opened, begun, back, proven] = [tab(), tab(), tab(), tab()];
      const links = await Promise.all([pages.link(), pages.link(), pages.link(), pages.link()]);
      const page = await opened.get(links[0]!);
      const away = await signIn(begun, links[1]!);
      const returned = await signIn(back, links[2]!);
      const confirm = await proven.get(await signIn(proven, links[3]!));
      pages.plan = { ...pages.plan, status };
      expect((await opened.submit(page, `${links[0]}/start`)).status).toBe(409);
      expect((await begun.get(away)).status).toBe(409);
      expect((await back.get(returned)).status).toBe(409);
      expect((await proven.submit(confirm, new URL(confirm.url).pathname)).status).toBe(409);
      expect((await tab().get(await pages.link())).status).toBe(409);
      await left();
    },
  );

  it.each(['pending', 'approved', 'expired'] as const)(
    'after the time for votes says what was not done for want of them, and not that the plan is %s',
    async (status) => {
      const link = await pages.link();
      const approveBy = new Date(Date.now() - 60_000).toISOString();
      const needs = [{ group: 'platform', count: 1 }];
      const door = { id: 'door', title: 'Close the door', needs, after: 'applied' as const, steps: [] };
      pages.plan = { ...pages.plan, status, approveBy, body: { ...pages.plan.body, stages: [door] } };
      const answer = await tab().get(link);
      expect(answer.status).toBe(409);
      expect(answer.text).toContain(`Too late: the time to approve ended at ${approveBy.slice(11, 16)}Z.`);
      expect(answer.text).toMatch(/Stage 1 .*Close the door.* was not approved and was not done\./);
      expect(answer.text).not.toContain('is approved already');
      await left();
    },
  );

  it('after the plan got another digest decides nothing', async () => {
    const browser = tab();
    const confirm = await browser.get(await signIn(browser, await pages.link()));
    pages.plan = { ...pages.plan, digest: 'f'.repeat(64) };
    expect((await browser.submit(confirm, new URL(confirm.url).pathname)).status).toBe(409);
    await left();
  });

  it('begun in one browser and finished in another is refused, burned, and told', async () => {
    const [attacker, victim] = [tab(), tab()];
    const link = await pages.link();
    const before = (await refusals()).length;
    const back = await signIn(attacker, link);
    await victim.get('/sign-in');
    const answer = await victim.get(back);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('different browser');
    expect((await attacker.get(link)).status).toBe(410);
    expect((await attacker.get(back)).status).toBe(410);
    expect((await refusals()).slice(before)).toHaveLength(1);
    await left();
  });

  it('that confirms in another browser what was proven in this one is refused', async () => {
    const browser = tab();
    const confirm = await browser.get(await signIn(browser, await pages.link()));
    const other = tab();
    await other.get('/sign-in');
    const path = new URL(confirm.url).pathname;
    expect((await other.get(path)).status).toBe(403);
    expect((await other.submit(confirm, path)).status).toBe(403);
    expect((await tab().get(path)).status).toBe(403);
    await left();
  });

  it('that begins it in a second browser is refused', async () => {
    const link = await pages.link();
    const [one, two] = [tab(), tab()];
    const page = await two.get(link);
    await signIn(one, link);
    expect((await two.submit(page, `${link}/start`)).status).toBe(403);
    expect((await two.get(link)).status).toBe(403);
    await left();
  });

  it('by scanners that fetch everything leaves it as it was', async () => {
    const link = await pages.link();
    for (let i = 0; i < 3; i++) {
      for (const method of ['GET', 'HEAD']) {
        for (const path of [link, `${link}/start`, `${link}/passkey`, `${link}?prefetch=1`]) {
          const answer = await fetch(pages.origin + path, {
            method,
            headers: { 'user-agent': 'Slackbot-LinkExpanding' },
          });
          expect(answer.status).toBeLessThan(500);
        }
      }
    }
    await approve(tab(), link);
    expect(pages.cast).toHaveLength(1);
  });

  it('by a scanner that looks at the address one comes back to leaves that as it was', async () => {
    const browser = tab();
    const back = await signIn(browser, await pages.link());
    expect((await fetch(back, { method: 'HEAD' })).status).toBe(204);
    expect((await browser.get(back)).status).toBe(200);
  });

  it('with a live session at the provider is still asked who it is', async () => {
    const visitor = new Visitor();
    const browser = tab();
    await signIn(browser, await pages.link(), subjectOf('bo'), visitor);
    const before = pages.issuer.asked.length;
    await browser.get(await signIn(browser, await pages.link(), subjectOf('bo'), visitor));
    expect(pages.issuer.asked.slice(before)).toEqual([expect.stringContaining('login')]);
  });

  it.each([
    ['a sign-in from before', (t: number) => ({ auth_time: t - 30 })],
    ['a provider that does not say how strongly', () => ({ acr: undefined })],
    ['a sign-in that is too weak', () => ({ acr: 'urn:example:password' })],
    ['an id token of another client', () => ({ aud: 'another' })],
    ['another nonce', () => ({ nonce: 'another' })],
  ])('with %s proves nothing, and the link can still be used honestly', async (_, lie) => {
    const browser = tab();
    const link = await pages.link();
    pages.issuer.lie = (claims) => JSON.parse(JSON.stringify({ ...claims, ...lie(claims.iat!) }));
    expect((await browser.get(await signIn(browser, link))).status).toBe(403);
    await left();
    pages.issuer.lie = undefined;
    await approve(browser, link);
    expect(pages.cast).toHaveLength(1);
  });

  it('with a forged state, or none, is answered as one that nobody waits for', async () => {
    const browser = tab();
    const back = new URL(await signIn(browser, await pages.link()));
    for (const state of ['x'.repeat(43), '', 'null']) {
      back.searchParams.set('state', state);
      expect((await browser.get(back.href)).status).toBe(410);
    }
    await left();
  });

  it('with another PKCE verifier in the record proves nothing', async () => {
    const browser = tab();
    const back = await signIn(browser, await pages.link());
    await pages.db.query(`update sign_in set kept = jsonb_set(kept, '{verifier}', '"${'y'.repeat(43)}"')`);
    expect((await browser.get(back)).status).toBe(403);
    await left();
  });

  it('that guesses tokens finds nothing, whatever they look like', async () => {
    const browser = tab();
    for (const guess of ['x', 'A'.repeat(43), '%00', '__proto__', 'x'.repeat(5000)]) {
      expect((await browser.get(`/stepup/${encodeURIComponent(guess)}`)).status, guess).toBe(404);
      expect([403, 404]).toContain((await browser.get(`/confirm/${encodeURIComponent(guess)}`)).status);
    }
  });

  it('without the proof of a page of this link, or from another site, begins and decides nothing', async () => {
    const browser = tab();
    const [link, other] = [await pages.link(), await pages.link()];
    const [page, foreign] = [await browser.get(link), await browser.get(other)];
    const proof = Tab.fields(page.text, `${link}/start`).proof!;
    const wrong = Tab.fields(foreign.text, `${other}/start`).proof!;
    for (const given of ['', 'x', `${proof}x`, wrong]) {
      expect((await browser.post(`${link}/start`, { proof: given })).status).toBe(403);
    }
    expect((await browser.post(`${link}/start`, { proof }, 'https://attacker.example')).status).toBe(403);
    const confirm = await browser.get(await signIn(browser, link));
    const path = new URL(confirm.url).pathname;
    for (const given of ['', proof, wrong]) expect((await browser.post(path, { proof: given })).status).toBe(403);
    expect((await browser.post(path, Tab.fields(confirm.text, path), 'null')).status).toBe(403);
    await left();
  });

  it('that confirms before anybody signed in decides nothing', async () => {
    const browser = tab();
    const link = await pages.link();
    await browser.submit(await browser.get(link), `${link}/start`);
    const { rows } = await pages.db.query<{ ref: string }>(
      `select ref from step_up where state = 'started' and proof is null and until > now()`,
    );
    for (const { ref } of rows) {
      expect((await browser.get(`/confirm/${ref}`)).status).toBeGreaterThanOrEqual(403);
      expect((await browser.post(`/confirm/${ref}`, { proof: '' })).status).toBe(403);
    }
    await left();
  });

  it('after its five minutes decides nothing, wherever it has got to', async () => {
    const [browser, proven] = [tab(), tab()];
    const [link, other] = [await pages.link(), await pages.link()];
    const page = await browser.get(link);
    const confirm = await proven.get(await signIn(proven, other));
    await pages.db.query(`update step_up set until = now() - interval '1 second'`);
    expect((await browser.get(link)).status).toBe(410);
    expect((await browser.submit(page, `${link}/start`)).status).toBe(410);
    expect((await proven.submit(confirm, new URL(confirm.url).pathname)).status).toBe(410);
    await left();
  });
});
