import type { Browser } from 'playwright-core';
import { vi } from 'vitest';
import { type Issuer, startIssuer } from '../../edge/teams/issuer.ts';
import { APART, openBrowser, WITHOUT_BROWSER } from '../chromium.ts';
import { Client } from './client.ts';
import { COMPANY, findPlayground, type Playground, startPlayground } from './playground.ts';
import { APP, type Running, startOn } from './quell.ts';
import { type Relay, startRelay } from './relay.ts';

const found = WITHOUT_BROWSER ? { without: WITHOUT_BROWSER } : await findPlayground();

/** Why there is no Teams client here; undefined when there is. */
export const WITHOUT_CLIENT = 'without' in found ? found.without : undefined;

/** A team in Teams: two people at their own clients, and the bot between them as it is in earnest. */
export interface Team {
  ada: Client;
  bo: Client;
  relay: Relay;
  running: Running;
  close(): Promise<void>;
}

export async function openTeam(): Promise<Team> {
  let port = 0;
  let relay: Relay | undefined;
  let running: Running | undefined;
  let playground: Playground | undefined;
  let browser: Browser | undefined;
  const issuer: Issuer = await startIssuer(APP, () => relay!.serviceUrl);
  const close = async () => {
    await browser?.close();
    await running?.close();
    await playground?.stop();
    await relay?.close();
    await issuer.close();
  };
  try {
    relay = await startRelay({ bot: () => `http://127.0.0.1:${port}/api/messages`, token: () => issuer.token() });
    running = await startOn({
      serviceUrl: relay.serviceUrl,
      metadata: issuer.metadata,
      opened: (teams) => {
        port = teams.port() ?? 0;
      },
    });
    const started = await startPlayground('path' in found ? found.path : '', COMPANY.slice(0, 2), relay.port);
    playground = started;
    relay.join(started.clients);
    await vi.waitUntil(() => started.said().match(/Listening on/g)?.length === 2, { timeout: 60_000 });
    const opened = await openBrowser(APART);
    browser = opened;
    const [ada, bo] = await Promise.all(started.clients.map((client) => Client.open(opened, client.url)));
    return { ada: ada!, bo: bo!, relay, running, close };
  } catch (error) {
    await close();
    throw error;
  }
}
