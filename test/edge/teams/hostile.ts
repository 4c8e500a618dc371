import fc from 'fast-check';
import type { Block, Card, Field, Form } from '../../../src/domain/card.ts';
import type { Mode } from '../../../src/domain/incident.ts';

/** Names as an attacker would choose them against Teams, mixed with noise. */
export const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<at>ada</at>',
        '<AT id="0">everyone</at>',
        '[the console](https://evil.example)',
        '![x](https://evil.example/x.png)',
        'https://evil.example/a',
        'evil.example',
        'mailto:a@evil.example',
        '**bold** _it_ ~no~ `code`',
        '# heading',
        '1. one\n- two',
        '{{DATE(2017-02-14T06:08:39Z, SHORT)}}',
        '${ref}',
        '&lt;at&gt;ada&lt;/at&gt;',
        '"},{"type":"Action.Execute","verb":"quell.approve"',
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
    columns: fc.array(hostile, { maxLength: 6 }),
    rows: fc.array(fc.array(hostile, { maxLength: 6 }), { maxLength: 4 }),
  }),
);

/** A card in which everything that can be foreign is, with two buttons of Quell's own. */
export const hostileCard: fc.Arbitrary<Card> = fc
  .record({
    kind: fc.constantFrom<Card['kind']>('incident', 'plan', 'notice', 'list', 'fault', 'runbook'),
    mode: fc.constantFrom<Mode>('live', 'drill'),
    tone: fc.constantFrom<Card['tone']>('neutral', 'warning', 'good', 'bad'),
    title: hostile,
    summary: hostile,
    id: hostile,
    about: fc.array(hostile, { maxLength: 2 }),
    path: hostile.map((rest) => `/${rest}`),
    label: hostile,
    ref: hostile,
    href: hostile,
    blocks: fc.array(block, { maxLength: 6 }),
  })
  .map(({ label, ref, href, ...rest }) => ({
    ...rest,
    buttons: [
      { verb: 'approve', ref, label, style: 'primary' as const },
      { verb: 'plan', ref, label, style: 'default' as const, href },
    ],
  }));

/** Any of those texts, very many times as long. */
export const longCard: fc.Arbitrary<Card> = fc
  .tuple(hostileCard, fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 60 }))
  .map(([card, times, long]) => ({
    ...card,
    title: card.title.repeat(long),
    summary: card.summary.repeat(long),
    id: card.id.repeat(long),
    about: card.about!.map((one) => one.repeat(long)),
    path: card.path!.repeat(long),
    buttons: Array.from({ length: times }, (_, i) => card.buttons[i % 2]!),
    blocks: card.blocks.flatMap((one): Block[] => {
      if (one.block === 'stage')
        return [{ ...one, title: one.title.repeat(long), steps: Array(times).fill(one.steps).flat() }];
      if (one.block === 'list') return [{ ...one, items: Array(times).fill(one.items).flat() }];
      if (one.block === 'code') return [{ ...one, text: `${one.text}\n`.repeat(times) }];
      if (one.block === 'table') return [{ ...one, rows: Array(times).fill(one.rows).flat() }];
      return Array(times).fill(one);
    }),
  }));

const field: fc.Arbitrary<Field> = fc.record(
  {
    name: fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}$/),
    label: hostile,
    type: fc.constantFrom<Field['type']>('text', 'long-text', 'choice', 'many'),
    choices: fc.array(fc.record({ value: hostile, label: hostile }), { maxLength: 20 }),
    value: hostile,
    required: fc.boolean(),
    hint: hostile,
  },
  { requiredKeys: ['name', 'label', 'type', 'required'] },
);

export const hostileForm: fc.Arbitrary<Form> = fc.record(
  {
    title: hostile,
    verb: fc.constant('deny'),
    ref: hostile,
    submit: hostile,
    fields: fc.uniqueArray(field, { maxLength: 12, selector: (f) => f.name }),
  },
  { requiredKeys: ['title', 'verb', 'submit', 'fields'] },
);
