import { expect, it } from 'vitest';
import type { ChatOut } from '../../src/command/surface.ts';
import type { Card } from '../../src/domain/card.ts';
import type { Event, EventType } from '../../src/domain/event.ts';
import { tellOfPasskeys } from '../../src/process/passkeys.ts';

const PAGES = 'https://quell.example.com';

function event(seq: number, type: EventType, data: Event['data'], at = new Date().toISOString()): Event {
  const actor = { person: 'bo', surface: 'console' as const };
  return { stream: 'quell', seq, type, actor, summary: '', data, at, hash: '', prev: '' };
}
const KEY = { person: 'bo', passkey: 'a-long-id-of-a-key-12345678' };

const how = (failed: (error: unknown) => void) => ({ pages: PAGES, nowMs: Date.now(), failed });

/** Chats as far as anybody is told something there. */
function chat(surface: ChatOut['surface'], tell: ChatOut['tell']): ChatOut {
  return { surface, tell } as ChatOut;
}

async function told(events: Event[]) {
  const said: { person: string; text: string; key: string }[] = [];
  const slack = chat('slack', async (person, { title, summary }: Card, key) => {
    said.push({ person, text: `${title}: ${summary}`, key });
  });
  await tellOfPasskeys(
    { audit: { events: async () => events } },
    [slack],
    how(() => undefined),
  );
  return said;
}

it('a person hears in chat that a passkey was added for them: when, and where it is removed', async () => {
  const at = new Date().toISOString();
  const [said, ...others] = await told([event(1, 'command.linked', KEY), event(2, 'command.passkey-added', KEY, at)]);
  expect(others).toEqual([]);
  expect(said).toMatchObject({ person: 'bo', key: 'passkey:2:slack:bo' });
  expect(said!.text).toContain(`${at.slice(0, 10)} ${at.slice(11, 16)} UTC: passkey 12345678 was added`);
  expect(said!.text).toContain(`${PAGES}/passkeys`);
  expect(said!.text).not.toContain(KEY.passkey);
});

it('and that one was removed, also by whoever runs the record', async () => {
  const said = await told([
    event(3, 'command.passkey-removed', KEY),
    event(4, 'command.passkey-removed', { ...KEY, by: 'operator' }),
  ]);
  expect(said.map(({ text }) => text)).toEqual([
    expect.stringContaining('was removed, after a fresh sign-in as you'),
    expect.stringContaining('was removed, by whoever runs the record'),
  ]);
});

it('what is older than a week is told nobody', async () => {
  const old = new Date(Date.now() - 8 * 86_400_000).toISOString();
  expect(await told([event(5, 'command.passkey-added', KEY, old)])).toEqual([]);
});

it('a chat that is away is told of, and holds up no other', async () => {
  const failed: unknown[] = [];
  const heard: string[] = [];
  const away = chat('slack', () => Promise.reject(new Error('away')));
  const there = chat('teams', async (person) => void heard.push(person));
  const record = { audit: { events: async () => [event(6, 'command.passkey-added', KEY)] } };
  expect(
    await tellOfPasskeys(
      record,
      [away, there],
      how((error) => failed.push(error)),
    ),
  ).toBe(false);
  expect(failed).toHaveLength(1);
  expect(heard).toEqual(['bo']);
});
