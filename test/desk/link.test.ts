import { beforeEach, describe, expect, it } from 'vitest';
import { linkAccount, unlinkAccount } from '../../src/desk/link.ts';
import type { Linking } from '../../src/desk/linking.ts';
import type { DeskParts } from '../../src/desk/parts.ts';
import { meetStranger } from '../../src/desk/stranger.ts';
import type { NewEvent } from '../../src/domain/event.ts';
import type { Person, Principal } from '../../src/domain/person.ts';

const ANA: Person = { id: 'ana', name: 'Ana', groups: [] };
const BO: Person = { id: 'bo', name: 'Bo', groups: [] };
const ACCOUNT: Principal = { surface: 'slack', tenant: 'T1', user: 'U1' };
const WHO = { issuer: 'https://login.example.com', subject: 'sub-1' };

let answer: Awaited<ReturnType<Linking['answer']>>;
let signedInAs: Person | undefined;
let subject: string | undefined;
let linked: { person: string; event: NewEvent }[];
let parts: DeskParts;
beforeEach(() => {
  answer = WHO;
  [signedInAs, subject, linked] = [undefined, undefined, []];
  const linking: Linking = {
    ask: async () => ({ url: 'https://quell.example.com/link/x', until: '2026-11-03T03:22:40.000Z' }),
    answer: async () => answer,
    personBy: () => signedInAs,
    subjectOf: () => subject,
    link: async (_, __, person, event) => void linked.push({ person, event }),
    unlink: async () => linked.length > 0,
  };
  parts = { linking } as DeskParts;
});

const code = (person?: Person) =>
  linkAccount(parts, { principal: ACCOUNT, values: { code: 'AAAA-BBBB' }, ...(person ? { person } : {}) });

describe('link', () => {
  it('gives a page, and binds nothing by it', async () => {
    const { card, data } = await linkAccount(parts, { principal: ACCOUNT, person: ANA, values: {} });
    expect(card.buttons).toMatchObject([{ label: 'Sign in', href: 'https://quell.example.com/link/x' }]);
    expect(data).toMatchObject({ url: 'https://quell.example.com/link/x' });
    expect(linked).toEqual([]);
  });

  it('makes an unknown account the person who signed in', async () => {
    signedInAs = BO;
    await code();
    expect(linked).toMatchObject([
      {
        person: 'bo',
        event: { stream: 'quell', type: 'command.linked', actor: { person: 'bo', surface: 'slack' }, data: WHO },
      },
    ]);
  });

  it('keeps the identity of a person who had none', async () => {
    await code(ANA);
    expect(linked).toMatchObject([{ person: 'ana' }]);
  });

  it.each([
    ['somebody else’s identity', () => [BO, undefined] as const],
    ['another identity than the one that is known', () => [undefined, 'sub-of-ana'] as const],
  ])('refuses %s', async (_, given) => {
    [signedInAs, subject] = given();
    await expect(code(ANA)).rejects.toMatchObject({ code: 'link.other' });
    expect(linked).toEqual([]);
  });

  it('refuses an account and an identity that are both nobody', async () => {
    await expect(code()).rejects.toMatchObject({ code: 'link.nobody', fix: expect.stringContaining('sub-1') });
    expect(linked).toEqual([]);
  });

  it('says how often a wrong code may still be tried, and then that it is over', async () => {
    signedInAs = BO;
    for (const [left, what, fix] of [
      [2, 'link.code', '2 times more'],
      [1, 'link.code', 'once more'],
      [0, 'link.ended', 'new page'],
    ] as const) {
      answer = { left };
      await expect(code()).rejects.toMatchObject({ code: what, fix: expect.stringContaining(fix) });
    }
    expect(linked).toEqual([]);
  });

  it('is refused where nobody signs in, and on the console', async () => {
    const console_: Principal = { surface: 'console', tenant: 'local', user: 'ana' };
    await expect(linkAccount(parts, { principal: console_, values: {} })).rejects.toMatchObject({
      code: 'link.not-here',
    });
    await expect(linkAccount({} as DeskParts, { principal: ACCOUNT, values: {} })).rejects.toMatchObject({
      code: 'link.none',
    });
  });
});

describe('somebody whom Quell does not know', () => {
  const from = { who: ACCOUNT, dedupe: 'x' };
  it('may become known, and ask what this is and who one is', async () => {
    signedInAs = BO;
    expect((await meetStranger(parts, from, 'link', {}))?.card.buttons).toHaveLength(1);
    expect((await meetStranger(parts, from, 'link', { code: 'AAAA-BBBB' }))?.card.summary).toContain('Bo');
    expect((await meetStranger(parts, from, 'help', {}))?.exit).toBe(0);
    expect((await meetStranger(parts, from, 'whoami', {}))?.card.summary).toContain('does not know');
  });

  it('may do nothing else', async () => {
    for (const verb of ['approve', 'declare', 'incidents', 'audit', 'unlink', 'plan', 'constructor']) {
      expect(await meetStranger(parts, from, verb, {}), verb).toBeUndefined();
    }
  });
});

it('unlink ends what was linked, and says so where nothing was', async () => {
  const ask = { person: BO, principal: ACCOUNT, actor: { person: 'bo', surface: 'slack' }, values: {} };
  const unlink = () => unlinkAccount(parts, ask as unknown as Parameters<typeof unlinkAccount>[1]);
  await expect(unlink()).rejects.toMatchObject({ code: 'link.none' });
  linked.push({ person: 'bo', event: {} as NewEvent });
  expect((await unlink()).card.title).toBe('Unlinked');
});
