import type { types } from '@slack/bolt';
import { clip, plain, seen } from '../../card/seen.ts';
import type { Part as Shared } from '../../card/share.ts';
import { signOf } from '../../card/sign.ts';
import { CLOUD_NAMES } from '../../domain/action.ts';
import type { Block, StepLine, Text } from '../../domain/card.ts';
import { HABIT, LIMITS } from './limits.ts';
import { alignedTable, saidRow } from './table.ts';
import { type Mention, type Rich, rich } from './text.ts';

type Piece = types.RichTextBlockElement;

/** One block of a card, as Slack shows it. */
export type Part = Shared<types.RichTextBlock>;

function part(count: number, rank: number, show: (n: number) => { pieces: Piece[]; cut: boolean }): Part {
  return {
    count,
    rank,
    build: (n) => {
      const { pieces, cut } = show(n);
      const elements = pieces.length > 0 ? pieces : [section([words('')])];
      return { block: { type: 'rich_text', elements }, cut: cut || n < count };
    },
  };
}

const section = (elements: Rich[]): types.RichTextSection => ({ type: 'rich_text_section', elements });
const words = (text: string, style?: { bold?: boolean; italic?: boolean }): Rich => ({
  type: 'text',
  text: seen(text) || '\u2013',
  ...(style ? { style } : {}),
});
const newline: Rich = { type: 'text', text: '\n' };

/** Takes the first `n` of `all`; one that is itself too long makes the whole part a cut one. */
function some<T>(all: T[], n: number, render: (one: T) => { elements: Rich[]; left: number }) {
  const shown = all.slice(0, n).map(render);
  return { items: shown.map((s) => s.elements), cut: shown.some((s) => s.left > 0) };
}

function more(left: number, one: string): Piece[] {
  if (left <= 0) return [];
  return [section([words(`${left} more ${one}${left === 1 ? '' : 's'}: see the console`, { italic: true })])];
}

function bullets(items: Rich[][]): Piece[] {
  return items.length === 0
    ? []
    : [{ type: 'rich_text_list', style: 'bullet', elements: items.map((elements) => section(elements)) }];
}

function textPart(text: Text, rank: number, mention: Mention, lead: Rich[]): Part {
  return part(Math.min(seen(plain(text)).length, LIMITS.richText), rank, (n) => {
    const { elements, left } = rich(text, mention, n);
    return { pieces: [section([...lead, ...elements])], cut: left > 0 };
  });
}

function factsPart(facts: { label: string; value: Text }[], mention: Mention): Part {
  return part(facts.length, 1, (n) => {
    const { items, cut } = some(facts, n, ({ label, value }) => {
      const { elements, left } = rich(value, mention, HABIT.fact);
      return { elements: [words(`${label}: `, { bold: true }), ...elements], left };
    });
    const lines = items.flatMap((item, i) => (i === 0 ? item : [newline, ...item]));
    return { pieces: [...(lines.length > 0 ? [section(lines)] : []), ...more(facts.length - n, 'fact')], cut };
  });
}

function step(line: StepLine, mention: Mention): { elements: Rich[]; left: number } {
  const title = rich([line.title], mention, HABIT.stepTitle);
  const note = line.note ? rich(line.note, mention, HABIT.stepNote) : { elements: [], left: 0 };
  return {
    elements: [
      words(`${CLOUD_NAMES[line.cloud]} `, { bold: true }),
      ...title.elements,
      ...(line.state ? [words(` \u00b7 ${signOf(line.state, line.note)}`, { bold: true })] : []),
      ...(line.note ? [newline, ...note.elements] : []),
    ],
    left: title.left + note.left,
  };
}

function stagePart(stage: Extract<Block, { block: 'stage' }>, mention: Mention): Part {
  return part(stage.steps.length, 2, (n) => {
    const { items, cut } = some(stage.steps, n, (line) => step(line, mention));
    const head = section([
      words(clip(stage.title, HABIT.stepTitle), { bold: true }),
      ...(stage.needs ? [words(` \u00b7 ${clip(stage.needs, HABIT.stepTitle)}`)] : []),
    ]);
    return { pieces: [head, ...bullets(items), ...more(stage.steps.length - n, 'step')], cut };
  });
}

function listPart(title: string, list: Text[], mention: Mention): Part {
  return part(list.length, 3, (n) => {
    const { items, cut } = some(list, n, (item) => rich(item, mention, HABIT.listItem));
    const head = section([words(clip(title, HABIT.stepTitle), { bold: true })]);
    return { pieces: [head, ...bullets(items), ...more(list.length - n, 'line')], cut };
  });
}

const box = (text: string): Piece => ({ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] });

function codePart(text: string): Part {
  const whole = seen(text, true) || '\u2013';
  return part(Math.min(whole.length, LIMITS.richText), 3, (n) => {
    const left = whole.length - Math.max(n, 1);
    return { pieces: [box(clip(whole, Math.max(n, 1))), ...more(left, 'character')], cut: left > 0 };
  });
}

function tablePart(columns: string[], rows: string[][]): Part {
  return part(rows.length, 3, (n) => {
    const left = more(rows.length - n, 'row');
    const aligned = alignedTable(columns, rows.slice(0, n), rows);
    if (aligned) return { pieces: [box(aligned), ...left], cut: false };
    const { items, cut } = some(rows, n, (row) => {
      const cells = saidRow(columns, row);
      const elements = cells.flatMap((cell, i): Rich[] => [
        words(`${i > 0 ? '; ' : ''}${cell.label}: `, { bold: true }),
        words(cell.value),
      ]);
      return { elements, left: cells.reduce((sum, cell) => sum + cell.left, 0) };
    });
    return { pieces: [...bullets(items), ...left], cut };
  });
}

/** The one switch over what a card can hold. */
export function partOf(block: Block, mention: Mention): Part {
  switch (block.block) {
    case 'text':
      return textPart(block.text, 1, mention, []);
    case 'warning':
      return textPart(block.text, 0, mention, [words('\u26a0 ', { bold: true })]);
    case 'facts':
      return factsPart(block.facts, mention);
    case 'stage':
      return stagePart(block, mention);
    case 'list':
      return listPart(block.title, block.items, mention);
    case 'code':
      return codePart(block.text);
    case 'table':
      return tablePart(block.columns, block.rows);
  }
}
