import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMANDS, type Command } from '../../src/command/table.ts';
import { runCommandLine } from '../../src/process/commandline.ts';
import { World as ConsoleWorld, open } from '../edge/console/fixture.ts';
import { Plain } from '../edge/console/plain.ts';
import { openWorld } from '../edge/slack/harness.ts';
import { BOT } from '../edge/slack/strict.ts';
import { openWorld as openTeamsWorld, TENANT } from '../edge/teams/harness.ts';
import { freshDatabase } from '../postgres.ts';

/**
 * The ways of docs/parity.md, each delivered to the real surface: its signed HTTP, its pages, its command line. What a
 * surface does with the command once it has arrived is the same for all, and tested where it is done.
 */
const EVERYWHERE = (COMMANDS as readonly Command[]).filter((c) => !c.shell);

/** As a shell parts a line: quotes hold blanks together, and are gone. */
const words = (line: string) => (line.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map((word) => word.replaceAll('"', ''));

describe('every command', () => {
  it('arrives from Slack: typed after the slash, and said to the bot in a thread', async () => {
    const world = await openWorld();
    try {
      for (const { example } of EVERYWHERE) {
        await world.command(example);
        await world.mention(`<@${BOT}> ${example}`);
      }
      await vi.waitFor(() => expect(world.front.commands).toHaveLength(EVERYWHERE.length * 2), 10_000);
      const heard = world.front.commands.map((c) => c.text).sort();
      expect(heard).toEqual(EVERYWHERE.flatMap((c) => [c.example, c.example]).sort());
    } finally {
      await world.close();
    }
  });

  it('arrives from Teams: said to the bot in a thread, and in its own chat', async () => {
    const world = await openTeamsWorld();
    const alone = { conversation: { id: 'a:chat', conversationType: 'personal', tenantId: TENANT }, entities: [] };
    try {
      for (const { example } of EVERYWHERE) {
        await world.deliver(world.said(example));
        await world.deliver(world.said('', { ...alone, text: example }));
      }
      await vi.waitFor(() => expect(world.front.commands).toHaveLength(EVERYWHERE.length * 2), 10_000);
      const heard = world.front.commands.map((c) => c.text).sort();
      expect(heard).toEqual(EVERYWHERE.flatMap((c) => [c.example, c.example]).sort());
    } finally {
      await world.close();
    }
  });

  it('arrives from the console', async () => {
    const world = new ConsoleWorld();
    const console = await open(world);
    try {
      const browser = new Plain(console.url);
      for (const { example } of EVERYWHERE) {
        const page = (await browser.get('/')).text;
        await browser.post('/say', { ...Plain.fields(page, '/say'), text: example });
      }
      expect(world.heard.map((h) => h.text)).toEqual(EVERYWHERE.map((c) => c.example));
    } finally {
      await console.close();
    }
  });

  describe('arrives from a shell', () => {
    let directory: string;
    let database: Awaited<ReturnType<typeof freshDatabase>>;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'quell-every-'));
      database = await freshDatabase();
      await writeFile(
        join(directory, 'quell.yaml'),
        `organization: Example Ltd
people:
  - { id: ada, name: Ada, groups: [oncall], login: ${JSON.stringify(userInfo().username)} }
  - { id: bo, name: Bo, groups: [oncall] }
approvals:
  contain: [{ group: oncall }]
  release: [{ group: oncall }]
  early_release: [{ group: oncall }]
  fresh_sign_in: never
playbooks: ${join(process.cwd(), 'playbooks')}
drills: ${join(process.cwd(), 'drills')}
aws:
  accounts:
    - id: "111122223333"
      name: ml-prod
      region: eu-central-1
      reader_role: arn:aws:iam::111122223333:role/QuellReader
      responder_role: arn:aws:iam::111122223333:role/QuellResponder
`,
      );
    });
    afterAll(async () => {
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    });

    it.each(EVERYWHERE.map((c) => [c.verb, c.example] as const))('%s', async (_, example) => {
      const said: string[] = [];
      let deliveries = 0;
      await runCommandLine({
        args: [...words(example), '--json'],
        env: { QUELL_CONFIG: join(directory, 'quell.yaml'), DATABASE_URL: database.url },
        now: Date.now,
        random: Math.random,
        delivery: () => `every:${example}:${++deliveries}`,
        out: (text) => void said.push(text),
        err: (text) => void said.push(text),
      });
      expect(said.join('\n')).not.toBe('');
      // Whatever became of it on an empty record, it was understood, and somebody answered for it.
      expect(said.join('\n')).not.toMatch(/command\.syntax|command\.missing|quell\.bug|policy\.undefined/);
    });
  });
});
