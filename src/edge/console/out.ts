import type { ChatOut } from '../../command/surface.ts';
import type { MessageRef } from '../../domain/card.ts';
import type { Place } from '../../domain/incident.ts';

/** The console's one conversation about an incident. */
export function placeOf(incident: string): Place {
  return { surface: 'console', tenant: 'local', channel: 'console', thread: incident };
}

/**
 * The console reads cards from the record each time it draws a page, so posting keeps nothing: it only says where a card
 * will be found. The card of an incident opens that incident's thread, and its id is the thread's name.
 */
export function consoleOut(): ChatOut {
  const ref = (message: string, place: Place): MessageRef => ({
    surface: 'console',
    tenant: 'local',
    channel: place.channel,
    message,
  });
  return {
    surface: 'console',
    post: async (place, card, key) => ref(card.kind === 'incident' ? card.id : key, place),
    update: async () => {},
    threadOf: ({ channel, message }) => ({ surface: 'console', tenant: 'local', channel, thread: message }),
    close: async () => {},
  };
}
