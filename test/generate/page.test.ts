import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { ACTIONS } from '../../src/action/registry.ts';
import { parseCommand } from '../../src/command/parse.ts';
import { COMMANDS } from '../../src/command/table.ts';
import { CLOUDS, KINDS } from '../../src/domain/action.ts';
import type { Fault } from '../../src/domain/fault.ts';
import { actionsPage } from '../../src/generate/page/actions.ts';
import { spliced } from '../../src/generate/page/permissions.ts';
import { parsePlaybook } from '../../src/plan/playbook/parse.ts';

const all = [...ACTIONS.values()];
const page = (id: string) => readFileSync(`docs/actions/${id}.md`, 'utf8');
const block = (text: string, language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text)?.[1] ?? '';

describe('the page of an action', () => {
  test.each(all)('$id says all that the action says of itself', (action) => {
    const text = page(action.id);
    const { permissions, probes = [], notStopped, sources, attack, d3fend, docs } = action;
    const said = [
      docs,
      ...permissions.read,
      ...permissions.write,
      ...probes,
      ...notStopped,
      ...sources,
      ...attack,
      ...d3fend,
    ];
    expect(said.filter((one) => !text.includes(one))).toEqual([]);
    expect(Object.keys(action.inputs.shape).filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([]);
  });

  test.each(all)('$id shows a step that a playbook takes', (action) => {
    const step = block(page(action.id), 'yaml').trimEnd().replaceAll('\n', '\n      ');
    const playbook = `id: example
title: Example
describe: One step.
clouds: [${action.cloud}]
stages:
  - id: only
    title: The one stage
    needs: [{ group: oncall, count: 1 }]
    steps:
      ${step}
`;
    const read = parsePlaybook(playbook, 'example.yaml', ACTIONS);
    expect(read.stages[0]!.steps[0]).toMatchObject({ action: action.id, with: action.example });
    const schema = JSON.parse(readFileSync('playbooks/playbook.schema.json', 'utf8')) as object;
    const valid = new Ajv({ strict: false }).compile(schema);
    expect(valid(parse(playbook)), JSON.stringify(valid.errors)).toBe(true);
  });

  test.each(all)('$id shows commands that there are', (action) => {
    const lines = block(page(action.id), 'text').trim().split('\n');
    expect(lines).toContain(`action ${action.id}`);
    for (const line of lines) expect(() => parseCommand(line)).not.toThrow();
  });
});

describe('the coverage table', () => {
  it('has an action in every cell', () => {
    const rows = readFileSync('docs/actions/README.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| **'));
    expect(rows).toHaveLength(KINDS.length);
    for (const row of rows) expect(row.match(/\[`[a-z.-]+`\]/g)!.length).toBeGreaterThanOrEqual(CLOUDS.length);
  });

  test.each(KINDS.flatMap((kind) => CLOUDS.map((cloud) => ({ kind, cloud }))))(
    'cannot be printed without $kind on $cloud',
    ({ kind, cloud }) => {
      const left = all.filter((a) => a.kind !== kind || a.cloud !== cloud);
      expect(() => actionsPage(left)).toThrow(
        expect.objectContaining({ code: 'generate.coverage-gap', message: expect.stringContaining(kind) }) as Fault,
      );
    },
  );
});

describe('the page of commands', () => {
  it('has a section for each, with its summary and every argument', () => {
    const text = readFileSync('docs/commands.md', 'utf8');
    for (const { verb, summary, args, example } of COMMANDS) {
      const section = text.split(`\n## ${verb}\n`)[1]!.split('\n## ')[0]!;
      expect(section).toContain(summary);
      expect(section).toContain(`\`${example}\``);
      for (const { describe: words } of args) expect(section).toContain(words);
    }
  });
});

describe('a page that people write', () => {
  it('keeps their words, and only what stands between the marks is replaced', () => {
    const before = 'Ours.\n<!-- table aws: generated -->\nold\n<!-- end -->\nOurs too.\n';
    const after = 'Ours.\n<!-- table aws: generated -->\n\nnew $1\n\n<!-- end -->\nOurs too.\n';
    expect(spliced(before, new Map([['aws', 'new $1']]))).toBe(after);
    expect(spliced(after, new Map([['aws', 'new $1']]))).toBe(after);
  });
});
