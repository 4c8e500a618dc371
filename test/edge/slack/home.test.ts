import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import { soon } from '../../soon.ts';
import { CARDS } from './cards.ts';
import { pressInView } from './deliveries.ts';
import { openWorld, type World } from './harness.ts';
import { TEAM } from './strict.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

const home = (user = 'UADA') => world.strict.views.homes.get(user) as { blocks: { type: string }[] } | undefined;
const words = (user = 'UADA') => JSON.stringify(home(user));
const tab = (user = 'UADA') => ({ id: `H${user}`, type: 'home' });
const titled = (title: string): Card => ({ ...CARDS.notice, title });

describe('a home tab', () => {
  it('shows what waits for the person and what is open, with buttons', async () => {
    await world.look('UADA');
    await soon(() => expect(home()).toBeDefined());
    expect(world.front.looks).toMatchObject([{ who: { surface: 'slack', tenant: TEAM, user: 'UADA' } }]);
    expect(words()).toContain('quell.approve.0');
    expect(words()).toContain('ml-train used from outside');
    await expect(JSON.stringify(home(), null, 2) + '\n').toMatchFileSnapshot('golden/home.json');
    expect(world.strict.refused).toEqual([]);
  });

  it('of somebody unknown says how to become known, and nothing else', async () => {
    await world.look('USTRANGER');
    await soon(() => expect(home('USTRANGER')).toBeDefined());
    expect(words('USTRANGER')).toContain('/quell link');
    expect(words('USTRANGER')).toContain('slack: USTRANGER');
    expect(words('USTRANGER')).not.toContain('ml-train');
    expect(world.front.looks).toEqual([]);
    await expect(JSON.stringify(home('USTRANGER'), null, 2) + '\n').toMatchFileSnapshot('golden/home-unknown.json');
  });

  it('is not shown to another workspace, nor when the messages tab is looked at', async () => {
    await world.look('UADA', { team_id: 'TOTHER' });
    await world.look('UADA', { event: { tab: 'messages' } });
    await world.look('UBO');
    await soon(() => expect(home('UBO')).toBeDefined());
    expect(home()).toBeUndefined();
  });

  it('holds as much as a view may, and says how much it does not', async () => {
    const many = Array.from({ length: 60 }, (_, i) => titled(`Thing ${i}`));
    world.front.answers.home = async () => many;
    await world.look('UADA');
    await soon(() => expect(home()).toBeDefined());
    const shown = many.filter((card) => words().includes(`"${card.title}"`)).length;
    expect(shown).toBeGreaterThan(15);
    expect(words()).toContain(`${60 - shown} more: `);
    expect(world.strict.refused).toEqual([]);
  });

  it('with nothing in it says so', async () => {
    world.front.answers.home = async () => [];
    await world.look('UADA');
    await soon(() => expect(words()).toContain('Nothing is open.'));
  });
});

describe('a press in a home tab', () => {
  it('is the press of its card, belongs to no channel, and is answered to the person alone', async () => {
    await world.look('UADA');
    await world.interact(pressInView(world.strict, tab(), 'quell.approve.0', '7F3A-91C2'));
    await soon(() => expect(world.strict.calls('chat.postMessage')).toHaveLength(1));
    expect(world.front.presses).toMatchObject([{ verb: 'approve', ref: '7F3A-91C2' }]);
    expect(world.front.presses[0]!.from.where).toBeUndefined();
    expect(world.strict.calls('chat.postMessage')[0]).toMatchObject({ channel: 'UADA' });
  });

  it('that says it stands in a channel without a name stands in none', async () => {
    const nowhere = {
      channel: { id: '', name: '' },
      container: { type: 'message', channel_id: '' },
      message: undefined,
    };
    await world.click('quell.approve.0', '7F3A-91C2', nowhere);
    await soon(() => expect(world.front.presses).toHaveLength(1));
    expect(world.front.presses[0]!.from.where).toBeUndefined();
    await soon(() => expect(world.strict.calls('chat.postMessage')).toMatchObject([{ channel: 'UADA' }]));
  });

  it('is followed by the tab', async () => {
    await world.look('UADA');
    await soon(() => expect(home()).toBeDefined());
    world.front.answers.home = async () => [titled('All decided')];
    await world.interact(pressInView(world.strict, tab(), 'quell.approve.0', '7F3A-91C2'));
    await soon(() => expect(words()).toContain('All decided'));
  });

  it('that needs a reason asks for it', async () => {
    world.front.answers.formOf = (verb) => (verb === 'deny' ? CARDS.incident.buttons[0]!.form : undefined);
    await world.interact(pressInView(world.strict, tab(), 'quell.deny.1', '7F3A-91C2'));
    await soon(() => expect(world.strict.calls('views.open')).toHaveLength(1));
    expect(world.front.presses).toEqual([]);
  });
});

describe('an open home tab', () => {
  it('follows the record, for as long as somebody looked lately', async () => {
    await world.look('UADA');
    await soon(() => expect(home()).toBeDefined());
    world.front.answers.home = async () => [titled('Something new')];
    world.change('INC-7');
    await soon(() => expect(words()).toContain('Something new'));
    expect(home('UBO')).toBeUndefined();
  });

  it('is not published again while it shows the same', async () => {
    await world.look('UADA');
    await soon(() => expect(home()).toBeDefined());
    const looks = world.front.looks.length;
    world.change('INC-7');
    await soon(() => expect(world.front.looks.length).toBeGreaterThan(looks));
    world.front.answers.home = async () => [titled('Something new')];
    world.change('INC-8');
    await soon(() => expect(words()).toContain('Something new'));
    expect(world.strict.calls('views.publish')).toHaveLength(2);
  });

  it('that Slack does not take is tried again with the next change, and harms nobody', async () => {
    await world.look('UADA');
    await soon(() => expect(home()).toBeDefined());
    world.strict.down = 503;
    world.front.answers.home = async () => [titled('Something new')];
    world.change('INC-7');
    await soon(() => expect(world.logged.join('\n')).toContain('a home tab could not be shown'));
    world.strict.down = undefined;
    await world.look('UADA');
    await soon(() => expect(words()).toContain('Something new'));
  });
});
