import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../../src/domain/person.ts';
import { Visitor } from '../../edge/sign-in/issuer.ts';
import { type Pages, startPages, subjectOf } from './pages.ts';
import { Tab } from './tab.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages?.close());
afterEach(() => {
  expect(pages.bugs).toEqual([]);
});

let made = 0;
/** A chat account that nobody linked yet. */
const account = (): Principal => ({ surface: 'slack', tenant: 'T0000001', user: `U000010${++made}` });

/** Opens the page of an account and signs in; the page that shows the code. */
async function signIn(path: string, sub: string, tab = new Tab(pages.origin)) {
  const away = await tab.submit(await tab.get(path), path);
  return tab.get(await new Visitor().signIn(Tab.goal(away.text), sub));
}
const ask = async (principal: Principal) => `/link/${(await pages.parts.links.ask(principal)).token}`;
const told = (what: 'linked' | 'unlinked') => ({
  stream: 'quell',
  type: `command.${what}` as const,
  actor: { person: 'ana', surface: 'slack' as const },
  summary: what,
  data: {},
});
const events = async () => {
  const { rows } = await pages.db.query<{ type: string }>(
    `select body::json->>'type' as type from event where stream = 'quell' order by seq`,
  );
  return rows.map(({ type }) => type);
};
const codeOf = (text: string) => /link ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(text)![1]!;

describe('linking an account', () => {
  it('shows a code after the sign-in, which the same account types back', async () => {
    const who = account();
    const path = await ask(who);
    const page = await new Tab(pages.origin).get(path);
    expect(page.text).toContain(`slack account ${who.user}`);
    const shown = await signIn(path, subjectOf('bo'));
    expect(shown.text).toContain('<strong>Bo</strong>');
    const code = codeOf(shown.text);
    expect(await pages.parts.links.answer(who, code.toLowerCase())).toEqual({
      issuer: pages.issuer.url,
      subject: 'sub-bo',
    });
    expect(await pages.parts.links.answer(who, code)).toEqual({ left: 0 });
    expect((await new Tab(pages.origin).get(path)).status).toBe(410);
  });

  it.each([
    ['slack', 'Somebody typed <code>/stop link</code> in Slack as', '<code>/stop link ', 'Only you see it.'],
    ['teams', 'Somebody sent <code>link</code> to Quell in Teams as', '<code>link ', 'In your own chat with Quell'],
    ['cli', 'Somebody typed <code>quell link</code> in a shell as', '<code>quell link ', 'Go back to the shell'],
  ] as const)('asks and answers in the words of %s', async (surface, asked, typed, where) => {
    const who: Principal = { ...account(), surface };
    const path = await ask(who);
    const page = await new Tab(pages.origin).get(path);
    expect(page.text).toContain(asked);
    expect(page.text).toContain(`>${who.user}</strong>. Was it you, just now?`);
    const shown = await signIn(path, subjectOf('bo'));
    expect(shown.text).toContain(`${typed}${codeOf(shown.text)}</code>`);
    expect(shown.text).toContain(where);
  });

  it('is not done for another account by the same code: a page that was sent on binds nobody', async () => {
    const [attacker, victim] = [account(), account()];
    const shown = await signIn(await ask(attacker), subjectOf('bo'));
    expect(await pages.parts.links.answer(victim, codeOf(shown.text))).toEqual({ left: 0 });
  });

  it('ends after three wrong codes', async () => {
    const who = account();
    const shown = await signIn(await ask(who), subjectOf('bo'));
    expect(await pages.parts.links.answer(who, 'WRONG')).toEqual({ left: 2 });
    expect(await pages.parts.links.answer(who, '')).toEqual({ left: 1 });
    expect(await pages.parts.links.answer(who, 'AAAA-AAAA')).toEqual({ left: 0 });
    expect(await pages.parts.links.answer(who, codeOf(shown.text))).toEqual({ left: 0 });
  });

  it('waits for no code before somebody signed in, and forgets an earlier page', async () => {
    const who = account();
    const first = await ask(who);
    expect(await pages.parts.links.answer(who, 'AAAA-AAAA')).toEqual({ left: 0 });
    await ask(who);
    expect((await new Tab(pages.origin).get(first)).status).toBe(410);
  });

  it('is not begun without the proof of its page, nor finished in another browser', async () => {
    const who = account();
    const path = await ask(who);
    const tab = new Tab(pages.origin);
    await tab.get(path);
    expect((await tab.post(path, { proof: '' })).status).toBe(403);
    const away = await tab.submit(await tab.get(path), path);
    const back = await new Visitor().signIn(Tab.goal(away.text), subjectOf('bo'));
    expect((await new Tab(pages.origin).get(back)).status).toBe(403);
    expect(await pages.parts.links.answer(who, 'AAAA-AAAA')).toEqual({ left: 0 });
  });

  it('keeps codes as hashes', async () => {
    const shown = await signIn(await ask(account()), subjectOf('bo'));
    const { rows } = await pages.db.query<{ all: string }>(`select jsonb_agg(l)::text as all from link_ask l`);
    expect(rows[0]!.all).not.toContain(codeOf(shown.text));
    expect(rows[0]!.all).not.toContain(codeOf(shown.text).replace('-', ''));
  });

  it('gives an account to one person, and an identity to one person, for good', async () => {
    const { links } = pages.parts;
    const [one, two, three] = [account(), account(), account()];
    const who = { issuer: 'https://idp.example', subject: 'sub-1' };
    const before = (await events()).length;
    await links.link({ principal: one, ...who, person: 'ana' }, told('linked'));
    await links.link({ principal: one, ...who, person: 'ana' }, told('linked'));
    await links.link({ principal: two, ...who, person: 'ana' }, told('linked'));
    const taken = { code: 'link.taken' };
    await expect(links.link({ principal: one, ...who, person: 'bo' }, told('linked'))).rejects.toMatchObject(taken);
    await expect(links.link({ principal: three, ...who, person: 'bo' }, told('linked'))).rejects.toMatchObject(taken);
    await expect(
      links.link({ principal: three, ...who, subject: 'sub-2', person: 'ana' }, told('linked')),
    ).rejects.toMatchObject(taken);
    expect(await links.unlink(one, 'bo', told('unlinked'))).toBe(false);
    expect(await links.unlink(one, 'ana', told('unlinked'))).toBe(true);
    expect(await links.unlink(one, 'ana', told('unlinked'))).toBe(false);
    await expect(links.link({ principal: three, ...who, person: 'bo' }, told('linked'))).rejects.toMatchObject(taken);
    const mine = (await links.links()).filter((l) => l.subject === 'sub-1');
    expect(mine.map((l) => [l.principal.user, l.endedAt !== undefined])).toEqual([
      [one.user, true],
      [two.user, false],
    ]);
    // What was refused, or was so already, is no event.
    expect((await events()).slice(before)).toEqual(['command.linked', 'command.linked', 'command.unlinked']);
  });

  it('is written together with its event, or not at all', async () => {
    const { links } = pages.parts;
    const principal = account();
    const who = { principal, issuer: 'https://idp.example', subject: 'sub-2', person: 'bo' };
    // No event: JSON has no such number.
    const broken = { ...told('linked'), data: { broken: Number.NaN } };
    await expect(links.link(who, broken)).rejects.toThrow();
    expect((await links.links()).some((l) => l.subject === 'sub-2')).toBe(false);
    await links.link(who, told('linked'));
    await expect(links.unlink(principal, 'bo', { ...broken, type: 'command.unlinked' })).rejects.toThrow();
    expect((await links.links()).filter((l) => l.subject === 'sub-2')).toMatchObject([{ person: 'bo' }]);
    expect((await links.links()).find((l) => l.subject === 'sub-2')).not.toHaveProperty('endedAt');
  });
});
