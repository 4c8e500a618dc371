import type { Front, Inbound } from '../../command/surface.ts';
import type { Card } from '../../domain/card.ts';
import { inbound } from './place.ts';

/** Somebody of the workspace whom Quell does not know: nothing of an incident is shown, only how to become known. */
export function unknownCard(user: string): Card {
  const how = `Type \`/quell link\` and sign in, or ask whoever keeps quell.yaml to add you under people, with slack: ${user}.`;
  return {
    kind: 'notice',
    id: 'home',
    mode: 'live',
    tone: 'neutral',
    title: 'Quell does not know you yet',
    summary: how,
    blocks: [
      { block: 'text', text: ['So it shows you nothing, and does nothing for you.'] },
      {
        block: 'text',
        text: [
          'To be linked, type ',
          { code: '/quell link' },
          ' and sign in as yourself, or ask whoever keeps quell.yaml to add you under ',
          { code: 'people' },
          ', with ',
          { code: `slack: ${user}` },
          '.',
        ],
      },
    ],
    buttons: [],
  };
}

/** What a person's own page shows: what waits for them, and what is open. */
export async function ownPage(
  front: Front,
  known: (user: string) => boolean,
  from: { tenant: string; user: string },
): Promise<Card[]> {
  if (!known(from.user)) return [unknownCard(from.user)];
  const asks: Inbound = inbound({ ...from, dedupe: `slack:home:${from.user}` });
  if (front.home) return front.home(asks);
  return [(await front.command('incidents', asks)).card];
}
