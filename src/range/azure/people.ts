import type { Attacker } from '../attacker.ts';
import { WORLD } from '../world.ts';
import { exchangeDoor, holder, refreshDoor } from './holder.ts';
import { issue, outsideToken } from './token.ts';
import type { Wire } from './wire.ts';
import type { World } from './world.ts';

const A = WORLD.azure;

function session(world: World, who: string, agedMinutes: number): string {
  return issue(world, {
    kind: 'access',
    who,
    principal: A.servicePrincipal,
    audience: 'arm',
    agedSeconds: agedMinutes * 60,
  }).token;
}

/** Holds two stolen sessions of the workload, and a copy of the cluster token that makes more of them for an hour. */
export function attacker(world: World, wire: Wire): Attacker {
  const held = [
    { name: 'stolen session 1', token: session(world, 'attacker', 20) },
    { name: 'stolen session 2', token: session(world, 'attacker', 5) },
  ];
  const assertion = outsideToken(world, 'attacker', WORLD.subject);
  return holder(`ml-train from ${WORLD.attackerIp}`, wire, held, [exchangeDoor(assertion)], 'crunch-1');
}

/** The workload itself: same identity, its own sessions, no wish for more GPU machines. */
export function workload(world: World, wire: Wire): Attacker {
  const held = [{ name: 'own session', token: session(world, 'workload', 10) }];
  const assertion = outsideToken(world, 'workload', WORLD.subject);
  return holder(`ml-train from ${WORLD.clusterIp}`, wire, held, [exchangeDoor(assertion)]);
}

/** Holds a person's stolen refresh token, and an access token that was already made from it. */
export function sessionThief(world: World, wire: Wire): Attacker {
  const who = { who: 'session-thief', principal: A.user };
  const signedInAt = world.kernel.now().getTime() - 2 * 3600 * 1000;
  const access = issue(world, { kind: 'access', audience: 'arm', ...who, signedInAt });
  const refresh = issue(world, { kind: 'refresh', audience: 'login', ...who, signedInAt });
  const held = [{ name: 'stolen access token', token: access.token }];
  return holder(`${A.userName} from ${WORLD.attackerIp}`, wire, held, [refreshDoor(refresh.token)]);
}
