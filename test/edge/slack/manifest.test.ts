import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { METHODS } from '../../../src/edge/slack/api.ts';
import { manifest, scopes } from '../../../src/edge/slack/manifest.ts';

const root = join(import.meta.dirname, '../../..');
const schemaFile = join(root, '../shared/data/slack-manifest.schema.2.0.0.json');
const socket = manifest({ mode: 'socket' });
const http = manifest({ mode: 'http', url: 'https://quell.example.com/slack/events', commandName: '/contain' });

describe('the Slack manifest', () => {
  it.each([
    ['manifest.json', socket],
    ['manifest-http.json', manifest({ mode: 'http', url: 'https://quell.example.com/slack/events' })],
  ])('is the one in infra/slack/%s', (file, made) => {
    const written = readFileSync(join(root, 'infra/slack', file), 'utf8');
    expect(written).toBe(`${JSON.stringify(made, null, 2)}\n`);
  });

  it('asks people to be named by id, so that a chosen display name is nobody', () => {
    expect(socket.features!.slash_commands![0]).toMatchObject({ command: '/quell', should_escape: true });
    expect(http.features!.slash_commands![0]).toMatchObject({ command: '/contain' });
  });

  it('needs no public address in Socket Mode, and names one for HTTP', () => {
    expect(socket.settings).toMatchObject({ socket_mode_enabled: true });
    expect(JSON.stringify(socket)).not.toContain('request_url');
    expect(JSON.stringify(http).match(/https:\/\/quell\.example\.com\/slack\/events/g)).toHaveLength(3);
  });

  it('asks for exactly the scopes of the methods that the code calls', () => {
    const folder = join(root, 'src/edge/slack');
    const code = readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const called = new Set([...code.matchAll(/\bcall\(\s*'([\w.]+)'/g)].map((m) => m[1]));
    expect([...called].sort()).toEqual(Object.keys(METHODS).sort());
    expect(code).not.toMatch(/\bclient\.(chat|views|auth|users|conversations|reactions|files)\b/);
    const needed = ['app_mentions:read', 'chat:write', 'commands'];
    const reads = ['channels:read', 'groups:read', 'usergroups:read'];
    const optional = ['bookmarks:write', 'groups:write', 'im:write', ...reads].sort();
    expect(scopes()).toEqual([...needed, ...optional].sort());
    expect(socket.oauth_config!.scopes!.bot_optional).toEqual(optional);
  });

  it('has an entry for everything in Slack’s menus, within Slack’s limits', () => {
    const { shortcuts } = socket.features!;
    expect(shortcuts!.map((s) => `${s.type}: ${s.name}`)).toEqual([
      'message: Note this in an incident',
      'message: Declare from message',
      'global: Declare an incident',
      'global: Contain',
      'global: My approvals',
    ]);
    for (const { name, description, callback_id } of shortcuts!) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
      expect(callback_id).toMatch(/^quell\./);
    }
    expect(socket.features!.app_home).toMatchObject({ home_tab_enabled: true });
    expect(socket.settings!.event_subscriptions!.bot_events).toEqual(['app_home_opened', 'app_mention']);
  });

  it.skipIf(!existsSync(schemaFile))(
    'is valid against Slack’s schema (skipped where the schema is not at hand)',
    () => {
      const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;
      const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
      for (const one of [socket, http]) {
        validate(one);
        expect(validate.errors ?? []).toEqual([]);
      }
      expect(validate({ ...socket, display_information: { name: 'x'.repeat(36) } })).toBe(false);
    },
  );
});
