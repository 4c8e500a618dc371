import { ENVIRONMENT } from './environment-table.ts';
import { initText } from './init.ts';
import { FIELDS, type Field } from './schema.ts';

/** docs/configuration.md, printed from the table of settings. */
export function configurationDocs(): string {
  const sections = Object.entries(FIELDS.properties ?? {});
  const plain = sections.filter(([, field]) => !isSection(field));
  return [
    '# Configuration',
    'Quell reads one commented file, `quell.yaml`, and its environment. `quell init` writes a file to begin with; `quell doctor` checks both and everything that they point to. An error names the file, the line and the column, the cause and the fix.',
    'A secret in `quell.yaml` is refused, also in a comment. Secrets belong in the environment.',
    '## Environment',
    'Each of these but QUELL_CONFIG can also be given as `<NAME>_FILE`, the path of a file that holds the value, as container platforms mount secrets. An empty variable counts as unset. Clouds are reached by workload identity: Quell takes no cloud key.',
    environmentTable(),
    '## quell.yaml',
    settingsTable(plain.flatMap(([key, field]) => rows(key, field, required(FIELDS, key)))),
    ...sections.filter(([, field]) => isSection(field)).map(([key, field]) => section(key, field)),
    '## A file to begin with',
    `\`\`\`yaml\n${initText()}\`\`\``,
  ]
    .join('\n\n')
    .concat('\n');
}

function environmentTable(): string {
  const lines = ENVIRONMENT.map(({ name, describe, unset, secret }) => {
    return `| \`${name}\` | ${cell(describe)} | ${cell(unset)} | ${secret ? 'yes' : 'no'} |`;
  });
  return ['| Name | What it is | When unset | Secret |', '|---|---|---|---|', ...lines].join('\n');
}

function isSection(field: Field): boolean {
  return field.properties !== undefined || children(field) !== undefined;
}

/** Pages that lead through a section step by step. */
const GUIDES: Readonly<Record<string, string>> = {
  approvals: 'approvals.md',
  slack: 'slack.md',
  teams: 'teams.md',
  sign_in: 'sign-in.md',
};

function section(key: string, field: Field): string {
  const optional = required(FIELDS, key) ? '' : ' Optional.';
  const guide = GUIDES[key] ? ` [Step by step](${GUIDES[key]}).` : '';
  const head = `### \`${key}\`\n\n${field.description ?? ''}${optional}${guide}`;
  return `${head}\n\n${settingsTable(under(key, field))}`;
}

function settingsTable(lines: string[]): string {
  return ['| Setting | What it is | Default |', '|---|---|---|', ...lines].join('\n');
}

function rows(path: string, field: Field, needed: boolean): string[] {
  const fallback =
    field.default === undefined ? (needed ? 'required' : 'none') : `\`${JSON.stringify(field.default)}\``;
  const choices = field.enum ? ` One of ${field.enum.map((v) => `\`${v}\``).join(', ')}.` : '';
  const words = `${cell(field.description ?? '')}${choices}`;
  return [...(words ? [`| \`${path}\` | ${words} | ${cell(fallback)} |`] : []), ...under(path, field)];
}

/** The rows below a field: `people[].id`, `identities.<name>.aws.account`. */
function under(path: string, field: Field): string[] {
  const child = children(field);
  if (child) return under(`${path}${child.suffix}`, child.field);
  return Object.entries(field.properties ?? {}).flatMap(([key, below]) => {
    return rows(`${path}.${key}`, below, required(field, key));
  });
}

function children(field: Field): { field: Field; suffix: string } | undefined {
  if (field.items?.properties) return { field: field.items, suffix: '[]' };
  const record = field.additionalProperties;
  return typeof record === 'object' ? { field: record, suffix: '.<name>' } : undefined;
}

function required(parent: Field, key: string): boolean {
  return parent.required?.includes(key) ?? false;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
