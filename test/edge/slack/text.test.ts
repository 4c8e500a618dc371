import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seen } from '../../../src/card/seen.ts';
import type { Block, Card } from '../../../src/domain/card.ts';
import { draw } from '../../../src/edge/slack/blocks.ts';
import { defuse } from '../../../src/edge/slack/text.ts';
import { addressed, typed } from '../../../src/edge/slack/words.ts';
import { CARDS } from './cards.ts';
import { wrongBlocks } from './rules.ts';

/** Names as an attacker would choose them, mixed with noise. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<@U0BO>',
        '<!here>',
        '<!channel|x>',
        '<http://evil.example|the console>',
        'https://evil.example/a',
        'evil.example',
        'mailto:a@evil.example',
        '*bold*',
        '_it_',
        '~no~',
        '`code`',
        '```',
        ':rotating_light:',
        '@channel',
        '#general',
        '&lt;@U0BO&gt;',
        '<!date^1^{date}^https://evil.example|now>',
        '\u202egnp.exe',
        '\u200b',
        '\n\u2713 verified',
        '\ud800',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const span = fc.oneof(
  hostile,
  hostile.map((strong) => ({ strong })),
  hostile.map((code) => ({ code })),
  hostile.map((person) => ({ person })),
  hostile.map((time) => ({ time })),
);
const text = fc.array(span, { maxLength: 4 });
const block: fc.Arbitrary<Block> = fc.oneof(
  text.map((t) => ({ block: 'text' as const, text: t })),
  text.map((t) => ({ block: 'warning' as const, text: t })),
  fc
    .array(fc.record({ label: hostile, value: text }), { maxLength: 3 })
    .map((facts) => ({ block: 'facts' as const, facts })),
  fc.record({
    block: fc.constant('stage' as const),
    title: hostile,
    needs: hostile,
    steps: fc.array(fc.record({ cloud: fc.constantFrom('aws' as const, 'gcp' as const), title: hostile, note: text }), {
      maxLength: 5,
    }),
  }),
  fc.record({ block: fc.constant('list' as const), title: hostile, items: fc.array(text, { maxLength: 4 }) }),
  hostile.map((code) => ({ block: 'code' as const, text: code })),
  fc.record({
    block: fc.constant('table' as const),
    columns: fc.array(hostile, { minLength: 1, maxLength: 3 }),
    rows: fc.array(fc.array(hostile, { maxLength: 4 }), { maxLength: 4 }),
  }),
);
const card: fc.Arbitrary<Card> = fc
  .record({
    title: hostile,
    summary: hostile,
    id: hostile,
    path: hostile,
    label: hostile,
    ref: hostile,
    blocks: fc.array(block, { maxLength: 6 }),
  })
  .map(({ label, ref, ...rest }) => ({
    ...CARDS.plan,
    ...rest,
    buttons: [{ verb: 'approve', ref, label, style: 'primary' as const }],
  }));

/** Every `{type, …}` object anywhere in the blocks. */
function* pieces(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) for (const one of value) yield* pieces(one);
  else if (typeof value === 'object' && value !== null) {
    yield value as Record<string, unknown>;
    for (const one of Object.values(value)) yield* pieces(one);
  }
}

describe('what an attacker named', () => {
  it('never becomes markup, a link or a mention in the blocks', () => {
    fc.assert(
      fc.property(card, (given) => {
        const { blocks } = draw(given, { mention: () => undefined });
        expect(wrongBlocks(blocks)).toEqual([]);
        for (const piece of pieces(blocks)) {
          expect(['mrkdwn', 'link', 'user', 'usergroup', 'channel', 'broadcast', 'emoji', 'image']).not.toContain(
            piece.type,
          );
          if (piece.type === 'plain_text') expect(piece.emoji).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('never becomes markup, a link or a mention in the fallback text', () => {
    fc.assert(
      fc.property(card, (given) => {
        const { text: fallback } = draw(given, { mention: () => undefined });
        expect(fallback).not.toMatch(/[<>]/);
        expect(fallback).not.toMatch(/&(?!(amp|lt|gt);|$|[alg])/);
        expect(fallback).not.toMatch(/[a-z]:\/\/|@[a-z]|[a-z]\.[a-z]|:[a-z_]+:/i);
        expect(fallback.length).toBeLessThanOrEqual(3000);
      }),
      { numRuns: 300 },
    );
  });

  it('links only to the console, even where the path is hostile', () => {
    fc.assert(
      fc.property(card, (given) => {
        const { blocks } = draw(given, { mention: () => undefined, consoleUrl: 'https://quell.example.com' });
        for (const piece of pieces(blocks)) {
          if (piece.type === 'link') expect(new URL(String(piece.url)).origin).toBe('https://quell.example.com');
        }
      }),
      { numRuns: 150 },
    );
  });

  it('cannot hide characters, turn the reading direction or fake a line', () => {
    expect(seen('a\u202eb\u200bc\nd\te\u0000')).toBe('a\ufffdb\ufffdc\u21b5d e\ufffd');
    expect(seen('a\r\nb', true)).toBe('a\nb');
    fc.assert(fc.property(hostile, (name) => !/[\p{Cc}\p{Cf}\ud800-\udfff]/u.test(seen(name))));
  });

  it('reads the same in the fallback, apart from invisible breaks', () => {
    expect(defuse('role ml-train@prod.example').replaceAll('\u2060', '')).toBe('role ml-train@prod.example');
  });
});

describe('what a person typed', () => {
  const personOf = (user: string) => ({ U0BO: 'bo' })[user];

  it('arrives as they typed it', () => {
    expect(typed('assign <@U0BO|bo>', personOf)).toBe('assign bo');
    expect(typed('assign <@U9>', personOf)).toBe('assign U9');
    expect(typed('note see <#C1|ops> and <!subteam^S1|@sre> &amp; &lt;x&gt;', personOf)).toBe(
      'note see #ops and @sre & <x>',
    );
    expect(typed('contain x identity=<mailto:a@b.example|a@b.example>', personOf)).toBe(
      'contain x identity=a@b.example',
    );
    expect(typed('note <https://b.example/x>', personOf)).toBe('note https://b.example/x');
  });

  it('is a command only when it begins with the bot', () => {
    expect(addressed('<@UBOT> approve 7F3A', 'UBOT')).toBe(' approve 7F3A');
    expect(addressed('do not <@UBOT> approve 7F3A', 'UBOT')).toBeUndefined();
    expect(addressed('<@UOTHER> approve 7F3A', 'UBOT')).toBeUndefined();
  });
});
