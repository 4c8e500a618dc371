import { ACTIONS } from '../../action/registry.ts';
import type { Cloud } from '../../domain/action.ts';

/** The identity that looks and plans, and the one that acts. The responder may do all that the reader may. */
export const SIDES = ['reader', 'responder'] as const;
export type Side = (typeof SIDES)[number];

/** One permission that actions declare. */
export interface Need {
  permission: string;
  /** True: only the responder has it. */
  write: boolean;
  /** Ids of the actions that declare it. */
  actions: string[];
}

/** What all actions of one cloud declare, sorted. A permission that one of them reads with is everybody's. */
export function needs(cloud: Cloud): Need[] {
  const found = new Map<string, Need>();
  for (const action of [...ACTIONS.values()].filter((a) => a.cloud === cloud)) {
    for (const [list, write] of [
      [action.permissions.read, false],
      [action.permissions.write, true],
    ] as const) {
      for (const permission of list) {
        const need = found.get(permission) ?? { permission, write, actions: [] };
        need.write &&= write;
        if (!need.actions.includes(action.id)) need.actions.push(action.id);
        found.set(permission, need);
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.permission < b.permission ? -1 : 1));
}

/** The permissions of one side. */
export function permissionsOf(side: Side, of: readonly Need[]): string[] {
  return of.filter((need) => side === 'responder' || !need.write).map((need) => need.permission);
}
