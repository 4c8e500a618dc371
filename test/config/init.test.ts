import { describe, expect, it } from 'vitest';
import { configurationDocs } from '../../src/config/docs.ts';
import { ENVIRONMENT } from '../../src/config/environment-table.ts';
import { initText } from '../../src/config/init.ts';
import { FIELDS, type Field } from '../../src/config/schema.ts';
import { load, refused, TOKENS } from './fixture.ts';

/** What a person does with the printed file: yours in place of each placeholder. */
function edited(text: string): string {
  return text
    .replaceAll(/\b000000000000\b/g, '111122223333')
    .replaceAll('00000000-0000-0000-0000-000000000000', '11111111-aaaa-4aaa-8aaa-111111111111')
    .replaceAll(/\b([UTC])0000000(\d)\b/g, '$10AAAAAA$2')
    .replaceAll('your-', 'our-');
}

/** Every field with its path in words. */
function walk(field: Field, path = ''): { path: string; field: Field }[] {
  const below = Object.entries(field.properties ?? {}).map(([key, f]) => ({
    path: path ? `${path}.${key}` : key,
    field: f,
  }));
  if (field.items?.properties) return walk(field.items, `${path}[]`);
  if (typeof field.additionalProperties === 'object') return walk(field.additionalProperties, `${path}.<name>`);
  return below.flatMap((f) => [f, ...walk(f.field, f.path)]);
}

describe('`quell init`', () => {
  it('prints a file that loads once its placeholders are replaced', () => {
    const config = load(edited(initText()));
    expect(config.organization).toBe('our-company');
    expect([...config.identities.keys()]).toEqual(['ml-train']);
    expect(config.slack?.channel).toBe('C0AAAAAA0');
    expect(Object.keys(config)).toEqual(expect.arrayContaining(['aws', 'gcp', 'azure']));
  });

  it('lets nobody act without the approvers: who may is offered as a comment', () => {
    expect(load(edited(initText())).rules.breakGlass).toBeUndefined();
    expect(initText()).toMatch(/^ {2}# break_glass:\n {2}# .*\n {2}# {3}group: security-oncall$/m);
  });

  it('prints a file that is refused for its placeholders, and for nothing else, until then', () => {
    const [, ...lines] = refused(initText(), TOKENS).message.split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => !/^quell\.yaml:\d+:\d+: `.*` is still the placeholder /.test(line))).toEqual([]);
  });

  it('names every setting of the table', () => {
    const text = initText();
    const absent = walk(FIELDS).filter(
      ({ path }) => !new RegExp(`^\\s*(- |# +)?${path.split('.').at(-1)}:`, 'm').test(text),
    );
    const insideOptional = absent.filter(({ path }) => !/^gcp\.organization\./.test(path));
    expect(insideOptional.map((f) => f.path)).toEqual([]);
  });
});

describe('docs/configuration.md', () => {
  it('has a row for each setting and each variable', () => {
    const docs = configurationDocs();
    const rows = walk(FIELDS).filter(({ field }) => field.description && !field.properties);
    const absent = rows.filter(({ path }) => !docs.includes(`| \`${path}\` |`) && !docs.includes(`### \`${path}\``));
    expect(absent.map((f) => f.path)).toEqual([]);
    for (const { name } of ENVIRONMENT) expect(docs).toContain(`| \`${name}\` |`);
  });

  it('describes every field that a person can set', () => {
    const bare = walk(FIELDS).filter(({ field }) => !field.description && !field.properties);
    expect(bare.map((f) => f.path)).toEqual([]);
  });
});
