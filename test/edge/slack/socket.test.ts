import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSlack } from '../../../src/edge/slack/slack.ts';
import { soon } from '../../soon.ts';
import { slashCommand } from './deliveries.ts';
import { openWorld, type World } from './harness.ts';
import { APP_TOKEN } from './strict.ts';
import { openWire, type Wire } from './wire.ts';

let wire: Wire;
let world: World;
beforeEach(async () => {
  wire = await openWire();
  world = await openWorld(undefined, wire.url);
});
afterEach(async () => {
  await world.close();
  await wire.close();
});

function command(id: string, text: string) {
  const payload = slashCommand(world.strict, text, { trigger_id: `t-${id}` });
  return { type: 'slash_commands', envelope_id: id, payload, accepts_response_payload: true };
}

it('hears a command over the socket and acknowledges its envelope', async () => {
  wire.send(command('E1', 'help'));
  await soon(() => expect(world.front.commands.map((c) => c.text)).toEqual(['help']));
  await soon(() => expect(wire.heard.map((h) => JSON.parse(h).envelope_id)).toContain('E1'));
});

it('lives through an outage of Slack and comes back by itself', async () => {
  const crashed: unknown[] = [];
  const note = (error: unknown) => crashed.push(error);
  process.on('unhandledRejection', note);
  world.strict.down = 500;
  wire.cut();
  await soon(() => expect(world.logged.join('\n')).toContain('trying again'));
  world.strict.down = undefined;
  await soon(() => expect(wire.connected()).toBe(1));
  await soon(() => {
    wire.send(command('E2', 'show'));
    expect(world.front.commands.map((c) => c.text)).toContain('show');
  });
  process.off('unhandledRejection', note);
  expect(crashed).toEqual([]);
});

it('moves to a new connection when Slack asks for it', async () => {
  wire.send({ type: 'disconnect', reason: 'refresh_requested' });
  await soon(() => expect(world.strict.calls('apps.connections.open').length).toBe(2));
  await soon(() => expect(wire.connected()).toBe(1));
});

it('does not start with an app token that Slack refuses', async () => {
  const slack = await openSlack({ ...world.options, appToken: 'xapp-another-fake' });
  await expect(slack.start()).rejects.toMatchObject({ code: 'slack.invalid-auth' });
  await slack.close();
  expect(APP_TOKEN).not.toBe('xapp-another-fake');
});
