import { ACTIONS } from '../../src/action/registry.ts';
import { FLOORS, PEOPLE, RULES } from '../../src/demo/company.ts';
import { readDrills, readPlaybooks } from '../../src/process/files.ts';
import { policyOf } from '../../src/process/policy.ts';
import type { Setup } from '../../src/process/setup.ts';
import { WORLD } from '../../src/range/world.ts';

/** Something that Quell logged as an error, which no test should meet unawares. */
export interface Complaint {
  data: object;
  message: string;
}

/** The demo's company and the shipped playbooks; clouds, and a range for drills, are put in by whoever has them. */
export async function baseSetup(databaseUrl: string, errors: Complaint[]): Promise<Setup> {
  const playbooks = await readPlaybooks('playbooks', ACTIONS);
  return {
    roles: new Set(['chat', 'worker']),
    databaseUrl,
    people: PEOPLE,
    personOf: (principal) => PEOPLE.find((p) => p.id === principal.user),
    policy: await policyOf({}, { warn: (data, message) => void errors.push({ data, message }) }),
    actions: ACTIONS,
    playbooks,
    drills: await readDrills('drills', playbooks),
    protected: [`role/${WORLD.aws.breakGlassRole}`],
    floors: FLOORS,
    rules: RULES,
    approveSeconds: 600,
    executeSeconds: 3600,
    live: { edges: {}, identities: new Map() },
    freshRange: () => Promise.reject(new Error('no drill here')),
    surfaces: async () => ({ outs: [], close: async () => undefined }),
    concurrency: 16,
    perAccount: 8,
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (data, message) => void errors.push({ data, message }),
    },
  };
}
