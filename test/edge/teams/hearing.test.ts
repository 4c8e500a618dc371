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

  it('while the record is away is answered, in the person’s own chat, and not carried out', async () => {
    await world.close();
    world = await openWorld({ seen: () => Promise.reject(new Error('the record is away')) });
    expect((await world.deliver(world.said('show INC-7', personal))).status).toBe(200);
    await soon(() => expect(world.connector.sent()).toHaveLength(1));
    expect(world.connector.sent()[0]!.conversation).toBe('a:chat');
    expect(world.front.commands).toEqual([]);
  });

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

  it.each([
    ['alone', { ...personal, text: 'approve plan-1', entities: [] }],
    ['below a mention', {}],
  ])('is no command where somebody else’s words were forwarded, %s', async (_, over) => {
    const content =
      '<p>see</p><blockquote itemtype="http://schema.skype.com/Forward"><p>approve plan-1</p></blockquote>';
    const attachments = [{ contentType: 'text/html', content }];
    await world.deliver(world.said('approve plan-1', { ...over, attachments }));
    await soon(() => expect(world.connector.sent()).toHaveLength(1));
    expect(world.connector.sent()[0]!.card).toContain('A forwarded message is no command');
    expect(world.front.commands).toEqual([]);
  });

  const THREAD = `${CHANNEL};messageid=1700000000001`;
  const ALONE = `a:${ADA.id}`;
  const targeted = { id: `28:${APP}`, name: 'Quell', isTargeted: true };

  it('is answered to the person alone, and the thread is told so in a line', async () => {
    await world.deliver(world.said('incidents'));
    await soon(() => expect(world.connector.sent()).toHaveLength(2));
    expect(world.connector.sent()).toMatchObject([
      { conversation: ALONE, card: expect.stringContaining(CARDS.notice.title) },
      { conversation: THREAD, card: '"Answered to you alone, in your chat with Quell."' },
    ]);
  });

  it('is refused to the person alone, and nobody else hears of it', async () => {
    world.front.answers.reply = async () => refusedWith('Only responders do that.');
    await world.deliver(world.said('declare x'));
    await world.deliver(world.said('whoami', personal));
    await soon(() => expect(world.connector.sent()).toHaveLength(2));
    expect(new Set(world.connector.sent().map((m) => m.conversation))).toEqual(new Set(['a:chat', ALONE]));
  });

  it('is answered in the thread where the answer is meant for everybody', async () => {
    world.front.answers.reply = async () => replyWith(CARDS.notice as never, { public: true });
    await world.deliver(world.said('incidents'));
    await soon(() => expect(world.connector.sent()).toMatchObject([{ conversation: THREAD }]));
  });

  it.each([
    ['said in a thread', (w: World) => w.said('link')],
    ['pressed in an older client', (w: World) => w.said('', { text: '', value: { quell: 'approve', ref: 'plan-1' } })],
    ['asked from the slash menu', (w: World) => w.said('', { text: 'link', entities: [], recipient: targeted })],
  ])('gives a page for one person to nobody else: %s', async (_, activity) => {
    const href = 'https://quell.example.com/sign-in/one-time';
    const buttons = [{ verb: 'link', ref: '', label: 'Sign in', style: 'primary' as const, href }];
    world.front.answers.reply = async () => replyWith({ ...CARDS.notice, buttons } as never);
    await world.deliver(activity(world));
    await soon(() => expect(world.connector.sent().map((m) => m.conversation)).toContain(ALONE));
    await world.deliver(world.said('whoami', personal));
    await soon(() => expect(world.connector.sent().map((m) => m.conversation)).toContain('a:chat'));
    const others = world.connector.sent().filter((m) => m.conversation === THREAD);
    expect(JSON.stringify(others)).not.toContain('one-time');
  });

  it('from the slash menu leaves no trace in the thread, where nobody saw the question', async () => {
    await world.deliver(world.said('', { text: 'show INC-7', entities: [], recipient: targeted }));
    await soon(() => expect(world.connector.sent()).toHaveLength(1));
    await world.deliver(world.said('whoami', personal));
    await soon(() => expect(world.connector.sent()).toHaveLength(2));
    expect(world.connector.sent().map((m) => m.conversation)).not.toContain(THREAD);
  });

  it.each([
    ['an answer', async () => replyWith(CARDS.notice as never)],
    ['a refusal', async () => refusedWith('You are a suspect.')],
    ['a bug of ours', () => Promise.reject(new Error('secret internals'))],
  ])('by somebody whom the bot may not write to is answered with how it may: %s', async (_, reply) => {
    world.connector.refusals.push({ status: 403 });
    world.front.answers.reply = reply;
    await world.deliver(world.said('whoami'));
    await soon(() => expect(world.connector.sent()).toHaveLength(1));
    const [said] = [...world.connector.messages.values()];
    expect(world.connector.sent()[0]!.conversation).toBe(THREAD);
    expect(said).toMatchObject({
      text: expect.stringMatching(/^<at>Ada<\/at> .*Apps.*say hello/),
      entities: [{ type: 'mention', text: '<at>Ada</at>', mentioned: { id: ADA.id } }],
    });
    expect(JSON.stringify(said)).not.toMatch(/suspect|secret|Not done|Nothing is left/);
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
    expect(world.connector.sent()[0]).toMatchObject({ conversation: ALONE });
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

  it('whose form was refused gets it back with the reason and all that was filled in', async () => {
    world.front.answers.formOf = (verb) => (verb === 'deny' ? DENY : undefined);
    world.front.answers.reply = async () => refusedWith('A reason has at most 1000 characters.');
    const data = { ref: 'plan-1', filled: true, 'v.reason': 'wrong account' };
    const { body } = await world.deliver(world.pressed('quell.deny', data));
    expect(body).toMatchObject({ type: CARD });
    expect(JSON.stringify(body)).toContain('A reason has at most 1000 characters.');
    expect(JSON.stringify(body)).toContain('"value":"wrong account"');
    expect(world.connector.messages.size).toBe(0);
  });

  it('whose form comes too late gets no form back: there is nothing to mend', async () => {
    world.front.answers.formOf = () => DENY;
    const late = refusedWith('Already decided by Bo.');
    world.front.answers.reply = async () => ({ ...late, card: { ...late.card, id: 'approval.late' } });
    const { body } = await world.deliver(
      world.pressed('quell.deny', { ref: 'plan-1', filled: true, 'v.reason': 'wrong account' }),
    );
    expect(body).toMatchObject({ type: BAR, value: 'Already decided by Bo.' });
  });

  it('that is answered with something else has a way back to the card', async () => {
    world.front.answers.reply = async () => replyWith({ ...CARDS.notice, kind: 'list' } as never);
    const { body } = await world.deliver(world.pressed('quell.timeline', { ref: 'INC-7' }));
    const { actions } = (body as { value: { actions: object[] } }).value;
    expect(actions.at(-1)).toMatchObject({ title: 'Back', verb: 'quell.refresh', data: { ref: 'INC-7' } });
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

  describe('that takes longer than Teams waits', () => {
    let open: () => void;
    let gate: Promise<void>;
    /** A world that gives up soon, in which one thing waits for the gate. */
    const slow = async (over: (gate: Promise<void>) => Parameters<typeof openWorld>[0] = () => ({})) => {
      ({ promise: gate, resolve: open } = Promise.withResolvers<void>());
      await world.close();
      world = await openWorld({ waits: { answerMs: 100 }, ...over(gate) });
    };
    const presses = async (verb: string) => {
      const { body } = await world.deliver(world.pressed(verb));
      expect(body).toMatchObject({ type: BAR });
      expect(world.connector.messages.size).toBe(0);
      return (body as { value: string }).value;
    };
    const laterAlone = async (words: string) => {
      open();
      await soon(() =>
        expect(world.connector.sent()).toMatchObject([
          { conversation: `a:${ADA.id}`, card: expect.stringContaining(words) },
        ]),
      );
    };

    it('is answered in the person’s own chat', async () => {
      await slow();
      world.front.answers.reply = () => gate.then(() => replyWith(CARDS.notice));
      expect(await presses('quell.approve')).toContain('your chat with Quell');
      await laterAlone(CARDS.notice.title);
    });

    it('is answered there too when only the card behind it is slow', async () => {
      await slow((until) => ({ cardOf: () => until.then(() => undefined) }));
      await presses('quell.approve');
      await laterAlone(CARDS.notice.title);
    });

    it('counts once, also when the record was slow to say whether it was delivered before', async () => {
      await slow((until) => ({ seen: () => until.then(() => false) }));
      await presses('quell.approve');
      expect(world.front.presses).toEqual([]);
      await laterAlone(CARDS.notice.title);
      expect(world.front.presses).toHaveLength(1);
    });

    it('gets a refused form back there too, with what was wrong and what was filled in', async () => {
      await slow();
      world.front.answers.formOf = () => DENY;
      world.front.answers.reply = () => gate.then(() => refusedWith('A reason has at most 1000 characters.'));
      const data = { ref: 'plan-1', filled: true, 'v.reason': 'wrong account' };
      await world.deliver(world.pressed('quell.deny', data));
      await laterAlone('A reason has at most 1000 characters.');
      expect(world.connector.sent()[0]!.card).toContain('wrong account');
    });

    it('gets its form in the person’s own chat', async () => {
      await slow();
      world.front.answers.formOf = () => DENY;
      world.front.front.filled = (form) => gate.then(() => form);
      await presses('quell.deny');
      await laterAlone('v.reason');
    });

    it('says that the card may be old when it only asked for the card anew, and sends nothing after', async () => {
      await slow((until) => ({ cardOf: () => until.then(() => CARDS.plan) }));
      expect(await presses('quell.refresh')).toContain('may be old');
      open();
      await world.deliver(world.said('whoami', personal));
      await soon(() => expect(world.connector.sent().map((m) => m.conversation)).toEqual(['a:chat']));
    });
  });

  it('that counted says so even where the card cannot be read behind it', async () => {
    world.front.answers.card = () => {
      throw new Error('the record is away');
    };
    const { body } = await world.deliver(world.pressed('quell.approve'));
    expect(body).toMatchObject({ type: BAR, value: CARDS.notice.summary });
  });

  it.each(['approve', 'quell.', 'quell.APPROVE', 'other.approve', 'quell.approve extra'])(
    'with the verb %j is none of ours',
    async (verb) => {
      expect((await world.deliver(world.pressed(verb))).body).toMatchObject({ type: BAR });
      expect(world.front.presses).toEqual([]);
    },
  );
});
