import { seen } from '../../card/seen.ts';
import type { Block, Card, Text } from '../../domain/card.ts';
import type { MentionEntity, OwnText } from './adaptive.ts';
import { LIMITS } from './limits.ts';
import { defuse, type Mention } from './text.ts';

/** An id of quell.yaml as it may stand in a TextBlock: nothing that markdown reads. */
const HARMLESS = /^[a-z0-9]+([.-][a-z0-9]+)*$/i;

function textsOf(block: Block): Text[] {
  switch (block.block) {
    case 'text':
    case 'warning':
      return [block.text];
    case 'facts':
      return block.facts.map((fact) => fact.value);
    case 'stage':
      return block.steps.flatMap((step) => (step.note ? [step.note] : []));
    case 'list':
      return block.items;
    case 'code':
    case 'table':
      return [];
  }
}

/** Ids of the people whom a card names, each once, in its order. */
export function peopleOf(card: Card): string[] {
  const spans = card.blocks.flatMap(textsOf).flat();
  return [...new Set(spans.flatMap((span) => (typeof span !== 'string' && 'person' in span ? [span.person] : [])))];
}

/**
 * The line that calls the people whom a card names. Teams knows mentions in a TextBlock alone, where foreign text may
 * not stand: so the text names them in runs, and here they are called by their ids, in whose place Teams puts the names.
 */
export function mentionsOf(card: Card, mention: Mention): { entities: MentionEntity[]; line: OwnText[] } {
  const entities = peopleOf(card)
    .filter((person) => HARMLESS.test(person))
    .flatMap((person): MentionEntity[] => {
      const member = mention(person);
      const name = seen(member?.name ?? '') || person;
      return member ? [{ type: 'mention', text: `<at>${person}</at>`, mentioned: { id: member.id, name } }] : [];
    })
    .slice(0, LIMITS.mentions);
  if (entities.length === 0) return { entities, line: [] };
  const text = `Mentioned: ${entities.map((entity) => entity.text).join(', ')}`;
  return { entities, line: [{ type: 'TextBlock', text, wrap: true, spacing: 'Small' }] };
}

/** A line for one person in a place where others read. @param to the name is the directory's, so it is taken apart */
export function calling(to: { member: string; name: string }, words: string) {
  const text = `<at>${defuse(to.name) || 'you'}</at>`;
  const mention: MentionEntity = { type: 'mention', text, mentioned: { id: to.member, name: to.name } };
  return { type: 'message', text: `${text} ${words}`, entities: [mention] };
}
