import type { IncidentRecord } from '../command/record.ts';
import type { ChatOut } from '../command/surface.ts';
import type { NewEvent } from '../domain/event.ts';
import type { Fault } from '../domain/fault.ts';
import type { Incident, Place } from '../domain/incident.ts';
import { QUELL } from '../domain/person.ts';

export interface ElsewhereParts {
  /** Where incidents go that were declared outside of a channel. */
  home: Place | undefined;
  out(surface: Place['surface']): ChatOut | undefined;
  incidents: Pick<IncidentRecord, 'change'>;
}

function moved(incident: Incident, home: Place, why: Fault, link: string | undefined): NewEvent {
  return {
    stream: incident.id,
    type: 'command.moved',
    actor: QUELL,
    summary: `${incident.id} is shown in the home channel and not where it was declared: ${why.message}`,
    data: {
      from: { ...incident.place },
      to: { ...home },
      code: why.code,
      why: why.message,
      fix: why.fix,
      ...(link ? { link } : {}),
    },
  };
}

/**
 * Where an incident goes whose place takes no card: home, and the record says so. A command can be typed in channels that
 * Quell is no member of, and people must find its cards all the same.
 *
 * @returns undefined when there is no other place
 */
export async function elsewhere(incident: Incident, why: Fault, parts: ElsewhereParts): Promise<Place | undefined> {
  const { place } = incident;
  const { home } = parts;
  if (!home || !place || incident.status !== 'open') return undefined;
  if (home.surface === place.surface && home.channel === place.channel) return undefined;
  const out = parts.out(home.surface);
  if (!out) return undefined;
  await parts.incidents.change(incident.id, { place: home }, [moved(incident, home, why, out.linkTo?.(home))]);
  return home;
}
