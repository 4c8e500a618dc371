import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config.ts';
import { wanted, writeTeamsPackage } from '../../src/process/teams-package.ts';

const directory = mkdtempSync(join(tmpdir(), 'quell-teams-package-'));
afterAll(() => rmSync(directory, { recursive: true }));

const file = join(directory, 'quell.zip');
const teams = { app_id: '01234567-89ab-cdef-0123-456789abcdef' } as Config['teams'];
const console = { url: 'https://quell.example.com' } as Config['console'];

describe('quell teams package', () => {
  it('takes what is typed behind it in any order', () => {
    expect(wanted([])).toEqual({ edition: 'stable', file: 'quell-teams.zip' });
    expect(wanted(['slash'])).toEqual({ edition: 'slash', file: 'quell-teams.zip' });
    const all = { edition: 'slash', file: 'a.zip', url: 'https://x.example' };
    expect(wanted(['https://x.example', 'a.zip', 'slash'])).toEqual(all);
    expect(wanted(['a.zip', 'slash', 'https://x.example'])).toEqual(all);
  });

  it('writes an app with the bot’s id and the console’s address, and with the version of Quell', async () => {
    await writeTeamsPackage({ teams, console }, { edition: 'slash', file });
    const inside = unzipSync(readFileSync(file));
    const written = JSON.parse(Buffer.from(inside['manifest.json']!).toString()) as Record<string, unknown>;
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(written).toMatchObject({
      id: teams!.app_id,
      version,
      manifestVersion: '1.29',
      bots: [{ botId: teams!.app_id }],
      developer: { websiteUrl: 'https://quell.example.com' },
      validDomains: ['quell.example.com'],
    });
  });

  it('says what is missing, and where it belongs', async () => {
    const given = { edition: 'stable' as const, file };
    const none = { teams: undefined, console: undefined };
    await expect(writeTeamsPackage({ ...none, console }, given)).rejects.toThrow(/without the bot’s application id\.$/);
    await expect(writeTeamsPackage({ ...none, teams }, given)).rejects.toMatchObject({
      code: 'teams.not-configured',
      fix: expect.stringContaining('console.url'),
    });
    const plain = { ...console!, url: 'http://127.0.0.1:7000' };
    await expect(writeTeamsPackage({ teams, console: plain }, given)).rejects.toThrow(/a page of yours with https\.$/);
    await writeTeamsPackage({ ...none, teams }, { ...given, url: 'https://x.example' });
  });

  it('refuses a place where nothing can be written', async () => {
    const nowhere = { edition: 'stable' as const, file: join(directory, 'missing', 'a.zip') };
    await expect(writeTeamsPackage({ teams, console }, nowhere)).rejects.toMatchObject({ code: 'teams.package' });
  });
});
