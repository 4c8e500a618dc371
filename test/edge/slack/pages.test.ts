import { describe, expect, it } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import { pages } from '../../../src/edge/slack/pages.ts';
import { wrongBlocks } from './rules.ts';

const drawing = { mention: () => undefined };

function card(lists: number, lines: number): Card {
  const item = (list: number, line: number) => [`list ${list} line ${line} ${'x'.repeat(80)}.`];
  return {
    kind: 'plan',
    id: 'P-1',
    mode: 'live',
    tone: 'neutral',
    title: 'Contain ml-train',
    summary: 'A long plan.',
    blocks: Array.from({ length: lists }, (_, l) => ({
      block: 'list',
      title: `List ${l}`,
      items: Array.from({ length: lines }, (_, i) => item(l, i)),
    })),
    buttons: [{ verb: 'approve', ref: 'P-1', label: 'Approve', style: 'primary' }],
  };
}

const words = (drawn: { blocks: unknown[] }[]) => JSON.stringify(drawn.map((d) => d.blocks));

describe('a private answer that is longer than a message', () => {
  it('is one message where it fits', () => {
    expect(pages(card(1, 3), drawing)).toHaveLength(1);
  });

  it('comes whole, in messages that Slack takes, with the buttons below the last', () => {
    const drawn = pages(card(3, 40), drawing);
    expect(drawn.map((d) => d.cut)).toEqual([false, false, false]);
    for (const { blocks } of drawn) expect(wrongBlocks(blocks)).toEqual([]);
    for (const list of [0, 1, 2])
      for (let line = 0; line < 40; line++) expect(words(drawn)).toContain(`list ${list} line ${line} `);
    expect(drawn.map((d) => words([d]).includes('Approve'))).toEqual([false, false, true]);
    expect(words(drawn)).toContain('(2 of 3)');
  });

  it('is cut, says so and has no Approve where it would take too many', () => {
    for (const long of [card(1, 200), card(9, 80)]) {
      const drawn = pages(long, drawing);
      expect(drawn).toHaveLength(1);
      expect(drawn[0]!.cut).toBe(true);
      expect(words(drawn)).not.toContain('"Approve"');
    }
  });
});
