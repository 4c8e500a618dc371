import { commandOf } from '../command/parse.ts';
import type { Verb } from '../command/table.ts';
import { Fault } from '../domain/fault.ts';
import type { Principal } from '../domain/person.ts';
import { judge } from './judge.ts';
import type { DeskParts } from './parts.ts';

/**
 * Whether somebody may look at what this command shows; for a surface that shows it without the command.
 * @throws Fault `command.refused` with policy's sentence, and what the command throws when there is nothing to see
 */
export async function mayLook(
  parts: DeskParts,
  who: Principal,
  verb: Extract<Verb, 'incidents' | 'show' | 'timeline' | 'plan'>,
  values: Record<string, string>,
): Promise<void> {
  const person = parts.personOf(who);
  if (!person) {
    throw new Fault({
      code: 'command.unknown-you',
      message: 'Quell does not know you, so it shows you nothing.',
      fix: 'Ask whoever keeps `people` in quell.yaml.',
    });
  }
  const actor = { person: person.id, surface: who.surface };
  const ask = { person, people: parts.people, actor, principal: who, authenticated: 'a page', values };
  await judge(parts, ask, commandOf(verb)!);
}
