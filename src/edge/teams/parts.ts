import { clip, plain, seen } from '../../card/seen.ts';
import type { Part } from '../../card/share.ts';
import { signOf } from '../../card/sign.ts';
import { CLOUD_NAMES } from '../../domain/action.ts';
import type { Block, StepLine, Text } from '../../domain/card.ts';
import type { Container, Element, RichText, Run } from './adaptive.ts';
import { HABIT } from './limits.ts';
import { rowsOf } from './table.ts';
import { bold, inert, line, type Mention, run, runs } from './text.ts';

type Looks = Pick<Container, 'style' | 'separator'>;

function part(
  count: number,
  rank: number,
  looks: Looks,
  show: (n: number) => { items: Element[]; cut: boolean },
): Part<Container> {
  return {
    count,
    rank,
    build: (n) => {
      const { items, cut } = show(n);
      return {
        block: { type: 'Container', ...looks, items: items.length > 0 ? items : [line([run('')])] },
        cut: cut || n < count,
      };
    },
  };
}

/** What is missing, said where it would stand. @param one one of them, in the singular */
export function more(left: number, one: string, of = ''): RichText[] {
  if (left <= 0) return [];
  return [line([run(`${left} more ${one}${left === 1 ? '' : 's'}${of}: see the console`, { italic: true })])];
}

/**
 * The first `n` of a list, each drawn once however often it is tried how many fit; one that is itself too long makes the
 * whole part a cut one.
 */
function firstOf<T>(all: readonly T[], show: (one: T) => { items: Element[]; left: number }) {
  const drawn: { items: Element[]; left: number }[] = [];
  return (n: number) => {
    for (const one of all.slice(drawn.length, n)) drawn.push(show(one));
    const shown = drawn.slice(0, n);
    return { items: shown.flatMap((s) => s.items), cut: shown.some((s) => s.left > 0) };
  };
}

const bullet: Run = { type: 'TextRun', text: '\u2022 ' };
const heading = (...words: Run[]): RichText => line(words);

function textPart(text: Text, rank: number, mention: Mention, lead: Run[], looks: Looks): Part<Container> {
  const long = seen(plain(text)).length;
  return part(Math.min(Math.max(long, 1), HABIT.text), rank, looks, (n) => {
    const { inlines, left } = runs(text, mention, n === Math.min(long, HABIT.text) ? HABIT.text : n);
    return { items: [line([...lead, ...inlines])], cut: left > 0 };
  });
}

function factsPart(facts: { label: string; value: Text }[], mention: Mention): Part<Container> {
  const first = firstOf(facts, ({ label, value }) => {
    const { inlines, left } = runs(value, mention, HABIT.fact);
    return { items: [line([bold(`${clip(seen(label), HABIT.label)}: `), ...inlines], 'Small')], left };
  });
  return part(facts.length, 1, {}, (n) => {
    const { items, cut } = first(n);
    return { items: [...items, ...more(facts.length - n, 'fact')], cut };
  });
}

function step(of: StepLine, mention: Mention): { items: Element[]; left: number } {
  const title = runs([of.title], mention, HABIT.stepTitle);
  const note = of.note ? runs(of.note, mention, HABIT.stepNote) : { inlines: [], left: 0 };
  const state = of.state ? [bold(` \u00b7 ${signOf(of.state, of.note)}`)] : [];
  return {
    items: [
      line([bullet, bold(`${CLOUD_NAMES[of.cloud]} `), ...title.inlines, ...state], 'Small'),
      ...(of.note ? [line(note.inlines, 'None')] : []),
    ],
    left: title.left + note.left,
  };
}

function stagePart(stage: Extract<Block, { block: 'stage' }>, mention: Mention): Part<Container> {
  const first = firstOf(stage.steps, (one) => step(one, mention));
  return part(stage.steps.length, 2, { separator: true }, (n) => {
    const { items, cut } = first(n);
    const title = seen(stage.title);
    const needs = seen(stage.needs);
    const head = heading(
      bold(clip(title, HABIT.stepTitle)),
      ...(needs ? [run(` \u00b7 ${clip(needs, HABIT.stepTitle)}`)] : []),
    );
    const clipped = Math.max(title.length, needs.length) > HABIT.stepTitle;
    return { items: [head, ...items, ...more(stage.steps.length - n, 'step')], cut: cut || clipped };
  });
}

function listPart(title: string, list: Text[], mention: Mention): Part<Container> {
  const first = firstOf(list, (item) => {
    const { inlines, left } = runs(item, mention, HABIT.listItem);
    return { items: [line([bullet, ...inlines], 'Small')], left };
  });
  return part(list.length, 3, {}, (n) => {
    const { items, cut } = first(n);
    const head = heading(bold(clip(seen(title), HABIT.stepTitle)));
    return { items: [head, ...items, ...more(list.length - n, 'line')], cut };
  });
}

/** A line as it is: blanks that a browser would swallow stay, so that a caret stands below what it points at. */
function codeLine(words: string): RichText {
  const kept = inert(clip(words, HABIT.line)).replace(/^ +| {2,}/g, (blanks) => '\u00a0'.repeat(blanks.length));
  return line([{ type: 'TextRun', text: kept || '\u00a0', fontType: 'Monospace' }], 'None');
}

function codePart(text: string): Part<Container> {
  const lines = (seen(text, true) || '\u2013').split('\n');
  return part(lines.length, 3, { style: 'emphasis' }, (n) => {
    const shown = lines.slice(0, n);
    return {
      items: [...shown.map(codeLine), ...more(lines.length - n, 'line')],
      cut: shown.some((l) => l.length > HABIT.line),
    };
  });
}

function tablePart(columns: string[], rows: string[][]): Part<Container> {
  return part(rows.length, 3, {}, (n) => {
    const { items, cut } = rowsOf(columns, rows.slice(0, n), rows);
    return { items: [...items, ...more(rows.length - n, 'row')], cut };
  });
}

/** The one switch over what a card can hold. */
export function partOf(block: Block, mention: Mention): Part<Container> {
  switch (block.block) {
    case 'text':
      return textPart(block.text, 1, mention, [], {});
    case 'warning':
      return textPart(block.text, 0, mention, [bold('\u26a0 Warning: ')], { style: 'warning' });
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
