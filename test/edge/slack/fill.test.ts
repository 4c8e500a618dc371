import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Field, Form } from '../../../src/domain/card.ts';
import { Fault } from '../../../src/domain/fault.ts';
import { soon } from '../../soon.ts';
import { pressInView } from './deliveries.ts';
import { openWorld, type World } from './harness.ts';

const STEPS: Field = { name: 'steps', label: 'Leave out', type: 'many', required: true };
const NARROW: Form = { title: 'Narrow', verb: 'narrow', ref: '7F3A-91C2', fields: [STEPS], submit: 'Narrow' };
const filled = (count: number): Form => {
  const choices = Array.from({ length: count }, (_, i) => ({ value: `s${i}`, label: `Step ${i}` }));
  return { ...NARROW, fields: [{ ...STEPS, choices }] };
};

let world: World;
let read: PromiseWithResolvers<Form>;
beforeEach(async () => {
  world = await openWorld();
  read = Promise.withResolvers<Form>();
  world.front.answers.formOf = (verb) => (verb === 'narrow' ? NARROW : undefined);
  world.front.answers.filled = () => read.promise;
});
afterEach(async () => {
  await world.close();
});

const words = () => JSON.stringify(world.strict.views.last().view);
async function pressed(): Promise<void> {
  await world.click('quell.narrow.2', '7F3A-91C2');
  await soon(() => expect(words()).toContain('Reading the record…'));
}

describe('a form whose choices are in the record', () => {
  it('opens at once with nothing to submit, and is filled when they have been read', async () => {
    await pressed();
    expect(words()).not.toContain('"submit"');
    // Reading takes longer than a trigger lives, and nobody is told off for it.
    world.strict.later(10_000);
    read.resolve(filled(3));
    await soon(() => expect(words()).toContain('checkboxes'));
    expect(world.strict.calls('views.update')[0]).toMatchObject({ hash: expect.stringMatching(/^h/) });
    expect(world.strict.refused).toEqual([]);
  });

  it('is left alone when the person has closed it meanwhile', async () => {
    await pressed();
    world.strict.views.close(world.strict.views.last().id);
    read.resolve(filled(3));
    await soon(() => expect(world.strict.refused).toEqual(['views.update: not_found']));
    expect(world.strict.views.open.size).toBe(0);
    expect(world.strict.calls('chat.postEphemeral')).toEqual([]);
  });

  it('says in it why it cannot be filled', async () => {
    await pressed();
    read.reject(new Fault({ code: 'plan.started', message: 'Something of it has begun.', fix: 'Withdraw it.' }));
    await soon(() => expect(words()).toContain('Something of it has begun.'));
    expect(words()).toContain('Withdraw it.');
    expect(words()).not.toContain('"submit"');
  });

  it('says in it that nothing can be chosen', async () => {
    await pressed();
    read.resolve({ ...NARROW, fields: [] });
    await soon(() => expect(words()).toContain('There is nothing to choose from.'));
  });

  it('gives what was ticked as one value, parted by blanks', async () => {
    await pressed();
    read.resolve(filled(12));
    await soon(() => expect(words()).toContain('multi_static_select'));
    const { id, view } = world.strict.views.last();
    await world.submit({ ...view, id, hash: 'h2' }, { steps: ['s1', 's7'] });
    expect(world.front.presses).toMatchObject([{ verb: 'narrow', ref: '7F3A-91C2', values: { steps: 's1 s7' } }]);
  });
});

it('opens over the modal that its button stands in', async () => {
  const modal = { id: 'V0', type: 'modal', callback_id: 'quell.list' };
  await world.interact(pressInView(world.strict, modal, 'quell.narrow.0', '7F3A-91C2'));
  await soon(() => expect(world.strict.calls('views.push')).toHaveLength(1));
  read.resolve(filled(1));
  await soon(() => expect(words()).toContain('checkboxes'));
  expect(world.strict.refused).toEqual([]);
});
