import { z } from 'zod';
import type { AnyAction, CloudEdge, OpenCloud } from '../../src/domain/action.ts';
import { action } from '../../src/domain/action.ts';
import { Playbook } from '../../src/domain/playbook.ts';
import { callDoors } from './call-doors.ts';

interface House extends OpenCloud {
  isOpen(door: string): Promise<boolean>;
  shut(door: string): Promise<Date>;
}

const say = (open: boolean) => (open ? 'open' : 'shut');

/** Makes the fewest calls that an honest action can: one to read, one to write, one to look, and the date when asked. */
export const shutDoor: AnyAction = action<House>()({
  id: 'aws.bench.shut-door',
  cloud: 'aws',
  kind: 'revoke-sessions',
  title: 'Shut door {door}',
  docs: 'Shuts a door.',
  inputs: z.object({ house: z.string(), door: z.string() }),
  target: 'house',
  example: { house: 'h', door: 'front' },
  permissions: { read: [], write: [] },
  effect: 'desired-state',
  reversible: 'full',
  notStopped: ['The window.'],
  attack: [],
  d3fend: [],
  sources: [],
  settlesWithinSeconds: 60,
  async plan({ door }, house) {
    const open = await house.isOpen(door);
    const changes = [{ resource: door, field: 'door', before: say(open), after: 'shut' }];
    return { changes, prior: { open }, basis: { open }, residual: [], safeReleaseAfterSeconds: 0 };
  },
  async apply({ door }, _receipt, house) {
    const at = await house.shut(door);
    return {
      changes: [{ resource: door, field: 'door', before: 'open', after: 'shut' }],
      at: at.toISOString(),
      written: {},
    };
  },
  async verify({ door }, _receipt, house) {
    const open = await house.isOpen(door);
    return {
      state: open ? 'pending' : 'contained',
      evidence: [{ kind: 'effect', asked: 'push', saw: say(open), ok: !open }],
      at: new Date().toISOString(),
    };
  },
  planRelease: () => Promise.reject(new Error('the bench releases nothing')),
  release: () => Promise.reject(new Error('the bench releases nothing')),
});

/** The doors as a cloud that Quell may act on. */
export function doorsEdge(url: string): CloudEdge<House> {
  const house: House = {
    now: async () => (await callDoors(url, 'GET', '')).date,
    isOpen: async (door) => (await callDoors(url, 'GET', door)).text === 'open',
    shut: async (door) => (await callDoors(url, 'PUT', door)).date,
  };
  return {
    cloud: 'aws',
    targets: () => [{ id: 'h', name: 'house' }],
    open: async () => house,
    check: async () => [],
    close: async () => undefined,
  };
}

/** A playbook that shuts this many doors side by side; their names begin with the input `doors`, which is never used twice. */
export function shutting(count: number): Playbook {
  const step = (i: number) => ({
    id: `door-${i}`,
    action: shutDoor.id,
    with: { house: 'h', door: `\${ inputs.doors + "-${i}" }` },
  });
  return Playbook.parse({
    id: `shut-${count}`,
    title: `Shut ${count} doors`,
    describe: 'Shuts doors.',
    clouds: ['aws'],
    inputs: { doors: { type: 'string', describe: 'What their names begin with.' } },
    stages: [
      {
        id: 'shut',
        title: 'Shut the doors',
        needs: [{ group: 'security', count: 1 }],
        steps: Array.from({ length: count }, (_, i) => step(i)),
      },
    ],
  });
}
