import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why there is no browser here; undefined when there is. */
export const WITHOUT_BROWSER = existsSync(PATH) ? undefined : `needs Chromium: none at ${PATH}`;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A client's page may ask its own server and nobody else. */
export const APART = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost';

export function openBrowser(...more: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: PATH, headless: true, args: [...FLAGS, ...more] });
}
