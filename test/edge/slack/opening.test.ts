import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSlack } from '../../../src/edge/slack/slack.ts';
import { openWorld, type World } from './harness.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

describe('opening', () => {
  it.each([
    ['HTTP without the signing secret', { signingSecret: '' }, 'slack.not-configured'],
    ['a socket without the app token', { mode: 'socket' as const, appToken: ' ' }, 'slack.not-configured'],
    ['no allowed workspace', { team: ' , ' }, 'slack.not-configured'],
    ['a token that Slack does not know', { botToken: 'xoxb-another-fake' }, 'slack.invalid-auth'],
    ['a token of another workspace', { team: 'TOTHER' }, 'slack.other-workspace'],
  ])('is refused: %s', async (_, over, code) => {
    await expect(openSlack({ ...world.options, ...over })).rejects.toMatchObject({
      name: 'Fault',
      code,
      fix: expect.stringMatching(/\.$/),
    });
  });

  it('is refused when Slack cannot be reached, without showing the token', async () => {
    const opening = openSlack({ ...world.options, apiUrl: 'http://127.0.0.1:9/api/' });
    await expect(opening).rejects.toMatchObject({ code: 'slack.unreachable' });
    expect(world.logged.join('\n')).not.toContain('xoxb-');
  });

  it('is refused when the port is taken', async () => {
    const second = await openSlack({ ...world.options, port: world.slack.port()! });
    await expect(second.start()).rejects.toMatchObject({ code: 'slack.port' });
    await second.close();
  });
});
