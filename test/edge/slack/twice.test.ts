import { afterEach, beforeEach, expect, it } from 'vitest';
import { soon } from '../../soon.ts';
import { CARDS } from './cards.ts';
import * as sent from './deliveries.ts';
import { openWorld, type World } from './harness.ts';
import { deliver } from './signed.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

/** Every door, with the one payload that Slack sends again and again while it hears no acknowledgement. */
const DOORS = {
  command: () => ['form', new URLSearchParams(sent.slashCommand(world.strict, 'note seen')).toString()],
  mention: () => ['json', JSON.stringify(sent.mentionOf(world.strict, '<@UBOT> note seen'))],
  'button in the thread': () => ['form', sent.payload(sent.pressOn(world.strict, 'quell.approve.0', 'P'))],
  'button in a home tab': () => [
    'form',
    sent.payload(sent.pressInView(world.strict, { id: 'H1', type: 'home' }, 'quell.approve.0', 'P')),
  ],
  form: () => [
    'form',
    sent.payload(
      sent.submissionOf(
        world.strict,
        { callback_id: 'quell.form', private_metadata: '{"verb":"note","ref":""}' },
        { text: 'seen' },
      ),
    ),
  ],
} satisfies Record<string, () => [string, string] | string[]>;

it.each(Object.keys(DOORS) as (keyof typeof DOORS)[])(
  'a %s that Slack delivers four times counts once, also when all arrive together',
  async (door) => {
    const [type, text] = DOORS[door]() as ['form' | 'json', string];
    const port = world.slack.port()!;
    const answers = await Promise.all([0, 1, 2, 3].map((retry) => deliver(port, type, text, retry ? { retry } : {})));
    for (const { status, ms } of answers) {
      expect(status).toBe(200);
      world.strict.acknowledged(door, ms);
    }
    await world.command('help');
    await soon(() => expect(world.front.commands.map((c) => c.text)).toContain('help'));
    const asked = [...world.front.commands.filter((c) => c.text !== 'help'), ...world.front.presses];
    expect(asked).toHaveLength(1);
  },
);

it('a look at the home tab that is delivered twice shows the same tab twice', async () => {
  const look = JSON.stringify(sent.homeOpened(world.strict, 'UADA'));
  await Promise.all([0, 1].map((retry) => deliver(world.slack.port()!, 'json', look, retry ? { retry } : {})));
  await soon(() => expect(world.strict.calls('views.publish').length).toBeGreaterThan(0));
  expect(JSON.stringify(world.strict.views.homes.get('UADA'))).toContain(CARDS.plan.title);
  expect(world.strict.refused).toEqual([]);
});

it('an answer in many parts uses its response address five times at most', async () => {
  const item = (i: number) => [`line ${i} ${'x'.repeat(500)}`];
  const blocks = Array.from({ length: 12 }, (_, b) => ({
    block: 'list' as const,
    title: `List ${b}`,
    items: Array.from({ length: 18 }, (_, i) => item(i)),
  }));
  world.front.answers.reply = async () => ({ card: { ...CARDS.list, blocks }, public: false, data: {}, exit: 0 });
  await world.command('timeline');
  await soon(() => expect(world.strict.responses.length).toBeGreaterThan(0));
  expect(world.strict.responses.length).toBeLessThanOrEqual(5);
  expect(world.strict.refused).toEqual([]);
});
