import { clip, seen } from '../../card/seen.ts';
import type { Card } from '../../domain/card.ts';
import type { Container, Element } from './adaptive.ts';
import { HABIT } from './limits.ts';
import { line, run } from './text.ts';

const STYLES = { neutral: 'emphasis', warning: 'warning', good: 'good', bad: 'attention' } as const satisfies Record<
  Card['tone'],
  Container['style']
>;

/** Ids that nobody reads aloud stay out. */
function about(card: Card): string[] {
  return card.about ?? (card.kind === 'incident' && !card.title.includes(card.id) ? [card.id] : []);
}

const rank = ({ mode, severity }: Card): string[] => [
  ...(mode ? [mode.toUpperCase()] : []),
  ...(severity ? [`SEV${severity}`] : []),
];

/** `LIVE · SEV1 · INC-7`: what must be known before anything else is read. */
export function badge(card: Card): string {
  return clip([...rank(card), ...about(card)].map((word) => seen(word)).join(' \u00b7 '), HABIT.badge);
}

/** Colour says nothing that the words do not. The heading proper has only words of Quell's own: it reads markdown. */
export function headOf(card: Card): { elements: Element[]; cut: boolean } {
  const title = seen(card.title) || seen(card.id) || '\u2013';
  const names = about(card).map((name) => seen(name));
  const items: Element[] = [
    {
      type: 'TextBlock',
      // An answer that is about no incident has no mode: the heading then says whose answer it is.
      text: rank(card).join(' \u00b7 ') || 'Quell',
      wrap: true,
      style: 'heading',
      size: 'Default',
      weight: 'Bolder',
    },
    line([run(clip(title, HABIT.title), { weight: 'Bolder', size: 'Large' })], 'None'),
    ...(names.length > 0 ? [line([run(clip(names.join(' \u00b7 '), HABIT.badge))], 'None')] : []),
  ];
  return {
    elements: [{ type: 'Container', style: STYLES[card.tone], bleed: true, items }],
    cut: title.length > HABIT.title,
  };
}
