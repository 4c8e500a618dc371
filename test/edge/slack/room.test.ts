import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '../../../src/domain/incident.ts';
import type { SlackOptions } from '../../../src/edge/slack/options.ts';
import { roomNames } from '../../../src/edge/slack/room-name.ts';
import { openWorld, type World } from './harness.ts';
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
  declaredAt: '2026-11-22T03:13:05.000Z',
};

let world: World;
const on: Partial<SlackOptions> = { incidentChannels: true, consoleUrl: 'https://quell.example.com' };
beforeEach(async () => {
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

  it('of somebody else with the same name is not taken over', async () => {
    world.strict.rooms.made.push({
      id: 'GEVIL',
      name: 'inc-7-ml-train-used-from-outside',
      creator: 'UEVIL',
      topic: '',
      invited: [],
      bookmarks: [],
    });
    world.posted.set('room-begun:INC-7', { ...place, channel: 'x', message: '' });
    const made = await room();
    expect(made!.channel).not.toBe('GEVIL');
    expect(world.strict.rooms.made.at(-1)!.name).toBe('inc-7-ml-train-used-from-outside-2');
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
