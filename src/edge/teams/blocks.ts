import { CLOUD_NAMES, STEP_WORDS } from '../../card/words.ts';
import type { Block, StepLine, Text } from '../../domain/card.ts';
import type { StepState } from '../../domain/run.ts';
import { clip, type RichText, rich, run, runs, seen, type TextRun } from './text.ts';

/** How much of a block is drawn. */
export interface Room {
  /** Lines of a list, rows, steps. */
  lines: number;
  /** Characters of one text. */
  chars: number;
}

export interface Part {
  items: RichText[];
  cut: boolean;
}

const SIGNS = {
  waiting: '\u25cb',
  due: '\u25cb',
  running: '\u25d0',
  applied: '\u25cf',
  verified: '\u2713',
  failed: '\u2717',
  changed: '\u2260',
  'in-doubt': '?',
  cancelled: '\u2013',
  expired: '\u2013',
} as const satisfies Record<StepState, string>;

const BOLD = { weight: 'Bolder' } as const;
const CLOSE = { spacing: 'Small' } as const;

/** One text as one line, after some runs of our own. */
function line(lead: TextRun[], text: Text, room: Room): Part {
  const { inlines, cut } = runs(text, room.chars);
  return { items: [rich([...lead, ...inlines], CLOSE)], cut };
}

function join(parts: Part[]): Part {
  return { items: parts.flatMap((p) => p.items), cut: parts.some((p) => p.cut) };
}

/** The first lines of many, and how many more there are. */
function several<T>(all: readonly T[], room: Room, one: string, draw: (item: T) => Part): Part {
  const left = all.length - room.lines;
  const shown = join(all.slice(0, room.lines).map(draw));
  if (left <= 0) return shown;
  const more = `${left} more ${one}${left === 1 ? '' : 's'}: see the console`;
  return { items: [...shown.items, rich([run(more, { italic: true })], CLOSE)], cut: true };
}

const heading = (text: string, after: string, room: Room): RichText[] => {
  if (text === '' && after === '') return [];
  const second = after ? [run(` \u00b7 ${clip(seen(after), room.chars)}`)] : [];
  return [rich([run(clip(seen(text), room.chars), BOLD), ...second], { spacing: 'Medium' })];
};

function step({ cloud, title, state, note }: StepLine, room: Room): Part {
  const said = state ? ` \u00b7 ${SIGNS[state]} ${STEP_WORDS[state]}` : '';
  const first = [run(`${CLOUD_NAMES[cloud]} `, BOLD), run(clip(seen(title), room.chars))];
  const { inlines, cut } = runs(note ?? [], room.chars);
  const after = note ? [run(': '), ...inlines] : [];
  return {
    items: [rich([...first, ...(said ? [run(said, BOLD)] : []), ...after], CLOSE)],
    cut: cut || title.length > room.chars,
  };
}

function row(columns: readonly string[], cells: readonly string[], room: Room): Part {
  const long = cells.some((cell) => seen(cell).length > room.chars);
  const inlines = columns.flatMap((name, i) => [
    run(`${i === 0 ? '' : ' \u00b7 '}${name}: `, BOLD),
    run(clip(seen(cells[i] ?? ''), room.chars)),
  ]);
  return { items: [rich(inlines, CLOSE)], cut: long };
}

/** Each line is a text of its own: a break inside of one is not shown everywhere. */
function code(text: string, room: Room): Part {
  return several(seen(text, true).split('\n'), room, 'line', (one) => ({
    items: [rich([run(clip(one, room.chars), { fontType: 'Monospace' })], { spacing: 'None' })],
    cut: one.length > room.chars,
  }));
}

/** A block of a card, as much of it as there is room for. */
export function partOf(block: Block, room: Room): Part {
  switch (block.block) {
    case 'text':
      return line([], block.text, room);
    case 'warning':
      return line([run('\u26a0 ', { color: 'Attention', ...BOLD })], block.text, room);
    case 'facts':
      return several(block.facts, room, 'fact', ({ label, value }) => line([run(`${label}: `, BOLD)], value, room));
    case 'stage': {
      const steps = several(block.steps, room, 'step', (one) => step(one, room));
      return { items: [...heading(block.title, block.needs, room), ...steps.items], cut: steps.cut };
    }
    case 'list': {
      const lines = several(block.items, room, 'line', (item) => line([run('\u2022 ')], item, room));
      return { items: [...heading(block.title, '', room), ...lines.items], cut: lines.cut };
    }
    case 'code':
      return code(block.text, room);
    case 'table':
      return several(block.rows, room, 'row', (cells) => row(block.columns, cells, room));
  }
}
