import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Issuer, startIssuer } from '../../edge/teams/issuer.ts';
import { Client, openBrowser, WITHOUT_BROWSER } from './client.ts';
import { COMPANY, findPlayground, type Playground, startPlayground } from './playground.ts';
import { APP, BEARER, type Running, startOn } from './quell.ts';
import { type Relay, startRelay } from './relay.ts';

const found = WITHOUT_BROWSER ? { without: WITHOUT_BROWSER } : await findPlayground();
const without = 'without' in found ? found.without : undefined;
const LIMIT = 180_000;

// One incident from its declaration to its containment; the later ones look at what the earlier left behind.
describe.skipIf(without)(
  `an incident in a real Teams client${without ? ` (${without})` : ''}`,
  { shuffle: false, timeout: LIMIT },
  () => {
    let port = 0;
    let issuer: Issuer;
    let relay: Relay;
    let playground: Playground;
    let running: Running;
    let browser: Browser;
    let ada: Client;
    let bo: Client;

    beforeAll(async () => {
      issuer = await startIssuer(APP, () => relay.serviceUrl);
      relay = await startRelay({ bot: () => `http://127.0.0.1:${port}/api/messages`, token: () => issuer.token() });
      running = await startOn({
        serviceUrl: relay.serviceUrl,
        metadata: issuer.metadata,
        opened: (teams) => {
          port = teams.port() ?? 0;
        },
      });
      playground = await startPlayground('path' in found ? found.path : '', COMPANY.slice(0, 2), relay.port);
      relay.join(playground.clients);
      await vi.waitFor(() => expect(playground.said().match(/Listening on/g)).toHaveLength(2), { timeout: 60_000 });
      browser = await openBrowser();
      [ada, bo] = (await Promise.all(playground.clients.map((c) => Client.open(browser, c.url)))) as [Client, Client];
    }, LIMIT);

    afterAll(async () => {
      await browser?.close();
      await running?.close();
      await playground?.stop();
      await relay?.close();
      await issuer?.close();
    });

    it('is declared by whoever mentions the bot, and everybody sees its card', async () => {
      await ada.says('declare ml-train used from outside sev=1');
      await ada.sees(/INC-1/);
      await bo.sees(/ml-train used from outside/);
      await bo.picture('teams-declared');
    });

    it('is planned by a command, and the plan stands where everybody can read it', async () => {
      await ada.says('contain compromised-workload-identity identity=ml-train incident=INC-1');
      await bo.sees('Contain ml-train on 3 clouds');
      await bo.picture('teams-plan');
    });

    it('is not approved by the one who asked', async () => {
      await ada.button('Approve').click();
      await ada.sees(/somebody else must approve it/);
      await ada.picture('teams-refused');
    });

    it('is contained after another approved, and the card becomes the record for both', async () => {
      await bo.button('Approve').click();
      for (const one of [ada, bo]) await one.sees(/Contained on 3 clouds, each step verified/);
      expect(await ada.page.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
      await ada.picture('teams-contained');
      await bo.picture('teams-outcome');
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
