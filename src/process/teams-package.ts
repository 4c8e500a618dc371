import { readFile, writeFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { Fault } from '../domain/fault.ts';
import { appPackage } from '../edge/teams/app-package.ts';
import type { Edition } from '../edge/teams/manifest.ts';

interface Wanted {
  edition: Edition;
  file: string;
  /** The page that Teams shows as the app's, where it is not the console. */
  url?: string;
}

/** What was typed behind `teams package`, in any order: `slash`, an address, a file. */
export function wanted(words: readonly string[]): Wanted {
  const url = words.find((word) => word.startsWith('https://'));
  const file = words.find((word) => word !== 'slash' && word !== url) ?? 'quell-teams.zip';
  return { edition: words.includes('slash') ? 'slash' : 'stable', file, ...(url ? { url } : {}) };
}

function missing(what: string, fix: string): Fault {
  return new Fault({ code: 'teams.not-configured', message: `The app for Teams cannot be made without ${what}.`, fix });
}

const manifestOfQuell = new URL('../../package.json', import.meta.url);

/**
 * Writes the app that is uploaded to Teams. Its id is the bot's, from quell.yaml.
 *
 * @throws Fault `teams.not-configured` and `teams.package`, with what to set
 */
export async function writeTeamsPackage(config: Pick<Config, 'teams' | 'console'>, given: Wanted): Promise<void> {
  const { edition, file } = given;
  if (!config.teams) throw missing('the bot’s application id', 'Set teams.app_id in quell.yaml.');
  const url = URL.parse(given.url ?? config.console?.url ?? '');
  if (url?.protocol !== 'https:')
    throw missing(
      'a page of yours with https',
      'Set console.url in quell.yaml, or name one: `quell teams package https://quell.example.com`.',
    );
  const { version } = JSON.parse(await readFile(manifestOfQuell, 'utf8')) as { version: string };
  const bytes = appPackage({ edition, appId: config.teams.app_id, url: url.href.replace(/\/$/, ''), version });
  await writeFile(file, bytes).catch((cause: unknown) => {
    throw new Fault({
      code: 'teams.package',
      message: `${file} cannot be written.`,
      fix: 'Name a file in a directory that is writable: `quell teams package /tmp/quell.zip`.',
      cause,
    });
  });
}
