import { describe, expect, it } from 'vitest';
import type { Card } from '../../src/domain/card.ts';
import { Chat } from './chat.ts';

const card = (title: string) => ({ title }) as Card;
const post = (key: string, title: string) => ({
  method: 'chat.postMessage',
  args: { channel: 'C1', blocks: [card(title)], metadata: { event_type: 'quell_card', event_payload: { key } } },
});
const edit = (ts: unknown, title: string) => ({
  method: 'chat.update',
  args: { channel: 'C1', ts, blocks: [card(title)] },
});

describe('the chat of the laboratory', () => {
  it('keeps every version of a message', async () => {
    const chat = new Chat(() => 5);
    const { ts } = await chat.call(post('plan:1', 'asked'));
    await chat.call(edit(ts, 'done'));
    expect(chat.in('C1')).toMatchObject([
      { key: 'plan:1', versions: [{ at: 5, card: { title: 'asked' } }, { card: { title: 'done' } }] },
    ]);
    expect(chat.in('C2')).toEqual([]);
  });

  it('acts and then loses its answer, once', async () => {
    const chat = new Chat(() => 5);
    const struck: string[] = [];
    chat.struck = (kind) => struck.push(kind);
    chat.loseAnswer();
    await expect(chat.call(post('plan:1', 'asked'))).rejects.toThrow(/lost/);
    await chat.call(post('plan:1', 'asked'));
    expect(chat.in('C1')).toHaveLength(2);
    expect(struck).toEqual(['chat-lost-answer']);
  });

  it('is down for a while, takes nothing, and counts as one fault', async () => {
    let now = 0;
    const chat = new Chat(() => now);
    const struck: string[] = [];
    chat.struck = (kind) => struck.push(kind);
    chat.down(100);
    await expect(chat.call(post('plan:1', 'asked'))).rejects.toThrow(/down/);
    await expect(chat.call(post('plan:1', 'asked'))).rejects.toThrow(/down/);
    now = 100;
    await chat.call(post('plan:1', 'asked'));
    expect(chat.in('C1')).toHaveLength(1);
    expect(struck).toEqual(['chat-down']);
  });
});
