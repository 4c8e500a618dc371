import type { Front, Inbound } from '../../command/surface.ts';
import type { Card } from '../../domain/card.ts';
import { inbound } from './place.ts';

/** Somebody of the workspace whom Quell does not know: nothing of an incident is shown, only how to become known. */
export function unknownCard(user: string, command: string): Card {
  const how = `Type \`${command} link\` and sign in, or ask whoever keeps quell.yaml to add you under people, with slack: ${user}.`;
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
          { code: `${command} link` },
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

/** Cards of a person's own page. */
export type OwnPage = (who: { tenant: string; user: string }) => Promise<Card[]>;

/**
 * What a person's own page shows: what waits for them, and what is open.
 *
 * @param command the slash command, as this workspace has it
 */
export function openOwnPage(front: Front, known: (user: string) => boolean, command: string): OwnPage {
  return async ({ tenant, user }) => {
    if (!known(user)) return [unknownCard(user, command)];
    const from: Inbound = inbound({ tenant, user, dedupe: `slack:home:${user}` });
    return front.home ? front.home(from) : [(await front.command('incidents', from)).card];
  };
}
