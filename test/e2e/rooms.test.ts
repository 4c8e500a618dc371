import { afterEach, expect, it } from 'vitest';
import type { ChatOut } from '../../src/command/surface.ts';
import { CHANNEL, CROWD, GPU, type Stand, startStand } from '../approval/stand.ts';
import { soon } from '../soon.ts';

let s: Stand;
afterEach(async () => {
  await s.close();
});

it('people come into an incident’s room as its plan calls them: its approvers, who is lent a right, the next tier', async () => {
  s = await startStand({
    people: [...CROWD, { id: 'fay', name: 'Fay Otto', groups: [] }],
    rules: { escalation: { 'security-oncall': [{ group: 'finance', afterSeconds: 240 }] }, freshSignIn: 'never' },
  });
  const room = { ...CHANNEL, channel: 'ROOM' };
  const inside = new Set<string>();
  const chat: ChatOut = s.chat;
  chat.invite = async (incident, people) => {
    expect(incident.place).toMatchObject(room);
    for (const person of people) inside.add(person);
  };
  chat.room = async (_, people) => {
    for (const person of people) inside.add(person);
    return room;
  };
  await s.must('ana', 'declare ml-train used from outside');
  const plan = await s.plan(GPU);
  await s.card(plan);
  expect(inside).toContain('bo');
  expect(inside).not.toContain('fay');
  expect(inside).not.toContain('eve');
  await s.must('bo', 'delegate fay until=2h groups=security-oncall');
  await soon(() => expect(inside).toContain('fay'));
  expect(inside).not.toContain('eve');
  await s.wait(plan, 241);
  await s.posted(`escalation:${plan}:finance`);
  expect(inside).toContain('eve');
  expect(s.errors).toEqual([]);
});
