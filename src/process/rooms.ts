import type { IncidentView } from '../card/view.ts';
import type { ChatOut } from '../command/surface.ts';
import type { Place } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import type { Needs } from '../domain/playbook.ts';

export interface RoomParts {
  out(surface: Place['surface']): ChatOut | undefined;
  /** Remembers where the incident is now. */
  moved(incident: IncidentView['incident'], place: Place): Promise<void>;
  floors: Readonly<Record<string, readonly Needs[]>>;
}

/** Whoever commands, and whoever may be asked to approve; never a suspect. */
function invited({ incident, people }: IncidentView, floors: RoomParts['floors']): string[] {
  const asked = new Set(Object.values(floors).flatMap((needs) => needs.map((n) => n.group)));
  const approvers = people.filter((p: Person) => p.groups.some((group) => asked.has(group))).map((p) => p.id);
  return [...new Set([incident.commander, ...approvers])].filter((id) => !incident.suspects.includes(id));
}

/**
 * Gives an incident a room of its own before its first card is posted, on a surface that makes rooms. One whose cards stand
 * somewhere already stays there.
 */
export async function inItsRoom(view: IncidentView, parts: RoomParts): Promise<IncidentView> {
  const { incident } = view;
  const { place } = incident;
  if (!place || place.thread || incident.status !== 'open') return view;
  const room = await parts.out(place.surface)?.room?.(incident, invited(view, parts.floors));
  if (!room || room.channel === place.channel) return view;
  await parts.moved(incident, room);
  return { ...view, incident: { ...incident, place: room } };
}
