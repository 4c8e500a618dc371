import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/command/table.ts';
import { type Edition, manifest, PLACEHOLDERS } from '../../../src/edge/teams/manifest.ts';

const root = join(import.meta.dirname, '../../..');
const schemas = join(root, 'node_modules/@microsoft/app-manifest/build/json-schemas/teams');
const of = (edition: Edition, appId = '01234567-89ab-cdef-0123-456789abcdef') =>
  manifest({ edition, appId, url: 'https://quell.example.com', version: '1.2.3' });

/** What Microsoft's schema of that version has against it. */
function complaints(version: string, given: unknown): unknown[] {
  const text = readFileSync(join(schemas, `v${version}`, 'MicrosoftTeams.schema.json'), 'utf8');
  // Written in draft 4, of which it uses nothing that later drafts read otherwise but its own name.
  const { $schema: _, id: __, ...schema } = JSON.parse(text) as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return validate(given) ? [] : (validate.errors ?? []);
}

describe('the Teams app', () => {
  it.each([
    ['stable', '1.25'],
    ['slash', '1.29'],
  ] as const)('is valid against Microsoft’s schema: %s', (edition, version) => {
    expect(of(edition).manifestVersion).toBe(version);
    expect(of(edition).$schema).toContain(`/v${version}/`);
    expect(complaints(version, of(edition))).toEqual([]);
  });

  it('is a schema that refuses what is wrong, and a preview that the stable one does not know', () => {
    expect(complaints('1.25', { ...of('stable'), name: { short: 'x'.repeat(31) } })).not.toEqual([]);
    expect(complaints('1.25', of('stable', 'not an id'))).not.toEqual([]);
    expect(complaints('1.25', { ...of('slash'), manifestVersion: '1.25' })).not.toEqual([]);
  });

  it.each(['stable', 'slash'] as const)('shows commands that there are, in the words of the table: %s', (edition) => {
    const [list] = of(edition).bots[0]!.commandLists;
    const known = new Map<string, string>(COMMANDS.map((c) => [c.verb, c.summary]));
    for (const { title, description } of list!.commands) expect(known.get(title)).toBe(description);
    expect(list!.commands).toHaveLength(12);
  });

  it('has a menu behind the slash in the slash edition alone', () => {
    const text = (edition: Edition) => JSON.stringify(of(edition));
    expect(text('slash')).toContain('"triggers":["mention","slash"]');
    expect(text('slash')).toContain('"supportsTargetedMessages":true');
    expect(text('stable')).not.toMatch(/triggers|supportsTargetedMessages/);
  });

  it('asks for no permission, and to be reached by nobody', () => {
    for (const edition of ['stable', 'slash'] as const)
      expect(Object.keys(of(edition)).filter((key) => /permission|authorization|webApplication/i.test(key))).toEqual(
        [],
      );
  });

  it.each([
    ['manifest.json', 'stable'],
    ['manifest-slash.json', 'slash'],
  ] as const)('is the one in infra/teams, without anybody’s id or address: %s', (file, edition) => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const written = readFileSync(join(root, 'infra/teams', file), 'utf8');
    expect(written).toBe(`${JSON.stringify(manifest({ edition, version, ...PLACEHOLDERS }), null, 2)}\n`);
  });
});
