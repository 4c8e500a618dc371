import { stringify } from 'yaml';
import { SAMPLE } from './sample.ts';
import { FIELDS, type Field } from './schema.ts';

const WIDTH = 100;

/** Of `approvals`: who may act alone is for somebody to decide, and not for a sample. Its example stands as a comment. */
const OFFERED = 'break_glass';

const HEAD = [
  '# Settings of Quell. `quell doctor` checks them, and what they point to.',
  '# Replace the placeholders (zeros, `your-…`), and remove the sections that you do not use.',
  '# Secrets do not belong here: docs/configuration.md lists their names in the environment.',
];

/** A quell.yaml to begin with: every setting once with its comment; what the sample leaves out stands as a comment. */
export function initText(): string {
  const said = new Set<string>();
  const sections = Object.keys(FIELDS.properties ?? {}).map((key) => {
    const field: Field = { properties: { [key]: FIELDS.properties![key]! } };
    return object(field, SAMPLE, said).join('\n');
  });
  return `${[HEAD.join('\n'), ...sections].join('\n\n')}\n`;
}

/** The lines of an object's fields. What was explained once is not explained again: the second person needs no comments. */
function object(field: Field, value: object, said: Set<string>): string[] {
  return Object.entries(field.properties ?? {}).flatMap(([key, child]) => {
    const given = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
    const topic = `${key}: ${child.description}`;
    const fresh = !said.has(topic);
    said.add(topic);
    const words = fresh && child.description ? comment(child.description) : [];
    if (given !== undefined) {
      const lines = entry(key, child, given, said);
      return [
        ...words,
        ...(key === OFFERED && field.properties?.escalation ? lines.map((line) => `# ${line}`) : lines),
      ];
    }
    return fresh ? [...words, absent(key, child)] : [];
  });
}

function entry(key: string, field: Field, value: unknown, said: Set<string>): string[] {
  const items = field.items;
  if (Array.isArray(value) && items?.properties) {
    return [`${key}:`, ...value.flatMap((item) => listItem(object(items, item, said)))];
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${key}: ${inline(value)}`];
  const lines = field.properties ? object(field, value, said) : record(field, value, said);
  return [`${key}:`, ...lines.map((line) => `  ${line}`)];
}

function record(field: Field, value: object, said: Set<string>): string[] {
  const child = typeof field.additionalProperties === 'object' ? field.additionalProperties : {};
  return Object.entries(value).flatMap(([key, item]) => entry(key, child, item, said));
}

/** Puts the dash before the first line that is no comment. */
function listItem(lines: string[]): string[] {
  const first = lines.findIndex((line) => !line.startsWith('#'));
  return lines.map((line, i) => `${i < first ? '  ' : i === first ? '  - ' : '    '}${line}`);
}

function absent(key: string, field: Field): string {
  const empty = field.type === 'array' ? '[]' : '';
  return `# ${key}: ${field.default === undefined ? empty : inline(field.default)}`.trimEnd();
}

/** A value on one line, quoted where YAML would read it as something else. */
function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
}

function comment(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (`${lines.at(-1)} ${word}`.length > WIDTH) lines.push('');
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.map((line) => `#${line}`);
}
