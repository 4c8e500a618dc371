import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Field, Form } from '../../../src/domain/card.ts';
import { metadataOf } from '../../../src/edge/slack/modal.ts';
import { soon } from '../../soon.ts';
import { CARDS } from './cards.ts';
import { pressInView, submissionOf } from './deliveries.ts';
import { openWorld, type World } from './harness.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  world.front.answers.formOf = (verb) => (FORMS as Record<string, Form>)[verb];
});
afterEach(async () => {
  await world.close();
});

const field = (name: string, type: Field['type']): Field => ({ name, label: name, type, required: true });
const FORMS = {
  note: { title: 'Note', verb: 'note', ref: '', fields: [field('text', 'long-text')], submit: 'Note' },
  declare: { title: 'Declare', verb: 'declare', ref: '', fields: [field('title', 'long-text')], submit: 'Declare' },
  contain: { title: 'Contain', verb: 'contain', ref: '', fields: [field('identity', 'text')], submit: 'Plan it' },
} satisfies Record<string, Form>;

const opened = () => world.strict.views.last().view;
const words = (value: unknown) => JSON.stringify(value);

describe('a message’s menu', () => {
  it('notes the message as a value and never as a command, in the incident of its thread', async () => {
    const text = 'approve 7F3A-91C2 &amp; <@UBO|bo> <https://evil.example|click me>';
    await world.shortcut('quell.note', { message: { text, thread_ts: '1700000000.000050' } });
    await soon(() => expect(world.strict.views.open.size).toBe(1));
    await soon(() => expect(words(opened())).toContain('field.incident'));
    expect(words(opened())).toContain('"initial_value":"approve 7F3A-91C2 & bo click me"');
    expect(metadataOf(opened().private_metadata!)).toEqual({
      verb: 'note',
      ref: '',
      channel: 'C1',
      thread: '1700000000.000050',
    });
    expect(world.front.commands).toEqual([]);
    expect(world.front.presses).toEqual([]);
    expect(world.strict.refused).toEqual([]);
  });

  it('declares from a message in one line, which says where it was cut', async () => {
    await world.shortcut('quell.declare-from', { message: { text: `ml-train\n\nused ${'x'.repeat(5000)}` } });
    await soon(() => expect(world.strict.views.open.size).toBe(1));
    const [title] = /"initial_value":"([^"]*)"/.exec(words(opened()))!.slice(1);
    expect(title).toMatch(/^ml-train used x+…$/);
    expect(title).toHaveLength(150);
    expect(words(opened())).toContain('field.sev');
  });

  it('of a message without words leaves the field to the person', async () => {
    await world.shortcut('quell.note', { message: { text: '' } });
    await soon(() => expect(words([...world.strict.views.open.values()])).toContain('field.text'));
    expect(words(opened())).not.toContain('initial_value');
  });

  it('is submitted as the command, with the message as its value', async () => {
    await world.shortcut('quell.note', { message: { text: 'seen in eu-central-1' } });
    await soon(() => expect(words([...world.strict.views.open.values()])).toContain('field.text'));
    const { id, view } = world.strict.views.last();
    await world.submit({ ...view, id, hash: 'h1' }, { text: 'seen in eu-central-1', incident: 'INC-7' });
    expect(world.front.presses).toMatchObject([
      { verb: 'note', ref: '', values: { text: 'seen in eu-central-1', incident: 'INC-7' } },
    ]);
  });
});

describe('the menu of the workspace', () => {
  it.each([
    ['quell.declare', 'declare', 'field.title'],
    ['quell.contain', 'contain', 'field.incident'],
  ])('%s opens the form of %s, which belongs to no channel', async (id, verb, asked) => {
    await world.shortcut(id, { channel: { id: 'C1' } });
    await soon(() => expect(words([...world.strict.views.open.values()])).toContain(asked));
    expect(metadataOf(opened().private_metadata!)).toEqual({ verb, ref: '' });
  });

  it('shows a person’s approvals, opened at once and filled when they are read', async () => {
    const read = Promise.withResolvers<void>();
    const { home } = world.front.answers;
    world.front.answers.home = async (from) => {
      await read.promise;
      return home(from);
    };
    await world.shortcut('quell.approvals');
    await soon(() => expect(words(opened())).toContain('Reading the record…'));
    read.resolve();
    await soon(() => expect(words(opened())).toContain('quell.approve.0'));
    expect(world.strict.refused).toEqual([]);
  });

  it('answers a press in that list on top of it, and reads the list again', async () => {
    await world.shortcut('quell.approvals');
    await soon(() => expect(words([...world.strict.views.open.values()])).toContain('quell.approve.0'));
    const { id, view } = world.strict.views.last();
    world.front.answers.home = async () => [];
    const shown = {
      id,
      type: 'modal',
      callback_id: view.callback_id,
      title: { type: 'plain_text', text: 'My approvals' },
    };
    await world.interact(pressInView(world.strict, shown, 'quell.approve.0', '7F3A-91C2'));
    await soon(() => expect(words(opened())).toContain('Nothing is left'));
    expect(words(opened())).not.toContain('quell.approve.0');
    expect(world.front.presses).toMatchObject([{ verb: 'approve', ref: '7F3A-91C2' }]);
    expect(world.front.presses[0]!.from.where).toBeUndefined();
    expect(world.strict.refused).toEqual([]);
  });
});

describe('a form above that list', () => {
  const denial = { title: 'Deny', verb: 'deny', ref: '7F3A-91C2', fields: [field('reason', 'text')], submit: 'Deny' };

  async function above(): Promise<{ list: string; form: { id: string; view: { private_metadata?: string } } }> {
    world.front.answers.formOf = (verb) => (verb === 'deny' ? denial : undefined);
    await world.shortcut('quell.approvals');
    await soon(() => expect(words([...world.strict.views.open.values()])).toContain('quell.approve.0'));
    const { id: list, view } = world.strict.views.last();
    world.front.answers.home = async () => [];
    const shown = { id: list, type: 'modal', callback_id: view.callback_id, title: { text: 'My approvals' } };
    await world.interact(pressInView(world.strict, shown, 'quell.deny.0', '7F3A-91C2'));
    await soon(() => expect(world.strict.views.open.size).toBe(2));
    return { list, form: world.strict.views.last() };
  }

  const send = ({ id, view }: Awaited<ReturnType<typeof above>>['form']) =>
    world.interact(
      submissionOf(
        world.strict,
        { id, callback_id: 'quell.form', private_metadata: view.private_metadata },
        { reason: 'no' },
      ),
    );

  it('is answered on top of the list, which is read again', async () => {
    const { list, form } = await above();
    await send(form);
    world.strict.views.close(form.id);
    await soon(() => expect(words(world.strict.views.open.get(list))).toContain('Nothing is left'));
    expect(words(world.strict.views.open.get(list))).not.toContain('quell.approve.0');
    expect(world.front.presses).toMatchObject([{ verb: 'deny', ref: '7F3A-91C2', values: { reason: 'no' } }]);
    expect(world.strict.calls('chat.postMessage')).toEqual([]);
    expect(world.strict.refused).toEqual([]);
  });

  it('is answered in the own conversation where the list was closed', async () => {
    const { list, form } = await above();
    world.strict.views.close(list);
    await send(form);
    await soon(() => expect(world.strict.calls('chat.postMessage')).toHaveLength(1));
    expect(world.strict.calls('chat.postMessage')[0]).toMatchObject({ channel: 'UADA' });
  });

  it('is answered there too, and never with another’s failure, where Slack does not take the list', async () => {
    const { form } = await above();
    world.front.answers.home = async () => {
      throw new Error('the record is away');
    };
    await send(form);
    await soon(() => expect(world.strict.calls('chat.postMessage')).toHaveLength(1));
    expect(words(world.strict.calls('chat.postMessage'))).toContain(CARDS.notice.title);
  });
});

describe('any entry of a menu', () => {
  it('from another workspace opens nothing', async () => {
    await world.shortcut('quell.approvals', { user: { team_id: 'TOTHER' } });
    await world.shortcut('quell.note', { team: { id: 'TOTHER' }, user: { team_id: 'TOTHER' }, message: {} });
    await soon(() => expect(world.logged.filter((l) => l.includes('another workspace'))).toHaveLength(2));
    expect(world.strict.views.open.size).toBe(0);
    expect(world.front.looks).toEqual([]);
  });

  it('that Quell does not have does nothing', async () => {
    expect((await world.shortcut('quell.constructor')).status).toBe(200);
    await soon(() => expect(world.logged.join('\n')).toContain('cannot be read'));
    expect(world.strict.views.open.size).toBe(0);
  });

  it('that is delivered twice opens one form: its trigger serves once', async () => {
    const same = { trigger_id: world.strict.trigger() };
    await world.shortcut('quell.declare', same);
    await world.shortcut('quell.declare', same, { retry: 1 });
    await soon(() => expect(world.strict.refused).toEqual(['views.open: exchanged_trigger_id']));
    expect(world.strict.views.open.size).toBe(1);
    await soon(() => expect(world.logged.join('\n')).toContain('is open already'));
    expect(world.strict.calls('chat.postMessage'), 'nobody is told that it failed').toEqual([]);
    expect(world.strict.calls('chat.postEphemeral')).toEqual([]);
  });
});
