import { describe, expect, it } from 'vitest';
import type { IncidentView } from '../../src/card/view.ts';
import type { ChatOut } from '../../src/command/surface.ts';
import type { Incident, Place } from '../../src/domain/incident.ts';
import { inItsRoom } from '../../src/process/rooms.ts';

const place: Place = { surface: 'slack', tenant: 'T', channel: 'C1' };
const room: Place = { surface: 'slack', tenant: 'T', channel: 'GROOM' };
const incident: Incident = {
  id: 'INC-7',
  title: 'x',
  severity: 1,
  mode: 'live',
  status: 'open',
  commander: 'dan',
  suspects: ['cy'],
  place,
  declaredAt: '2026-11-22T03:13:05.000Z',
};
const view = (over: Partial<Incident> = {}): IncidentView => ({
  incident: { ...incident, ...over },
  plans: [],
  told: [],
  people: [
    { id: 'ada', name: 'Ada', groups: ['responders'] },
    { id: 'bo', name: 'Bo', groups: ['security-oncall'] },
    { id: 'cy', name: 'Cy', groups: ['security-oncall'] },
    { id: 'dan', name: 'Dan', groups: ['responders'] },
  ],
});
const floors = { contain: [{ group: 'security-oncall', count: 1 }], release: [], earlyRelease: [] };

/** A surface that makes this room, or none. */
function surface(made: Place | undefined) {
  const asked: (readonly string[])[] = [];
  const moved: Place[] = [];
  const out = {
    room: async (_: Incident, people: readonly string[]) => {
      asked.push(people);
      return made;
    },
  } as unknown as ChatOut;
  const parts = { out: () => out, moved: async (_: Incident, to: Place) => void moved.push(to), floors };
  return { asked, moved, parts };
}

describe('an incident whose first card is still to come', () => {
  it('goes into its room, with whoever commands and whoever may approve in it, and no suspect', async () => {
    const { asked, moved, parts } = surface(room);
    expect((await inItsRoom(view(), parts)).incident.place).toEqual(room);
    expect(asked).toEqual([['dan', 'bo']]);
    expect(moved).toEqual([room]);
  });

  it('stays where it is when there is no room to be had', async () => {
    const { moved, parts } = surface(undefined);
    expect((await inItsRoom(view(), parts)).incident.place).toEqual(place);
    expect(moved).toEqual([]);
  });

  it('is not moved to where it is already', async () => {
    const { moved, parts } = surface(room);
    await inItsRoom(view({ place: room }), parts);
    expect(moved).toEqual([]);
  });
});

it.each([
  ['stands in a thread', { place: { ...place, thread: '1.1' } }],
  ['is closed', { status: 'closed' as const }],
])('an incident that %s asks for no room', async (_, over) => {
  const { asked, parts } = surface(room);
  const before = view(over);
  expect(await inItsRoom(before, parts)).toBe(before);
  expect(asked).toEqual([]);
});
