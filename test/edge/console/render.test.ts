import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Card, Text } from '../../../src/domain/card.ts';
import { card, ordered, ownPath } from '../../../src/edge/console/render/card.ts';
import type { Frame } from '../../../src/edge/console/render/form.ts';
import { key } from '../../../src/edge/console/render/html.ts';
import { moment, text, time, visible } from '../../../src/edge/console/render/text.ts';
import { denyForm, fullPlan, planCard } from './cards.ts';

const frame: Frame = { names: (p) => (p === 'bo' ? 'Bo' : undefined), csrf: 'c', token: () => 't', here: '/' };

/** A card with this text in each place that data can reach. */
function everywhere(data: string): Card {
  const spans: Text = [data, { strong: data }, { code: data }, { person: data }, { time: data }];
  const blocks: Block[] = [
    { block: 'text', text: spans },
    { block: 'warning', text: spans },
    { block: 'facts', facts: [{ label: data, value: spans }] },
    {
      block: 'stage',
      title: data,
      needs: `needs ${data}`,
      steps: [{ cloud: 'aws', title: data, state: 'failed', note: spans }],
    },
    { block: 'list', title: data, items: [spans] },
    { block: 'code', text: data },
    { block: 'table', columns: ['Before', data], rows: [[data, data]] },
  ];
  const choices = [{ value: data, label: data }];
  const field = { name: data, label: data, value: data, required: true, hint: data };
  const form = {
    title: data,
    verb: data,
    ref: data,
    submit: data,
    fields: [
      { ...field, type: 'text' as const },
      { ...field, type: 'long-text' as const },
      { ...field, type: 'choice' as const, choices },
    ],
  };
  return {
    kind: 'plan',
    id: data,
    mode: 'drill',
    severity: 1,
    tone: 'bad',
    title: data,
    summary: `${data}.`,
    blocks,
    buttons: [
      { verb: data, ref: data, label: data, style: 'primary' },
      { verb: data, ref: data, label: data, style: 'danger', form },
    ],
    path: data,
  };
}

/** The tags with the names of their attributes, read as strictly as a browser would read them. Throws at anything else. */
function skeleton(markup: string): string[] {
  const tags: string[] = [];
  const tag = /<(\/?[a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*(\/?)>/giy;
  let at = 0;
  while (at < markup.length) {
    if (markup[at] !== '<') {
      if (markup[at] === '>') throw new Error(`a bare > at ${markup.slice(at - 40, at + 10)}`);
      at += 1;
      continue;
    }
    tag.lastIndex = at;
    const found = tag.exec(markup);
    if (!found) throw new Error(`not a tag of ours: ${markup.slice(at, at + 60)}`);
    const names = [...found[2]!.matchAll(/\s([a-z-]+)(?:="[^"]*")?/gi)].map((m) => m[1]);
    tags.push(`${found[1]} ${names.join(' ')}`);
    at = tag.lastIndex;
  }
  return tags;
}

const nasty = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        '&lt;',
        '</p>',
        '<script>',
        ' onclick=',
        '-->',
        '<!--',
        ']]>',
        '=',
        '/',
        '`',
        '\n',
        '\u202e',
        'x',
      ),
      { maxLength: 12 },
    )
    .map((a) => a.join('')),
);

describe('a card in HTML', () => {
  it('takes no element, no attribute and no link from data', () => {
    const plain = skeleton(card(everywhere('x'), frame).text);
    fc.assert(
      // Nothing at all is left out of some places, so it is tried apart.
      fc.property(
        nasty.filter((data) => data !== ''),
        (data) => {
          expect(skeleton(card(everywhere(data), frame).text)).toEqual(plain);
        },
      ),
      { numRuns: 300 },
    );
    expect(plain.some((t) => t.startsWith('a '))).toBe(false);
  });

  it('shows what it escaped as it was written', () => {
    const markup = card(everywhere('<img src=x onerror="alert(1)">'), frame).text;
    expect(markup).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
    expect(markup).not.toContain('<img');
  });

  it('makes visible what would deceive a reader', () => {
    expect(visible('role/\u202enimda')).toBe('role/[U+202E]nimda');
    expect(visible('a\u200bb\u0007')).toBe('a[U+200B]b[U+0007]');
    expect(visible('straße 東京 é\n')).toBe('straße 東京 é\n');
  });

  it('links only to pages of its own', () => {
    expect(ownPath('/plans/P-1')).toBe('/plans/P-1');
    expect(ownPath('/incidents/INC-7/plans/ab12')).toBe('/incidents/INC-7/plans/ab12');
    for (const path of [
      '//x.example',
      '/plans/',
      '/plans/../x',
      'https://x.example/plans/1',
      '/plans/a?b',
      undefined,
    ]) {
      expect(ownPath(path)).toBeUndefined();
    }
  });

  it('says LIVE or DRILL and the severity in words', () => {
    expect(card(planCard('P', 'drill'), frame).text).toMatch(/DRILL<.*SEV1</s);
    expect(card(planCard('P', 'live'), frame).text).toMatch(/LIVE<.*SEV1</s);
  });

  it.each([
    ['applied', 'applied, being proven'],
    ['verified', 'verified'],
    ['in-doubt', 'a person decides'],
    ['changed', 'the cloud changed'],
  ] as const)('says that a step is %s in words, beside its icon', (state, words) => {
    const markup = card(planCard('P', 'live', state, false), frame).text;
    expect(markup).toMatch(
      new RegExp(
        `<span class="state \\w+"><svg[^>]*aria-hidden="true".*?</svg>${words.includes(',') ? words : `[^<]*${words}`}`,
      ),
    );
  });

  it('is never green before it is verified', () => {
    for (const state of ['waiting', 'due', 'running', 'applied'] as const) {
      expect(card(planCard('P', 'live', state, false), frame).text).not.toMatch(/class="[^"]*\bgood\b/);
    }
  });

  it('names people, and shows times in UTC', () => {
    expect(text([{ person: 'bo' }, ' ', { person: 'zed' }], frame.names).text).toMatch(/@Bo<.*@zed</);
    const now = Date.parse('2026-11-03T12:00:00Z');
    expect(time('2026-11-03T03:12:40.500Z', now).text).toContain('>03:12:40Z<');
    expect(time('2026-11-25T23:54:10.500Z', now).text).toContain('>25 Nov 23:54Z<');
    expect(time('2025-11-03T03:12:40.500Z', now).text).toContain('>3 Nov 2025 03:12Z<');
    expect(moment('2026-11-25T23:54:10.500Z', now).text).toContain('>25 Nov 23:54:10Z<');
    expect(time('soon').text).toBe('soon');
  });

  it('marks before and after, cell by cell', () => {
    const markup = card(fullPlan('P', 'live'), frame).text;
    expect(markup).toMatch(
      /<td class="before" data-column="Before">false<\/td><td class="after" data-column="After">true</,
    );
  });

  it('turns the button that shows a plan into a link, except on the page of that plan', () => {
    const details = { verb: 'plan', ref: 'P', label: 'Details', style: 'default' } as const;
    const of: Card = { ...planCard('P', 'live'), buttons: [details] };
    expect(card(of, frame).text).toContain('<a class="button" href="/plans/P">Details');
    expect(card(of, { ...frame, here: '/plans/P' }).text).not.toContain('Details');
  });

  it('says its sentence once', () => {
    const of: Card = { ...planCard('P', 'live'), summary: 'Open.', blocks: [{ block: 'text', text: ['Open.'] }] };
    expect(card(of, frame).text.match(/>Open\.</g)).toHaveLength(1);
  });

  it('has no heading without words', () => {
    const of: Card = { ...planCard('P', 'live'), blocks: [{ block: 'list', title: '', items: [['one']] }] };
    expect(card(of, frame).text).not.toMatch(/<h\d[^>]*>\s*<\/h/);
    expect(skeleton(card(everywhere(''), frame).text).length).toBeGreaterThan(100);
  });

  it('keeps keys apart', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(key(a)).toMatch(/^[\w-]*$/);
        if (a !== b) expect(key(a)).not.toBe(key(b));
      }),
    );
  });

  it('opens the form of a button without any script', () => {
    const of: Card = {
      ...planCard('P', 'live'),
      buttons: [{ verb: 'deny', ref: 'P', label: 'Deny…', style: 'danger', form: denyForm('P') }],
    };
    expect(card(of, frame).text).toMatch(
      /<details class="ask".*<summary class="button danger">Deny….*<textarea[^>]* required/s,
    );
  });

  it('shows first what waits for a person, then the incident, then the newest', () => {
    const at = (id: string, kind: Card['kind'], buttons: boolean): Card => ({
      ...planCard(id, 'live', undefined, buttons),
      kind,
    });
    const cards = [
      at('I', 'incident', true),
      at('old', 'plan', false),
      at('ask', 'plan', true),
      at('new', 'plan', false),
    ];
    expect(ordered(cards).map((c) => c.id)).toEqual(['ask', 'I', 'new', 'old']);
  });
});
