import { beforeEach, describe, expect, it } from 'vitest';
import type { IncidentRecord } from '../../src/command/record.ts';
import type { NewEvent } from '../../src/domain/event.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { QUELL } from '../../src/domain/person.ts';
import { type DrillParts, startDrill } from '../../src/drill/drills.ts';
import type { Drill } from '../../src/drill/file.ts';

const DRILL: Drill = {
  name: 'monthly',
  title: 'Stolen identity',
  pattern: '0 10 * * 2#1',
  tz: 'Europe/Berlin',
  channel: 'C0DRILLS',
  thread: '1700000000.000100',
  playbook: 'compromised-workload-identity',
  with: { identity: 'ml-train' },
  severity: 3,
  runbook: ['Read the plan card.', 'Two people approve.'],
};

let told: string[];
let incidents: Incident[];
let events: NewEvent[];
let parts: DrillParts;
beforeEach(() => {
  told = [];
  incidents = [];
  events = [];
  const record: Pick<IncidentRecord, 'change' | 'declare' | 'incidents' | 'note'> = {
    async declare(wanted, event) {
      told.push('declared');
      const id = `DRILL-${incidents.length + 1}`;
      const incident: Incident = { ...wanted, id, status: 'open', declaredAt: '2026-11-24T09:00:00.000Z' };
      incidents.push(incident);
      events.push(event(id));
      return incident;
    },
    incidents: async () => incidents.filter((i) => i.status === 'open'),
    async note(list) {
      events.push(...list);
    },
    async change(id, change, list) {
      const incident = incidents.find((i) => i.id === id)!;
      Object.assign(incident, change);
      events.push(...list);
      return incident;
    },
  };
  parts = {
    drills: [DRILL],
    incidents: record as IncidentRecord,
    place: (channel, thread) => ({
      surface: 'slack',
      tenant: 'T0',
      channel: channel ?? 'C0',
      ...(thread ? { thread } : {}),
    }),
    freshRange: async () => void told.push('fresh range'),
    plan: async (drill, incident) => void told.push(`planned ${drill.playbook} in ${incident.id}`),
  };
});

describe('a drill', () => {
  it('makes a world, opens an incident that is marked, posts its runbook, and plans', async () => {
    const incident = await startDrill(parts, 'monthly', QUELL);
    expect(told).toEqual(['fresh range', 'declared', 'planned compromised-workload-identity in DRILL-1']);
    expect(incident).toMatchObject({
      mode: 'drill',
      severity: 3,
      commander: 'quell',
      place: { channel: 'C0DRILLS', thread: '1700000000.000100' },
    });
    expect(events.map((e) => [e.stream, e.type])).toEqual([
      ['DRILL-1', 'command.declared'],
      ['DRILL-1', 'drill.started'],
    ]);
    expect(events[0]!.summary).toMatch(/^DRILL monthly/);
    expect(events[1]!.data).toEqual({ drill: 'monthly', runbook: DRILL.runbook });
  });

  it('that nobody described is refused with those that there are', async () => {
    await expect(startDrill(parts, 'monhtly', QUELL)).rejects.toMatchObject({
      code: 'drill.unknown',
      fix: expect.stringContaining('monthly'),
    });
    expect(told).toEqual([]);
  });

  it('waits for the one that is open, because the range is one world', async () => {
    await startDrill(parts, 'monthly', QUELL);
    told = [];
    await expect(startDrill(parts, 'monthly', QUELL)).rejects.toMatchObject({
      code: 'drill.running',
      fix: expect.stringContaining('close DRILL-1'),
    });
    expect(told).toEqual([]);
    incidents[0]!.status = 'closed';
    expect((await startDrill(parts, 'monthly', QUELL)).id).toBe('DRILL-2');
  });

  it('is not held up by an incident in earnest', async () => {
    incidents.push({
      id: 'INC-1',
      title: 'real',
      severity: 1,
      mode: 'live',
      status: 'open',
      commander: 'ana',
      suspects: [],
      declaredAt: '2026-11-24T08:00:00.000Z',
    });
    await expect(startDrill(parts, 'monthly', QUELL)).resolves.toMatchObject({ mode: 'drill' });
  });

  it('that meets one that is still open says so there, because a schedule has nobody else to tell', async () => {
    await startDrill(parts, 'monthly', QUELL);
    await expect(startDrill(parts, 'monthly', QUELL)).rejects.toMatchObject({ code: 'drill.running' });
    expect(events.at(-1)).toMatchObject({ stream: 'DRILL-1', type: 'drill.missed' });
  });

  it('that cannot be planned is closed again, so that it keeps no later one away', async () => {
    parts.plan = () =>
      Promise.reject(new Fault({ code: 'plan.nothing', message: 'Nothing can be planned.', fix: 'x' }));
    await expect(startDrill(parts, 'monthly', QUELL)).rejects.toMatchObject({ code: 'plan.nothing' });
    expect(incidents[0]!.status).toBe('closed');
    expect(events.at(-1)).toMatchObject({
      type: 'drill.failed',
      summary: expect.stringContaining('Nothing can be planned.'),
    });
  });
});
