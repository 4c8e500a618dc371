import type { CloudEdge, OpenCloud } from '../domain/action.ts';
import type { Json } from '../domain/json.ts';
import type { Attacker } from './attacker.ts';

/** One simulated cloud, listening on loopback. */
export interface RangeCloud<C extends OpenCloud = OpenCloud> {
  /** Quell's own edge, built from this range's endpoints and keys and nothing else. */
  edge: CloudEdge<C>;
  /** A fresh attacker with stolen credentials of WORLD's identity. */
  attacker(): Attacker;
  /** The identity's real workload, doing its daily work with its own sessions: what containment must be seen to cost. */
  workload(): Attacker;
  /** The whole written state, canonical: equal before an action and after its release. Holds no sessions and no clock. */
  snapshot(): Json;
  close(): Promise<void>;
}
