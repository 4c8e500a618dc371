import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Pages, startPages } from '../../e2e/console/pages.ts';

let pages: Pages;
beforeEach(async () => {
  pages = await startPages();
});
afterEach(() => pages.close());

const key = (id: string, person = 'bo') => ({
  id,
  person,
  publicKey: new Uint8Array([1]),
  counter: 0,
  transports: [],
});
const told = (what: string, person = 'bo') => ({
  stream: 'quell',
  type: `command.passkey-${what}` as const,
  actor: { person, surface: 'console' as const },
  summary: `${person} ${what} a passkey`,
  data: { person },
});
const add = (id: string, person = 'bo') => pages.parts.signIns.addPasskey(key(id, person), told('added', person));
const events = async () => {
  const { rows } = await pages.db.query<{ body: string }>(`select body from event where stream = 'quell' order by seq`);
  return rows.map(({ body }) => JSON.parse(body) as { type: string; summary: string; data: object });
};

it('a passkey says when it was added and last used', async () => {
  await add('one');
  const [fresh] = await pages.parts.signIns.passkeys('bo');
  expect(Date.parse(fresh!.at)).toBeGreaterThan(0);
  expect(fresh).not.toHaveProperty('usedAt');
  expect(await pages.parts.signIns.counted('one', 1)).toBe(true);
  expect((await pages.parts.signIns.passkeys('bo'))[0]!.usedAt).toBeDefined();
});

it('one that its owner removed is offered no more, signs nothing more, and stays in the record with its event', async () => {
  const { signIns } = pages.parts;
  await add('one');
  expect(await signIns.removePasskey('ada', 'one', told('removed', 'ada'))).toBe(false);
  expect(await signIns.removePasskey('bo', 'one', told('removed'))).toBe(true);
  expect(await signIns.removePasskey('bo', 'one', told('removed'))).toBe(false);
  expect(await signIns.passkeys('bo')).toEqual([]);
  expect(await signIns.counted('one', 9)).toBe(false);
  const { rows } = await pages.db.query('select id from passkey where removed_at is not null');
  expect(rows).toEqual([{ id: 'one' }]);
  expect((await events()).map(({ type }) => type)).toEqual(['command.passkey-added', 'command.passkey-removed']);
});

it('one that was removed is nobody’s again, and no key is two people’s', async () => {
  await add('one');
  await add('two');
  await pages.parts.signIns.removePasskey('bo', 'one', told('removed'));
  expect(await add('one')).toBe(false);
  expect(await add('two', 'ada')).toBe(false);
  expect(await pages.parts.signIns.passkeys('ada')).toEqual([]);
});

it('a signature whose key is removed before the vote is cast is no vote', async () => {
  const { stepUps, signIns } = pages.parts;
  const signedBy = async (id: string) => {
    const token = (await pages.link()).split('/').at(-1)!;
    const { ref } = (await stepUps.byToken(token))!;
    await stepUps.start(ref, 'browser');
    const { digest } = pages.plan;
    const at = new Date().toISOString();
    await stepUps.prove(ref, 'browser', {
      method: 'webauthn',
      issuer: 'localhost',
      subject: id,
      at,
      digest,
      evidence: 'e',
    });
    return ref;
  };
  await add('one');
  const ref = await signedBy('one');
  await signIns.removePasskey('bo', 'one', told('removed'));
  expect(await stepUps.use(ref, 'browser')).toBeUndefined();
  await add('two');
  expect(await stepUps.use(await signedBy('two'), 'browser')).toMatchObject({ state: 'used' });
});

it('whoever runs the record ends all keys of a person with one statement, which the audit tells', async () => {
  await add('one');
  await add('two');
  await add('hers', 'ada');
  await pages.db.query(`select end_passkeys('bo')`);
  expect(await pages.parts.signIns.passkeys('bo')).toEqual([]);
  expect(await pages.parts.signIns.passkeys('ada')).toHaveLength(1);
  const ended = (await events()).filter(({ type }) => type === 'command.passkey-removed');
  expect(ended.map(({ data }) => data)).toEqual([
    { by: expect.any(String), passkey: 'one', person: 'bo' },
    { by: expect.any(String), passkey: 'two', person: 'bo' },
  ]);
  expect(ended[0]!.summary).toMatch(/^A passkey of bo was removed in the database, by its account \w+$/);
});
