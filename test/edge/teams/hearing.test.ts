import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Form } from '../../../src/domain/card.ts';
import { soon } from '../../soon.ts';
import { CARDS } from '../slack/cards.ts';
import { ADA, APP, BO, CHANNEL, openWorld, refusedWith, replyWith, TENANT, type World } from './harness.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const personal = { conversation: { id: 'a:chat', conversationType: 'personal', tenantId: TENANT } };
const DENY: Form = {
  title: 'Deny this plan',
  verb: 'deny',
  ref: 'plan-1',
  submit: 'Deny',
  fields: [{ name: 'reason', label: 'Reason', type: 'text', required: true }],
};
const CARD = 'application/vnd.microsoft.card.adaptive';
const BAR = 'application/vnd.microsoft.activity.message';

describe('what is said to the bot', () => {
  const hears = async (activity: Record<string, unknown>) => {
    await world.deliver(activity);
    await soon(() => expect(world.front.commands).toHaveLength(1));
    return world.front.commands[0]!;
  };

  it('in a thread is a command of that thread, by that person', async () => {
    expect(await hears(world.said('contain stolen-key identity=ml-train'))).toMatchObject({
      text: 'contain stolen-key identity=ml-train',
      from: {
        who: { surface: 'teams', tenant: TENANT, user: ADA.aadObjectId },
        where: { surface: 'teams', channel: CHANNEL, thread: '1700000000001' },
      },
    });
  });

  it('in its own chat needs no mention, and belongs to no thread', async () => {
    const heard = await hears(world.said('', { ...personal, text: 'whoami', entities: [] }));
    expect(heard.text).toBe('whoami');
    expect(heard.from.where).toBeUndefined();
  });

  it('from the slash menu is meant for it alone', async () => {
    const recipient = { id: `28:${APP}`, name: 'Quell', isTargeted: true };
    expect((await hears(world.said('', { text: 'show INC-7', entities: [], recipient }))).text).toBe('show INC-7');
  });

  it('about another person arrives as that person', async () => {
    const text = '<at>Quell</at> assign <at>Bo</at>';
    const entities = [
      { type: 'mention', text: '<at>Quell</at>', mentioned: { id: `28:${APP}`, name: 'Quell' } },
      { type: 'mention', text: '<at>Bo</at>', mentioned: BO },
    ];
    expect((await hears(world.said('', { text, entities }))).text).toBe('assign bo');
  });

  it.each([
    ['talk about it', { text: 'do not <at>Quell</at> approve plan-1' }],
    ['a name that looks like it', { text: '<at>Quell</at> approve plan-1', entities: [] }],
    [
      'somebody else of its name',
      {
        text: '<at>Quell</at> approve plan-1',
        entities: [{ type: 'mention', text: '<at>Quell</at>', mentioned: { id: '29:mallory', name: 'Quell' } }],
      },
    ],
  ])('is no command when it is %s', async (_, over) => {
    await world.deliver(world.said('approve plan-1', over));
    await world.deliver(world.said('whoami'));
    await soon(() => expect(world.front.commands.map((c) => c.text)).toEqual(['whoami']));
  });

  it('is answered where it was said; a refusal goes to the person alone', async () => {
    await world.deliver(world.said('incidents'));
    await soon(() => expect(world.connector.sent()).toHaveLength(1));
    expect(world.connector.sent()[0]!.conversation).toBe(`${CHANNEL};messageid=1700000000001`);
    world.front.answers.reply = async () => refusedWith('Only responders do that.');
    await world.deliver(world.said('declare x'));
    await soon(() => expect(world.connector.sent()).toHaveLength(2));
    expect(world.connector.sent()[1]).toMatchObject({ conversation: `a:${ADA.id}` });
  });

  it('that leaves something out is asked for with a form', async () => {
    world.front.answers.form = (text) => (text === 'deny plan-1' ? DENY : undefined);
    await world.deliver(world.said('deny plan-1'));
    await soon(() => expect(world.connector.sent()).toHaveLength(1));
    expect(world.connector.sent()[0]!.card).toContain('v.reason');
    expect(world.front.commands).toEqual([]);
  });

  it('that breaks something of ours is told in a sentence, and the bot goes on', async () => {
    world.front.answers.reply = () => Promise.reject(new Error('secret internals'));
    await world.deliver(world.said('whoami'));
    await soon(() => expect(world.connector.sent()).toHaveLength(1));
    expect(world.connector.sent()[0]!.card).not.toContain('secret internals');
    expect((await world.deliver(world.said('whoami'))).status).toBe(200);
  });
});

describe('a press on a card', () => {
  it('carries a verb and a reference in, and the card comes back as it is now', async () => {
    const asked: string[] = [];
    world.front.answers.card = (ref, who) => {
      asked.push(`${ref} for ${who.user}`);
      return { ...CARDS.plan, title: 'Approved by Ada' } as never;
    };
    const { body } = await world.deliver(world.pressed('quell.approve', { ref: 'plan-1', digest: 'forged' }));
    expect(world.front.presses).toMatchObject([{ verb: 'approve', ref: 'plan-1', values: {} }]);
    expect(asked).toEqual([`plan-1 for ${ADA.aadObjectId}`]);
    expect(body).toMatchObject({ statusCode: 200, type: CARD });
    expect(JSON.stringify(body)).toContain('Approved by Ada');
  });

  it('that is refused is answered with a bar for that person alone, and never with an error', async () => {
    world.front.answers.reply = async () => refusedWith('You asked for this plan.');
    const { status, body } = await world.deliver(world.pressed('quell.approve'));
    expect({ status, body }).toMatchObject({ status: 200, body: { type: BAR, value: 'You asked for this plan.' } });
    expect(world.connector.messages.size).toBe(0);
  });

  it('that needs more opens its form, and the form is the command with its values', async () => {
    world.front.answers.formOf = (verb) => (verb === 'deny' ? DENY : undefined);
    const opened = await world.deliver(world.pressed('quell.deny'));
    expect(JSON.stringify(opened.body)).toContain('v.reason');
    expect(world.front.presses).toEqual([]);
    await world.deliver(
      world.pressed('quell.deny', { ref: 'plan-1', filled: true, 'v.reason': 'wrong account', 'm.keep': 'a,b' }),
    );
    expect(world.front.presses).toMatchObject([
      { verb: 'deny', ref: 'plan-1', values: { reason: 'wrong account', keep: 'a b' } },
    ]);
  });

  it('asks for the card of that person when it refreshes, and decides nothing', async () => {
    world.front.answers.card = (_, who) => ({ ...CARDS.plan, title: `For ${who.user}` }) as never;
    for (const from of [ADA, BO]) {
      const { body } = await world.deliver(world.pressed('quell.refresh', { ref: 'plan-1' }, { from }));
      expect(JSON.stringify(body)).toContain(`For ${from.aadObjectId}`);
    }
    expect(world.front.presses).toEqual([]);
  });

  it('of an older client arrives as a message, and counts as well', async () => {
    await world.deliver(world.said('', { text: '', value: { quell: 'approve', ref: 'plan-1' } }));
    await soon(() => expect(world.front.presses).toMatchObject([{ verb: 'approve', ref: 'plan-1' }]));
  });

  it('that takes longer than Teams waits is answered in the person’s own chat', { timeout: 20_000 }, async () => {
    let done = (_: ReturnType<typeof replyWith>) => {};
    world.front.answers.reply = () =>
      new Promise((resolve) => {
        done = resolve;
      });
    const { body } = await world.deliver(world.pressed('quell.approve'));
    expect(body).toMatchObject({ type: BAR });
    expect(world.connector.messages.size).toBe(0);
    done(replyWith(CARDS.notice as never));
    await soon(() => expect(world.connector.sent()[0]).toMatchObject({ conversation: `a:${ADA.id}` }));
  });

  it.each(['approve', 'quell.', 'quell.APPROVE', 'other.approve', 'quell.approve extra'])(
    'with the verb %j is none of ours',
    async (verb) => {
      expect((await world.deliver(world.pressed(verb))).body).toMatchObject({ type: BAR });
      expect(world.front.presses).toEqual([]);
    },
  );
});
