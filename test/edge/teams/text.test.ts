import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seen } from '../../../src/card/seen.ts';
import type { Card } from '../../../src/domain/card.ts';
import { draw } from '../../../src/edge/teams/draw.ts';
import { formCard } from '../../../src/edge/teams/form-card.ts';
import { defuse, inert } from '../../../src/edge/teams/text.ts';
import { hostile, hostileCard, hostileForm, longCard } from './hostile.ts';
import { complaints, ofType, pieces } from './rules.ts';

const CONSOLE = 'https://quell.example.com';
const looks = { mention: () => undefined, consoleUrl: CONSOLE };
const known = { ...looks, mention: (person: string) => ({ id: '29:1', name: person }) };
const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** Kinds of things that are in a card; data must not add one. */
const KINDS = new Set([
  'AdaptiveCard',
  'Container',
  'TextBlock',
  'RichTextBlock',
  'TextRun',
  'Table',
  'TableRow',
  'TableCell',
  'ActionSet',
  'Action.Execute',
  'Action.Submit',
  'Action.OpenUrl',
]);

/** What markdown, a card's own date macros or Teams' mentions would begin with. */
const MARKUP =
  /\]\(|!\[|[*~](?!\u200a)|(?<![\p{L}\p{N}])_(?!\u200a)|`|^[-#>+]|^\d+[.)]|<\/?at|\{\{|[a-z]:\/\/|[a-z]\.[a-z]|@[a-z]/imu;

/** Without what was put in to part it. */
const whole = (text: string) => text.replace(/[\u2060\u200a]/g, '').replaceAll('`', "'");

/** Everything that holds of a card, whatever it is told. */
function harmless(card: Card) {
  const { attachment, summary, entities } = draw(card, looks);
  expect(complaints(attachment)).toEqual([]);
  expect(entities).toEqual([]);
  for (const piece of pieces(attachment.content.body)) if (piece.type) expect(KINDS).toContain(piece.type);
  for (const { text } of ofType(attachment, 'TextBlock')) expect(text).toMatch(/^(LIVE|DRILL)( \u00b7 SEV\d)?$/);
  for (const { text } of ofType(attachment, 'TextRun')) expect(text).not.toMatch(/\{\{|<\/?at\b/i);
  for (const said of [summary, attachment.content.fallbackText, attachment.content.speak])
    expect(said).not.toMatch(MARKUP);
  for (const { verb, data } of ofType(attachment, 'Action.Execute')) {
    expect(['quell.approve', 'quell.plan']).toContain(verb);
    expect(data).toEqual({ ref: card.buttons[0]!.ref });
  }
  for (const { title } of ofType(attachment, 'Action.Execute')) expect(title).not.toMatch(MARKUP);
}

describe('what an attacker named', () => {
  it('never becomes markup, a link, a mention, a date or an action', () => {
    fc.assert(fc.property(hostileCard, harmless), { numRuns: 150 });
  });

  it('links to the console alone, even where path and address are hostile', () => {
    fc.assert(
      fc.property(hostileCard, (card) => {
        const own = ofType(draw({ ...card, buttons: [] }, looks), 'Action.OpenUrl');
        for (const { url } of own) expect(new URL(String(url)).origin).toBe(CONSOLE);
        for (const { url } of ofType(draw(card, looks), 'Action.OpenUrl')) expect(url).toMatch(/^https?:/);
      }),
      { numRuns: 150 },
    );
  });

  it('calls only people whose id is a plain word, and each in the words of its entity', () => {
    fc.assert(
      fc.property(hostileCard, (card) => {
        const { entities, attachment } = draw(card, known);
        const called = ofType(attachment.content.body, 'TextBlock')
          .slice(1)
          .map((block) => block.text);
        expect(called).toEqual(entities.length > 0 ? [`Mentioned: ${entities.map((e) => e.text).join(', ')}`] : []);
        for (const { text } of entities) expect(text).toMatch(/^<at>[a-z0-9]+([.-][a-z0-9]+)*<\/at>$/i);
      }),
      { numRuns: 150 },
    );
  });

  it('stands there as it is, apart from breaks that are hardly seen', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        expect(inert(name).replaceAll('\u2060', '')).toBe(seen(name));
        expect(whole(defuse(name))).toBe(whole(seen(name)));
        const { attachment } = draw({ ...plain, title: `x${name}` }, looks);
        const shown = ofType(attachment, 'TextRun').map((run) => String(run.text).replaceAll('\u2060', ''));
        expect(shown).toContain(seen(`x${name}`));
      }),
    );
  });

  it('cannot hide characters, turn the reading direction or fake a line', () => {
    expect(inert('a\u202eb\u200bc\nd\te\u0000')).toBe('a\ufffdb\ufffdc\u21b5d e\ufffd');
  });
});

const plain: Card = {
  kind: 'notice',
  id: 'INC-7',
  mode: 'live',
  tone: 'neutral',
  title: 'x',
  summary: 'Summary.',
  blocks: [],
  buttons: [],
};

describe('a card of any length', () => {
  it('fits, and says so on itself where something is missing', () => {
    const refreshFor = Array.from({ length: 60 }, (_, i) => `29:${'m'.repeat(110)}${i}`);
    fc.assert(
      fc.property(longCard, (card) => {
        const { attachment, cut } = draw(card, { ...known, refreshFor });
        expect(size(attachment.content)).toBeLessThanOrEqual(25_000);
        expect(attachment.content.actions?.length ?? 0).toBeLessThanOrEqual(6);
        const words = JSON.stringify(attachment.content);
        expect(words.includes('This card was cut to fit Teams.')).toBe(cut);
        if (cut) expect(words).not.toContain('"verb":"quell.approve"');
        if (cut) expect(/\d+ more |\u2026/.test(words)).toBe(true);
      }),
      { numRuns: 30 },
    );
  }, 30_000);
});

describe('a form of any content', () => {
  it('is a valid card within the budget, in which nothing is an action but its own two', () => {
    fc.assert(
      fc.property(hostileForm, (form) => {
        const card = formCard(form, 'Wrong: [x](https://evil.example)');
        expect(complaints(card)).toEqual([]);
        expect(size(card.content)).toBeLessThanOrEqual(25_000);
        expect(ofType(card, 'TextBlock')).toEqual([]);
        const verbs = ofType(card, 'Action.Execute').map((a) => a.verb);
        expect(verbs).toEqual(form.ref ? ['quell.deny', 'quell.refresh'] : ['quell.deny']);
        for (const { choices } of ofType(card, 'Input.ChoiceSet'))
          for (const { title } of choices as { title: string }[]) expect(title).not.toMatch(MARKUP);
      }),
      { numRuns: 150 },
    );
  });
});
