import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { checkGroups } from '../../src/process/examine/groups.ts';
import { chatGroups, withMembers } from '../../src/process/groups.ts';
import { GOOD, load } from '../config/fixture.ts';

const people = [
  { id: 'ada', name: 'Ada', groups: ['responders'], slack: 'UADA00000' },
  { id: 'bo', name: 'Bo', groups: ['security-oncall'], slack: 'UBO000000' },
  { id: 'cy', name: 'Cy', groups: [] },
];
const account = (id: string) => people.find((p) => p.id === id)?.slack;
const members = new Map([['security-oncall', new Set(['UADA00000', 'UBO000000', 'USTRANGER'])]]);

describe('people with the groups that a chat keeps', () => {
  it('have their own groups and those, each once', () => {
    expect(withMembers(people, members, account).map((p) => p.groups)).toEqual([
      ['responders', 'security-oncall'],
      ['security-oncall'],
      [],
    ]);
  });

  it('are those whom quell.yaml names, and nobody else of the chat', () => {
    expect(withMembers(people, members, account).map((p) => p.id)).toEqual(['ada', 'bo', 'cy']);
  });

  it('lose a group as soon as the chat says so, or their link is gone', () => {
    expect(withMembers(people, new Map(), account)[0]!.groups).toEqual(['responders']);
    expect(withMembers(people, members, () => undefined)[0]!.groups).toEqual(['responders']);
  });

  it('are asked of no chat where quell.yaml names no group', async () => {
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    expect(await chatGroups(load(GOOD), quiet)).toBeUndefined();
  });
});

describe('doctor', () => {
  const floors = { contain: [{ group: 'security-oncall', count: 2 }], release: [], earlyRelease: [] };
  const groups = { 'security-oncall': { slack: 'S0ONCALL' } };
  const reading = (found: ReadonlyMap<string, ReadonlySet<string>>) => ({
    now: async () => found,
    lately: async () => found,
  });

  it('says who of a group is known', async () => {
    const enough = { ...floors, contain: [{ group: 'security-oncall', count: 1 }] };
    expect(await checkGroups({ people, groups, floors: enough }, reading(members))).toEqual([
      { ok: true, what: 'Group security-oncall (Slack user group S0ONCALL)', saw: '2 known: ada, bo' },
    ]);
  });

  it('fails where too few of a group could ever decide', async () => {
    const [check] = await checkGroups({ people, groups, floors }, reading(members));
    expect(check).toMatchObject({ ok: false, saw: expect.stringContaining('security-oncall has 2 people') });
  });

  it('fails where nobody of a group is known', async () => {
    const named = { platform: { slack: 'S0PLATFORM' } };
    const [check] = await checkGroups({ people, groups: named, floors }, reading(new Map([['platform', new Set()]])));
    expect(check).toMatchObject({ ok: false, saw: 'nobody of it is under `people`' });
  });

  it('fails with the reason where a group cannot be read', async () => {
    const refused = new Fault({ code: 'people.unreadable', message: 'It cannot be read.', fix: 'Give the scope.' });
    const chat = { now: () => Promise.reject(refused), lately: () => Promise.reject(refused) };
    const [check] = await checkGroups({ people, groups, floors }, chat);
    expect(check).toMatchObject({ ok: false, saw: 'It cannot be read.', fix: 'Give the scope.' });
  });
});
