import { z } from 'zod';
import type { AnyAction, CloudEdge, OpenCloud } from '../../../src/domain/action.ts';
import { action } from '../../../src/domain/action.ts';
import { Playbook } from '../../../src/domain/playbook.ts';
import { callDoors } from './call.ts';

/** What one account can do with its doors, wherever it is. */
export interface House extends OpenCloud {
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
    return { changes, prior: { open }, basis: {}, residual: [], safeReleaseAfterSeconds: 0 };
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

/** Steps that shut the doors `first` to `first + count - 1` of a prefix. */
function doorSteps(first: number, count: number) {
  return Array.from({ length: count }, (_, i) => ({
    id: `door-${first + i}`,
    action: shutDoor.id,
    with: { house: 'h', door: `\${ inputs.doors + "-${first + i}" }` },
  }));
}

function playbook(id: string, title: string, stages: unknown[]): Playbook {
  return Playbook.parse({
    id,
    title,
    describe: 'Shuts doors.',
    clouds: ['aws'],
    inputs: { doors: { type: 'string', describe: 'What their names begin with; never used twice.' } },
    stages,
  });
}

const needs = [{ group: 'security', count: 1 }];

/** `shut-<count>` shuts this many doors side by side. */
export function shutting(count: number): Playbook {
  return playbook(`shut-${count}`, `Shut ${count} doors`, [
    { id: 'shut', title: 'Shut the doors', needs, steps: doorSteps(0, count) },
  ]);
}

/** `stages-<count>` shuts one door after the other, each as soon as the one before is shut; one approval for all. */
export function staged(count: number): Playbook {
  const stage = (i: number) => ({ id: `stage-${i}`, title: `Shut door ${i}`, needs, steps: doorSteps(i, 1) });
  return playbook(
    `stages-${count}`,
    `Shut ${count} doors in turn`,
    Array.from({ length: count }, (_, i) => stage(i)),
  );
}
