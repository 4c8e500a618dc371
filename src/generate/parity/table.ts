import { COMMANDS, type Command } from '../../command/table.ts';
import { cell } from '../page/cell.ts';
import { BUTTONS, FORMS, SAMPLES } from './samples.ts';
import { COLUMNS, type Column } from './surfaces.ts';

/** One line of the table: what, and a cell for each surface. An empty cell is a hole. */
export interface Row {
  what: string;
  cells: string[];
}

const HOLE = '';
const SHOWN = 'shown';

/** The drawn text without its markup, so that a word is found however a surface writes it. */
const has = (drawn: string, words: readonly string[]) => words.every((word) => drawn.includes(word));

function commandRow(command: Command): Row {
  const only = (column: Column) => !command.shell || column.name === 'Shell';
  return {
    what: `\`${command.verb}\``,
    cells: COLUMNS.map((column) => (only(column) ? column.ways(command).join(' · ') : 'in a shell alone')),
  };
}

/** Every command, everything a card may have, and every field of a form, on every surface: drawn, and looked at. */
export function parity(): { commands: Row[]; cards: Row[]; forms: Row[] } {
  const samples = [...SAMPLES, ...BUTTONS];
  return {
    commands: COMMANDS.map(commandRow),
    cards: samples.map(({ what, card, words }) => ({
      what,
      cells: COLUMNS.map((column) => {
        const asCommand =
          column.typed !== undefined && BUTTONS.some((b) => b.card === card && !b.card.buttons[0]?.href);
        const wanted = asCommand ? card.buttons.map((b) => `${b.verb} ${b.ref}`) : words;
        if (!has(column.card(card), wanted)) return HOLE;
        return asCommand ? 'as the command to type' : SHOWN;
      }),
    })),
    forms: FORMS.map(({ what, form, words }) => ({
      what,
      cells: COLUMNS.map((column) => {
        const drawn = column.form(form);
        if (drawn === undefined) return column.typed ?? HOLE;
        return has(drawn, words) ? SHOWN : HOLE;
      }),
    })),
  };
}

function markdown(head: string, rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((c) => cell(c)).join(' | ')} |`;
  return [
    line([head, ...COLUMNS.map((c) => c.name)]),
    line([head, ...COLUMNS.map(() => '')].map(() => '---')),
    ...rows.map(({ what, cells }) => line([what, ...cells.map((c) => c || '**missing**')])),
  ].join('\n');
}

/** docs/parity.md. */
export function parityPage(): string {
  const { commands, cards, forms } = parity();
  return [
    '# The same everywhere',
    'What a person can type, see and fill in, on each surface. Each cell below was drawn by that surface and looked through for every word; each way to give a command is delivered to the real surface by a test, which fails on a hole.',
    '## Commands',
    markdown('Command', commands),
    '## Cards',
    markdown('A card shows', cards),
    '## Forms',
    markdown('A form asks for', forms),
  ]
    .join('\n\n')
    .concat('\n');
}
