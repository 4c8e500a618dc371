import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTeams } from '../../../src/edge/teams/check.ts';
import { soon } from '../../soon.ts';
import { openWorld, type World } from './harness.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('doctor’s look at Teams', () => {
  it('signs in, asks who is there, and writes nothing', async () => {
    expect(await checkTeams(world.options)).toEqual([
      { ok: true, what: 'Teams', saw: 'signed in as the bot; 2 people are in its channel' },
    ]);
    expect(world.connector.made.map((m) => m.method)).toEqual(['GET']);
  });

  it('says what is missing, and what to do', async () => {
    const { credentials: _, ...rest } = world.options;
    expect(await checkTeams(rest)).toMatchObject([
      { ok: false, fix: expect.stringContaining('QUELL_TEAMS_APP_PASSWORD') },
    ]);
  });

  it('says that Teams does not answer', async () => {
    world.connector.silent = () => true;
    expect(await checkTeams({ ...world.options, waits: { callMs: 100 } })).toMatchObject([
      { ok: false, saw: 'Teams cannot be reached.' },
    ]);
    await soon(() => expect(world.connector.left).toBe(1));
  });

  it('says that the bot is not let in', async () => {
    const refused = {
      ...world.options,
      credentials: {
        ...world.options.credentials,
        createCredentials: async () => ({ signRequest: async (r: unknown) => r }),
      } as never,
    };
    expect(await checkTeams(refused)).toMatchObject([
      { ok: false, saw: expect.stringContaining('does not let Quell') },
    ]);
  });
});
