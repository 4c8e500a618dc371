import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openApi } from '../../../src/edge/slack/api.ts';
import { boltLog } from '../../../src/edge/slack/bolt-log.ts';
import { openUserGroups, type UserGroups } from '../../../src/edge/slack/groups.ts';
import { soon } from '../../soon.ts';
import { StrictSlack, TOKEN } from './strict.ts';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

let strict: StrictSlack;
let groups: UserGroups;
beforeEach(async () => {
  strict = await new StrictSlack().listen();
  strict.rooms.groups.set('S0ONCALL', ['UADA', 'UBO']);
  strict.rooms.groups.set('S0PLATFORM', []);
  const named = new Map([
    ['security-oncall', 'S0ONCALL'],
    ['cloud-platform', 'S0PLATFORM'],
  ]);
  groups = openUserGroups(openApi(TOKEN, `${strict.origin}/api/`, boltLog(QUIET)), named, 'T0QUELL');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await strict.close();
});

const asked = () => strict.calls('usergroups.users.list');
const oncall = async (read: Promise<ReadonlyMap<string, ReadonlySet<string>>>) => [
  ...(await read).get('security-oncall')!,
];

describe('groups that Slack keeps', () => {
  it('are read with the workspace that a token of an organisation must name', async () => {
    expect(await oncall(groups.now())).toEqual(['UADA', 'UBO']);
    expect(asked()[0]).toMatchObject({ usergroup: 'S0ONCALL', team_id: 'T0QUELL' });
  });

  it('decide as they are at this moment: who was taken out a second ago is no member', async () => {
    await groups.now();
    strict.rooms.groups.set('S0ONCALL', ['UBO']);
    expect(await oncall(groups.now())).toEqual(['UBO']);
  });

  it('are never taken from an answer that may be older than the question', async () => {
    const answers: PromiseWithResolvers<Record<string, unknown>>[] = [];
    const slow = openUserGroups(
      () => {
        const answer = Promise.withResolvers<Record<string, unknown>>();
        answers.push(answer);
        return answer.promise;
      },
      new Map([['security-oncall', 'S0ONCALL']]),
    );
    const first = slow.now();
    const later = [slow.now(), slow.now(), slow.now()];
    answers[0]!.resolve({ users: ['UADA'] });
    expect(await oncall(first)).toEqual(['UADA']);
    // All who waited share one reading: Slack takes twenty a minute.
    await soon(() => expect(answers).toHaveLength(2));
    answers[1]!.resolve({ users: ['UBO'] });
    for (const read of later) expect(await oncall(read)).toEqual(['UBO']);
    expect(answers).toHaveLength(2);
  });

  it('are shown as they were at most a minute ago', async () => {
    await groups.lately();
    strict.rooms.groups.set('S0ONCALL', []);
    expect(await oncall(groups.lately())).toEqual(['UADA', 'UBO']);
    expect(asked()).toHaveLength(2);
    const { now } = performance;
    vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 60_001);
    expect(await oncall(groups.lately())).toEqual([]);
  });

  it('have no member while they are empty, disabled or gone', async () => {
    strict.rooms.groups.delete('S0ONCALL');
    const read = await groups.now();
    expect([...read.get('security-oncall')!, ...read.get('cloud-platform')!]).toEqual([]);
  });
});

describe('groups that cannot be read', () => {
  it.each([
    ['plan_upgrade_required', 'they need a paid plan'],
    ['missing_scope', 'lacks a permission'],
    ['team_not_found', 'team_not_found'],
    ['invalid_auth', 'does not accept the bot token'],
  ])('decide nothing: %s', async (error, why) => {
    await groups.now();
    strict.rooms.groupError = error;
    await expect(groups.now()).rejects.toMatchObject({
      name: 'Fault',
      code: 'people.unreadable',
      message: expect.stringContaining(why),
      fix: expect.stringMatching(/\S/),
    });
  });

  it('decide nothing without the scope', async () => {
    strict.scopes.delete('usergroups:read');
    await expect(groups.now()).rejects.toMatchObject({ code: 'people.unreadable', retry: 'when-fixed' });
  });

  it('decide nothing while Slack is away, or asks to wait, and say that waiting helps', async () => {
    strict.down = 503;
    await expect(groups.now()).rejects.toMatchObject({ code: 'people.unreadable', retry: 'later' });
    strict.down = undefined;
    strict.tiers.allowed['usergroups.users.list'] = 0;
    await expect(groups.now()).rejects.toMatchObject({ code: 'people.unreadable', afterMs: 1000 });
  });

  it('decide nothing when the answer makes no sense', async () => {
    strict.rooms.groups.set('S0ONCALL', { length: 1 } as unknown as string[]);
    await expect(groups.now()).rejects.toMatchObject({ code: 'people.unreadable' });
    strict.rooms.groups.set('S0ONCALL', [7] as unknown as string[]);
    await expect(groups.now()).rejects.toMatchObject({ code: 'people.unreadable' });
  });

  it('are read again by whoever asks next', async () => {
    strict.down = 503;
    await expect(groups.lately()).rejects.toMatchObject({ code: 'people.unreadable' });
    strict.down = undefined;
    expect(await oncall(groups.lately())).toEqual(['UADA', 'UBO']);
  });
});
