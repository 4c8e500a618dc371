import type { Card, StepLine, Text } from '../../../src/domain/card.ts';

/** A card's text as a person reads it. */
export function plain(text: Text): string {
  return text
    .map((span) => {
      if (typeof span === 'string') return span;
      return 'strong' in span ? span.strong : 'code' in span ? span.code : 'person' in span ? span.person : span.time;
    })
    .join('');
}

/** The lines of the steps, stage by stage, as they stand in the plan. */
export function linesOf(card: Card): StepLine[][] {
  return card.blocks.flatMap((b) => (b.block === 'stage' ? [b.steps] : []));
}

/** What the card says about each cloud: `AWS` → `contained, verified`. */
export function factsOf(card: Card): Map<string, string> {
  return new Map(
    card.blocks.flatMap((b) =>
      b.block === 'facts' ? b.facts.map((f): [string, string] => [f.label, plain(f.value)]) : [],
    ),
  );
}

/** What is said first: the summary for screen readers, and the same in the card's body. */
export function sentencesOf(card: Card): string[] {
  const first = card.blocks.find((b) => b.block === 'text' || b.block === 'warning');
  return [card.summary, ...(first ? [plain(first.text)] : [])];
}
