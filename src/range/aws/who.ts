import { WORLD } from '../world.ts';

/** Two parties use one identity; the call log tells them apart by where they call from. */
export function callerAt(ip: string): string {
  if (ip === WORLD.attackerIp) return 'attacker';
  return ip === WORLD.clusterIp ? 'workload' : 'stranger';
}
