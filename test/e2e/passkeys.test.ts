import { afterEach, expect, it } from 'vitest';
import type { ChatOut } from '../../src/command/surface.ts';
import { soon } from '../soon.ts';
import { type Stage, startStage } from './stage.ts';

let s: Stage;
afterEach(() => s.close());

it('a person is told alone in chat when a passkey is added for them, and when whoever runs the record ends it', async () => {
  const told = new Map<string, string>();
  const chat = {
    surface: 'slack',
    tell: async (person, { summary }, key) => void told.set(key, `${person}: ${summary}`),
    close: async () => undefined,
  } satisfies Partial<ChatOut>;
  s = await startStage({
    surfaces: async () => ({ outs: [chat as unknown as ChatOut], close: async () => undefined }),
    signInAt: () => 'https://quell.example.com',
  });
  const key = { id: 'key-of-bo-12345678', person: 'bo', publicKey: new Uint8Array([1]), counter: 0, transports: [] };
  await s.quell.ports.signIn.signIns.addPasskey(key, {
    stream: 'quell',
    type: 'command.passkey-added',
    actor: { person: 'bo', surface: 'console' },
    summary: 'bo added a passkey',
    data: { person: 'bo', passkey: key.id },
  });
  await soon(() => expect([...told.values()]).toEqual([expect.stringMatching(/^bo: .*passkey 12345678 was added/)]));
  await s.quell.db.query(`select end_passkeys('bo')`);
  await soon(() => expect([...told.values()]).toHaveLength(2));
  expect([...told.values()][1]).toMatch(/^bo: .*was removed, by whoever runs the record/);
  expect(s.errors).toEqual([]);
});
