import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '../../../src/domain/incident.ts';
import type { SlackOptions } from '../../../src/edge/slack/options.ts';
import { roomNames } from '../../../src/edge/slack/room-name.ts';
import { ACCOUNTS, openWorld, type World } from './harness.ts';
import { TEAM } from './strict.ts';

const place = { surface: 'slack' as const, tenant: TEAM, channel: 'C1' };
const INCIDENT: Incident = {
  id: 'INC-7',
  title: 'ml-train used from outside',
  severity: 1,
  mode: 'live',
  status: 'open',
  commander: 'ada',
  suspects: [],
  place,
  declaredAt: new Date().toISOString(),
};

let world: World;
const accounts = new Map<string, string>();
const formerly = new Map<string, string>();
const on: Partial<SlackOptions> = {
  account: (person) => accounts.get(person),
  accounts: (person) => [accounts.get(person) ?? [], formerly.get(person) ?? []].flat(),
  incidentChannels: true,
  consoleUrl: 'https://quell.example.com',
};
beforeEach(async () => {
  accounts.clear();
  for (const [person, account] of ACCOUNTS) accounts.set(person, account);
  formerly.clear();
  world = await openWorld(on);
});
afterEach(async () => {
  await world.close();
});

const room = (incident = INCIDENT) => world.slack.out.room!(incident, ['ada', 'bo', 'nobody-in-slack']);
const said = () => JSON.stringify(world.strict.calls('chat.postMessage'));

describe('an incident’s channel', () => {
  it('is private, says what it is about, links to the console, and has the people in it', async () => {
    expect(await room()).toEqual({ surface: 'slack', tenant: TEAM, channel: 'G1ROOM' });
    expect(world.strict.rooms.made).toEqual([
      {
        id: 'G1ROOM',
        name: 'inc-7-ml-train-used-from-outside',
        creator: 'UBOT',
        created: expect.any(Number),
        topic: 'LIVE SEV1 INC-7: ml-train used from outside',
        invited: ['UADA', 'UBO'],
        bookmarks: [{ title: 'INC-7 on the console', link: 'https://quell.example.com/incidents/INC-7' }],
      },
    ]);
    expect(world.strict.calls('chat.postMessage')).toMatchObject([{ channel: 'C1' }]);
    expect(said()).toContain('goes on in a private channel of its own');
    expect(world.strict.refused).toEqual([]);
  });

  it('is made once, whoever asks and however often', async () => {
    const first = await room();
    expect(await room()).toEqual(first);
    expect(world.strict.rooms.made).toHaveLength(1);
    expect(world.strict.rooms.made[0]!.bookmarks).toHaveLength(1);
    expect(world.strict.calls('chat.postMessage')).toHaveLength(1);
  });

  it('is found again after a crash between Slack’s answer and the note of it', async () => {
    const first = await room();
    world.posted.delete('room:INC-7');
    expect(await room()).toEqual(first);
    expect(world.strict.rooms.made).toHaveLength(1);
  });

  const now = Math.floor(Date.now() / 1000);
  it.each([
    ['of somebody else', { creator: 'UEVIL', created: now }],
    ['of an incident in an older record', { creator: 'UBOT', created: now - 86_400 }],
  ])('%s with the same name is not taken over', async (_, whose) => {
    const name = 'inc-7-ml-train-used-from-outside';
    world.strict.rooms.made.push({ id: 'GOTHER', name, ...whose, topic: '', invited: [], bookmarks: [] });
    const made = await room();
    expect(made!.channel).not.toBe('GOTHER');
    expect(world.strict.rooms.made.at(-1)!.name).toBe('inc-7-ml-train-used-from-outside-2');
  });

  describe('of two processes that make it at once', () => {
    let other: World;
    beforeEach(async () => {
      const { messageFor, remember } = world.options;
      other = await openWorld({ ...on, apiUrl: `${world.strict.origin}/api/`, messageFor, remember });
    });
    afterEach(() => other.close());
    const both = () =>
      Promise.all([world, other].map((w) => w.slack.out.room!(INCIDENT, ['ada', 'bo']).then((p) => p!.channel)));

    it('is one: the name says whose it is', async () => {
      const [a, b] = await both();
      expect(a).toBe(b);
      expect(world.strict.rooms.made).toHaveLength(1);
    });

    it('is the one that was noted first, where Slack does not list it yet; the other one is archived', async () => {
      world.strict.rooms.listsLate = true;
      const [a, b] = await both();
      expect(a).toBe(b);
      expect(world.strict.rooms.made.filter((r) => !r.archived).map((r) => r.id)).toEqual([a]);
      expect(world.strict.rooms.made).toHaveLength(2);
    });
  });

  it('takes the next name that is free', async () => {
    world.strict.rooms.taken.add('inc-7-ml-train-used-from-outside');
    await room();
    expect(world.strict.rooms.made[0]!.name).toBe('inc-7-ml-train-used-from-outside-2');
  });

  it('has the others in it where one of them cannot be invited', async () => {
    world.strict.rooms.strangers.add('UADA');
    await room();
    expect(world.strict.rooms.made[0]!.invited).toEqual(['UBO']);
  });

  const invitations = () =>
    world.strict.made.filter((m) => m.method === 'conversations.invite').map((m) => m.args.users);
  const standing = async () => ({ ...INCIDENT, place: { ...(await room())!, thread: '1.1' } });

  it('gets whoever is called later, each once', async () => {
    const incident = await standing();
    const invite = (...people: string[]) => world.slack.out.invite!(incident, people);
    await invite('ada', 'bo');
    accounts.set('cy', 'UCY');
    await Promise.all([invite('ada', 'cy'), invite('bo', 'ada')]);
    await invite('cy', 'bo');
    expect(world.strict.rooms.made[0]!.invited).toEqual(['UADA', 'UBO', 'UCY']);
    expect(invitations()).toEqual(['UADA,UBO', 'UCY']);
  });

  it('asks nobody a second time after a restart, and takes it when Slack says that they are in it', async () => {
    const incident = await standing();
    world.posted.delete('room-in:INC-7:UBO');
    const { messageFor, remember } = world.options;
    const other = await openWorld({ ...on, apiUrl: `${world.strict.origin}/api/`, messageFor, remember });
    await other.slack.out.invite!(incident, ['ada', 'bo']);
    await other.close();
    expect(invitations()).toEqual(['UADA,UBO', 'UBO']);
    expect(world.posted.has('room-in:INC-7:UBO')).toBe(true);
    expect(world.logged).toEqual([]);
  });

  const kicked = () => world.strict.made.filter((m) => m.method === 'conversations.kick').map((m) => m.args.user);

  const expels = async () => {
    const incident = await standing();
    return (...people: string[]) => world.slack.out.expel!(incident, people);
  };
  const inIt = () => world.strict.rooms.made[0]!.invited;

  it('loses whoever comes under suspicion, whoever brought them in; who was not in it is no trouble', async () => {
    const expel = await expels();
    inIt().push('UCY');
    accounts.set('cy', 'UCY');
    expect(await expel()).toEqual([]);
    expect(await expel('bo', 'cy', 'nobody-in-slack')).toEqual([]);
    expect(inIt()).toEqual(['UADA']);
    await expel('bo', 'cy');
    expect(kicked(), 'Slack is not asked at every card').toEqual(['UBO', 'UCY']);
  });

  it('loses them with every account that ever was theirs', async () => {
    const expel = await expels();
    inIt().push('UBO-OLD');
    formerly.set('bo', 'UBO-OLD');
    await expel('bo');
    expect(inIt()).toEqual(['UADA']);
  });

  it('gets them back once they are cleared and called again', async () => {
    const expel = await expels();
    await expel('bo');
    await world.slack.out.invite!({ ...INCIDENT, place: { ...(await room())!, thread: '1.1' } }, ['ada', 'bo']);
    expect(inIt()).toEqual(['UADA', 'UBO']);
  });

  it('names those whom Slack does not let Quell take out, takes the others out, and tries again', async () => {
    const expel = await expels();
    world.strict.rooms.kickErrors.set('UADA', 'not_supported');
    expect(await expel('ada', 'bo')).toEqual(['ada']);
    expect(inIt()).toEqual(['UADA']);
    world.strict.rooms.kickErrors.clear();
    expect(await expel('ada', 'bo')).toEqual([]);
    expect(inIt()).toEqual([]);
  });

  it('is the only place that people are brought into', async () => {
    await room();
    await world.slack.out.invite!({ ...INCIDENT, place: { ...place, thread: '1.1' } }, ['cy']);
    await world.slack.out.invite!({ ...INCIDENT, id: 'INC-8', place: { ...place, thread: '1.2' } }, ['ada']);
    await world.slack.out.expel!({ ...INCIDENT, place: { ...place, thread: '1.1' } }, ['bo']);
    expect(invitations()).toEqual(['UADA,UBO']);
    expect(kicked()).toEqual([]);
  });

  it('is none of a drill, and of nobody where it is not asked for', async () => {
    expect(await room({ ...INCIDENT, id: 'DRILL-1', mode: 'drill' })).toBeUndefined();
    expect(world.strict.rooms.made).toEqual([]);
    const off = await openWorld();
    expect(off.slack.out.room).toBeUndefined();
    await off.close();
  });
});

describe('where Slack does not let Quell', () => {
  it('make channels, that is said once and the incident stays where it is', async () => {
    world.strict.scopes.delete('groups:write');
    expect(await room()).toBeUndefined();
    expect(await room({ ...INCIDENT, id: 'INC-8' })).toBeUndefined();
    expect(world.strict.calls('chat.postMessage')).toHaveLength(1);
    expect(said()).toContain('An incident got no channel of its own');
    expect(said()).toContain('The Slack app lacks a permission.');
    expect(world.logged).toHaveLength(1);
  });

  it('look whose a name is, the channel gets the next one', async () => {
    world.strict.scopes.delete('groups:read');
    world.strict.rooms.taken.add('inc-7-ml-train-used-from-outside');
    await room();
    expect(world.strict.rooms.made[0]!.name).toBe('inc-7-ml-train-used-from-outside-2');
  });

  it('put bookmarks, the channel has none', async () => {
    world.strict.scopes.delete('bookmarks:write');
    expect((await room())!.channel).toBe('G1ROOM');
    expect(world.strict.rooms.made[0]).toMatchObject({ bookmarks: [], invited: ['UADA', 'UBO'] });
    expect(said()).toContain('An incident’s channel has no bookmark');
  });

  it('reach it, the question is asked again later', async () => {
    world.strict.down = 503;
    const asking = room();
    await expect.poll(() => world.strict.made.length).toBeGreaterThan(1);
    world.strict.down = undefined;
    expect((await asking)!.channel).toBe('G1ROOM');
  });
});

describe('the name of a channel', () => {
  it.each([
    ['ML-Train, used!', 'inc-7-ml-train-used'],
    ['Überfall auf Größe', 'inc-7-uberfall-auf-gro-e'],
    ['<!channel> @here #general', 'inc-7-channel-here-general'],
    ['攻撃', 'inc-7'],
    ['', 'inc-7'],
  ])('for "%s" is %s', (title, name) => {
    expect(roomNames({ id: 'INC-7', title })[0]).toBe(name);
  });

  it('fits however long the title is, with its number', () => {
    for (const name of roomNames({ id: 'INC-7', title: 'long '.repeat(50) })) expect(name).toMatch(/^[a-z0-9-]{1,80}$/);
    expect(new Set(roomNames({ id: 'INC-7', title: 'x'.repeat(200) })).size).toBe(9);
  });
});
