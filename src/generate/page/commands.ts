import { type Arg, COMMANDS, type Command } from '../../command/table.ts';
import { usage } from '../../desk/about.ts';
import { cell } from './cell.ts';

/** docs/commands.md. */
export function commandsPage(): string {
  const commands: readonly Command[] = COMMANDS;
  const sections = commands.map(section);
  const list = commands.map((c) => `- [\`${c.verb}\`](#${c.verb}): ${c.summary}`);
  return [
    '# Commands',
    'The same commands everywhere: `/quell <command>` in Slack, `@Quell <command>` in a channel of Teams and the bare command in Quell’s own chat there, the input line of the console, and `npm run quell -- <command>` in a shell. `<word>` is given in place, `name=…` by its name, and what stands in brackets may be left out. Values with blanks go into quotes: `reason="seen in the logs"`. Who may use which is the policy’s to say: [policy.md](policy.md).',
    list.join('\n'),
    ...sections,
  ]
    .join('\n\n')
    .concat('\n');
}

function section(command: Command): string {
  const notes = [
    command.reads ? 'Reads only.' : '',
    command.open ? 'Takes the inputs of its playbook as further `name=value`.' : '',
    command.shell ? 'In a shell alone.' : '',
  ].filter((note) => note !== '');
  return [
    `## ${command.verb}`,
    command.summary,
    `\`\`\`text\n${usage(command)}\n\`\`\``,
    ...(command.args.length > 0 ? [table(command.args)] : []),
    `For example: \`${command.example}\``,
    ...(notes.length > 0 ? [notes.join(' ')] : []),
  ].join('\n\n');
}

function table(args: readonly Arg[]): string {
  const lines = args.map(({ name, kind, required, describe, choices }) => {
    const one = Array.isArray(choices) ? ` One of ${choices.map((c) => `\`${c}\``).join(', ')}.` : '';
    const written = kind === 'key' ? `${name}=…` : `<${name}>`;
    return `| \`${written}\` | ${cell(describe + one)} | ${required ? 'yes' : 'no'} |`;
  });
  return ['| Argument | What it is | Needed |', '|---|---|---|', ...lines].join('\n');
}
