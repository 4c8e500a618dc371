import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Button, Card } from '../../../src/domain/card.ts';
import { draw } from '../../../src/edge/slack/blocks.ts';
import { soon } from '../../soon.ts';
import { CARDS, hugePlan } from './cards.ts';
import { openWorld, type World } from './harness.ts';
import { wrongBlocks } from './rules.ts';

const consoleUrl = 'https://quell.example.com';
const link = (href: string): Button => ({ verb: 'approve', ref: 'P', label: 'Sign in', style: 'primary', href });
const drawn = (card: Card, url: string | undefined = consoleUrl) =>
  draw(card, { mention: () => undefined, ...(url ? { consoleUrl: url } : {}) });
const words = (card: Card, url?: string) => JSON.stringify(drawn(card, url).blocks);

describe('a button that opens a page', () => {
  it('carries the address and nothing that a press could decide', () => {
    const card = { ...CARDS.plan, buttons: [link('https://quell.example.com/step-up/abc')] };
    expect(words(card)).toContain('"url":"https://quell.example.com/step-up/abc"');
    expect(words(card)).not.toMatch(/"value"|quell\.approve/);
    expect(wrongBlocks(drawn(card).blocks)).toEqual([]);
  });

  it.each(['javascript:alert(1)', 'slack://x', 'not an address', `https://x.example/${'x'.repeat(3000)}`])(
    'is none for %s',
    (href) => {
      expect(words({ ...CARDS.plan, buttons: [link(href)] })).not.toContain('"type":"button"');
      expect(words({ ...CARDS.plan, buttons: [link(href)] })).toContain('1 more button: see the console');
    },
  );
});

describe('a plan that does not fit', () => {
  it('is approved on the page that shows all of it, where there is one', () => {
    const drawing = words({ ...hugePlan(300), path: '/plans/7F3A-91C2' });
    expect(drawing).toContain('Read all, then approve');
    expect(drawing).toContain('"url":"https://quell.example.com/plans/7F3A-91C2"');
    expect(drawing).not.toContain('quell.approve.');
    expect(words({ ...hugePlan(300), path: '//evil.example/x' })).not.toMatch(/"url"|quell-link/);
  });

  it('cannot be carried out by break-glass from a card that was cut either', () => {
    const breakGlass: Button = { verb: 'break-glass', ref: 'P', label: 'Break glass', style: 'danger' };
    const card = { ...hugePlan(300), buttons: [...CARDS.plan.buttons, breakGlass] };
    expect(words(card)).not.toMatch(/quell\.(approve|break-glass)\./);
    expect(words({ ...CARDS.plan, buttons: [breakGlass] })).toContain('quell.break-glass.0');
  });
});

describe('a press on a link', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(async () => {
    await world.close();
  });

  it('is acknowledged, and is no decision', async () => {
    expect((await world.click('quell-link.0', undefined)).status).toBe(200);
    await world.click('quell.deny.0', 'P');
    await soon(() => expect(world.front.presses.map((p) => p.verb)).toEqual(['deny']));
    expect(world.logged).toEqual([]);
  });
});
