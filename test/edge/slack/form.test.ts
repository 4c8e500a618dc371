import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { soon } from '../../soon.ts';
import { CARDS } from './cards.ts';
import { openWorld, refusedWith, replyWith, type World } from './harness.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

describe('a submitted form', () => {
  const view = {
    callback_id: 'quell.form',
    private_metadata: JSON.stringify({ verb: 'contain', ref: 'INC-7', channel: 'C1', thread: '1.1' }),
  };

  it('is the command with its values', async () => {
    const answer = await world.submit(view, {
      playbook: 'compromised-workload-identity',
      identity: 'ml-train',
      reason: '',
    });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(world.front.presses[0]).toMatchObject({
      verb: 'contain',
      ref: 'INC-7',
      values: { playbook: 'compromised-workload-identity', identity: 'ml-train' },
      from: { where: { channel: 'C1', thread: '1.1' } },
    });
    await soon(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
  });

  it.each([
    'command.input',
    'plan.narrow',
    'plan.unknown',
    'incident.unknown',
    'approval.delegation',
    'database.unreachable',
  ])('says at the field what is wrong with it, and can be corrected: %s', async (code) => {
    world.front.answers.reply = async () => refusedWith(code, 'identity cannot be "x". Use ml-train.');
    const first = await world.submit(view, { playbook: 'p', identity: 'x' });
    expect(JSON.parse(first.body)).toEqual({
      response_action: 'errors',
      errors: { 'field.identity': 'identity cannot be "x". Use ml-train.' },
    });
    world.front.answers.reply = async () => replyWith(CARDS.notice);
    expect((await world.submit(view, { playbook: 'p', identity: 'ml-train' })).body).toBe('');
    expect(world.front.presses).toHaveLength(2);
  });

  it.each(['approval.late', 'approval.again'])('closes where all is decided: %s', async (code) => {
    world.front.answers.reply = async () => refusedWith(code, 'It is decided.');
    expect((await world.submit(view, { playbook: 'p' })).body).toBe('');
    await soon(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
  });

  it('that takes long is acknowledged in time and answered in the thread', async () => {
    const work = Promise.withResolvers<ReturnType<typeof replyWith>>();
    world.front.answers.reply = () => work.promise;
    const answer = await world.submit(view, { playbook: 'p' });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.ms).toBeLessThan(3000);
    work.resolve(refusedWith('plan.refused', 'No.'));
    await soon(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
  });
});
