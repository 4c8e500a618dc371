import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './client.ts';
import { BEARER } from './quell.ts';
import type { Relay } from './relay.ts';
import { openTeam, type Team, WITHOUT_CLIENT } from './team.ts';

const LIMIT = 180_000;

// One incident from its declaration to its containment; the later ones look at what the earlier left behind.
describe.skipIf(WITHOUT_CLIENT)(
  `an incident in a real Teams client${WITHOUT_CLIENT ? ` (${WITHOUT_CLIENT})` : ''}`,
  { shuffle: false, timeout: LIMIT },
  () => {
    let team: Team;
    let ada: Client;
    let bo: Client;
    let relay: Relay;

    beforeAll(async () => {
      team = await openTeam();
      ({ ada, bo, relay } = team);
    }, LIMIT);
    afterAll(() => team?.close());

    it('is declared by whoever mentions the bot, and everybody sees its card', async () => {
      await ada.says('declare ml-train used from outside sev=1');
      await ada.sees(/INC-1/);
      await bo.sees(/ml-train used from outside/);
      await bo.pictureOf('ml-train used from outside', 'teams-incident');
    });

    it('is planned by a command, and the plan stands where everybody can read it', async () => {
      await ada.says('contain compromised-workload-identity identity=ml-train incident=INC-1');
      await bo.sees('Contain ml-train on 3 clouds');
      await bo.pictureOf('Contain ml-train on 3 clouds', 'teams-plan');
    });

    it('is not approved by the one who asked', async () => {
      await ada.button('Approve').click();
      await ada.sees(/somebody else must approve it/);
      await ada.pictureAbove(/somebody else must approve it/, 300, 'teams-refused');
    });

    it('is contained after another approved, and the card becomes the record for both', async () => {
      await bo.button('Approve').click();
      for (const one of [ada, bo]) await one.sees(/Contained on 3 clouds, each step verified/);
      expect(await ada.page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
      await ada.pictureOf('Contain ml-train on 3 clouds', 'teams-contained');
    });

    it('was answered within three seconds each time, by a bot that signs in', () => {
      const presses = relay.seen.filter((s) => s.from === 'client' && s.body.type === 'invoke');
      expect(presses.length).toBeGreaterThan(1);
      expect(presses.filter((s) => s.status !== 200 || s.ms! >= 3000)).toEqual([]);
      const said = relay.seen.filter((s) => s.from === 'bot');
      expect(said.length).toBeGreaterThan(3);
      expect(new Set(said.map((s) => s.authorization))).toEqual(new Set([BEARER]));
      expect(said.filter((s) => s.status! >= 400)).toEqual([]);
    });
  },
);
