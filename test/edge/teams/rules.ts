import { AdaptiveCard, SerializationContext, Versions } from 'adaptivecards';
import type { Attachment } from '../../../src/edge/teams/adaptive.ts';

export interface Any {
  [key: string]: unknown;
}

/** Every object anywhere in a card. */
export function* pieces(value: unknown): Generator<Any> {
  if (Array.isArray(value)) for (const one of value) yield* pieces(one);
  else if (typeof value === 'object' && value !== null) {
    yield value as Any;
    for (const one of Object.values(value)) yield* pieces(one);
  }
}

export const ofType = (card: unknown, type: string): Any[] => [...pieces(card)].filter((piece) => piece.type === type);

/** What Microsoft's own reader of cards has to say against one, as text. */
export function complaints({ contentType, content }: Attachment): string[] {
  const context = new SerializationContext(Versions.v1_5);
  const card = new AdaptiveCard();
  card.parse(content, context);
  const checked = card.validateProperties();
  const read = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
  const wrong = checked.validationEvents.map((event) => event.message);
  return [...(contentType === 'application/vnd.microsoft.card.adaptive' ? [] : [contentType]), ...read, ...wrong];
}

/** The runs of a card in its order, as somebody reads them: without what parts `<at` and the like. */
export function read(card: unknown): string {
  return ofType(card, 'TextRun')
    .map((run) => String(run.text))
    .join('\n')
    .replaceAll('\u2060', '');
}
