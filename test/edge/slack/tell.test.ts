import { afterEach, beforeEach, expect, it } from 'vitest';
import { CARDS } from './cards.ts';
import { openWorld, type World } from './harness.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

it('tells one person in their own conversation, once per key', async () => {
  await world.slack.out.tell!('ada', CARDS.notice, 'outcome:P:ada');
  await world.slack.out.tell!('ada', CARDS.notice, 'outcome:P:ada');
  await world.slack.out.tell!('ada', CARDS.notice, 'outcome:Q:ada');
  expect(world.strict.calls('conversations.open')).toMatchObject([{ users: 'UADA' }]);
  expect(world.strict.calls('chat.postMessage').map((m) => m.channel)).toEqual(['DUADA', 'DUADA']);
  expect(world.strict.refused).toEqual([]);
});

it('tells nobody who is not known on Slack', async () => {
  await world.slack.out.tell!('cy', CARDS.notice, 'outcome:P:cy');
  expect(world.strict.made.map((m) => m.method)).toEqual(['auth.test']);
});

it('still tells where the administrator took the scope away', async () => {
  world.strict.scopes.delete('im:write');
  await world.slack.out.tell!('ada', CARDS.notice, 'outcome:P:ada');
  expect(world.strict.calls('chat.postMessage')).toMatchObject([{ channel: 'UADA' }]);
});

it('tells a person who was linked while it runs', async () => {
  const accounts = new Map<string, string>();
  const other = await openWorld({ account: (person) => accounts.get(person) });
  await other.slack.out.tell!('cy', CARDS.notice, 'k');
  accounts.set('cy', 'UCY');
  await other.slack.out.tell!('cy', CARDS.notice, 'k');
  expect(other.strict.calls('chat.postMessage')).toMatchObject([{ channel: 'DUCY' }]);
  await other.close();
});
