import type { Inbound } from './surface.ts';
import { COMMANDS } from './table.ts';

/** Unless another app of the workspace has that name. */
export const SLACK_COMMAND = '/quell';

/** What stands before every command where it is typed. */
function prefixOf({ who, where }: Inbound, slackCommand: string): string {
  switch (who.surface) {
    case 'slack':
      return `${slackCommand} `;
    case 'teams':
      // Alone with Quell, nobody has to be mentioned.
      return where ? '@Quell ' : '';
    case 'cli':
      return 'quell ';
    case 'console':
      return '';
  }
}

/** Commands that are for nobody else's eyes: in Teams they are typed in the own chat, where none needs the name. */
const ALONE: ReadonlySet<string> = new Set(['link', 'unlink']);

/**
 * A command of a sentence of Quell's own as it is typed where `from` is; what begins with no verb is none.
 *
 * @param slackCommand as this workspace has it
 */
export function typed(from: Inbound, slackCommand = SLACK_COMMAND): (text: string) => string {
  return (text) => {
    const verb = text.split(' ')[0]!;
    if (!COMMANDS.some((c) => c.verb === verb)) return text;
    return from.who.surface === 'teams' && ALONE.has(verb) ? text : `${prefixOf(from, slackCommand)}${text}`;
  };
}
