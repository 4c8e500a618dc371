import type { AzureCloud } from '../../action/azure/cloud.ts';
import { azureEdge } from '../../edge/azure/edge.ts';
import type { Attacker } from '../attacker.ts';
import type { RangeCloud } from '../cloud.ts';
import type { Kernel } from '../kernel.ts';
import { WORLD } from '../world.ts';
import { attacker, sessionThief, workload } from './people.ts';
import { quellSubject, seed } from './seed.ts';
import { listen } from './server.ts';
import { snapshot } from './snapshot.ts';
import { outsideToken } from './token.ts';
import { Wire } from './wire.ts';
import type { World } from './world.ts';

/** The simulated Azure, with what its own tests want beyond the rest: the state, and a thief of a person's session. */
export interface AzureRange extends RangeCloud<AzureCloud> {
  world: World;
  /** Holds the stolen refresh token of WORLD's person. */
  sessionThief(): Attacker;
  wire: Wire;
}

/** Starts a fresh tenant and subscription on loopback. */
export async function startAzure(kernel: Kernel): Promise<AzureRange> {
  const world = seed(kernel);
  const server = await listen(world);
  const wire = new Wire(server);
  const { tenant, tenantName, subscription, subscriptionName, readerClientId, responderClientId } = WORLD.azure;
  const edge = azureEdge(
    {
      tenants: [
        {
          id: tenant,
          name: tenantName,
          reader_client_id: readerClientId,
          responder_client_id: responderClientId,
          subscriptions: [{ id: subscription, name: subscriptionName }],
        },
      ],
    },
    {
      login: server.origin,
      graph: server.origin,
      resourceManager: server.origin,
      ca: server.ca,
      assertion: async (access) => {
        const who = access === 'read' ? 'quell-reader' : 'quell-responder';
        return outsideToken(world, who, quellSubject(who));
      },
    },
  );
  return {
    world,
    wire,
    edge,
    attacker: () => attacker(world, wire),
    workload: () => workload(world, wire),
    sessionThief: () => sessionThief(world, wire),
    snapshot: () => snapshot(world),
    async close() {
      await edge.close();
      await server.close();
    },
  };
}
