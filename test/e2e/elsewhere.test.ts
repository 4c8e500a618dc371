import { afterEach, expect, it } from 'vitest';
import type { ChatOut } from '../../src/command/surface.ts';
import { Fault } from '../../src/domain/fault.ts';
import { CHANNEL, type Stand, startStand } from '../approval/stand.ts';
import { soon } from '../soon.ts';

let s: Stand;
afterEach(async () => {
  await s.close();
});

it('an incident that was declared where Quell may not write is in the home channel, and the record says so', async () => {
  s = await startStand();
  const { post } = s.chat;
  (s.chat as { post: ChatOut['post'] }).post = async (place, card, key) => {
    if (place.channel !== CHANNEL.channel)
      throw new Fault({ code: 'slack.not-in-channel', message: 'Quell is not in it.', fix: 'Invite it.' });
    return post(place, card, key);
  };
  const reply = await s.quell.front.command('declare ml-train used from outside', {
    who: { surface: 'slack', tenant: 'T', user: 'ana' },
    where: { ...CHANNEL, channel: 'CELSE' },
    dedupe: 'declared:elsewhere',
  });
  expect(reply.card.summary).toContain('unless Quell tells you of another');
  const told = await s.posted('moved:INC-1');
  expect(told.summary).toContain('Quell is not in it. Invite it.');
  await soon(() => expect(s.chat.told.map((t) => t.key)).toEqual(['moved:INC-1:ana']));
  expect(s.chat.of('incident:INC-1')).toHaveLength(1);
  expect(await s.types()).toEqual(['command.declared', 'command.moved']);
  expect((await s.quell.desk.incidents.incident('INC-1')).place).toMatchObject(CHANNEL);
  await s.plan();
  expect(s.errors).toEqual([]);
});
