import type { Change, Cloud, Inputs, Residual } from './action.ts';
import type { Demand } from './approval.ts';
import type { Mode } from './incident.ts';
import type { JsonObject } from './json.ts';

/** One step with every value frozen. */
export interface PlannedStep {
  /** Unique in the plan: the playbook's step id, with `.1`, `.2`… under for_each. */
  id: string;
  action: string;
  cloud: Cloud;
  /** Account, project or subscription. */
  target: string;
  title: string;
  inputs: Inputs;
  changes: Change[];
  basis: JsonObject;
  residual: Residual[];
  notStopped: string[];
  reversible: 'full' | 'partly' | 'none';
  safeReleaseAfterSeconds: number;
  /**
   * For a release: the contained steps (`<run id>/<step id>`) that took this thing, first to last. The first one's receipt has
   * the true prior state, the last one's what is to be found now.
   */
  releases?: string[];
}

export interface PlannedStage {
  id: string;
  title: string;
  needs: Demand[];
  /** Only votes with a sign-in made for this plan count: policy's answer when the plan was frozen. */
  fresh?: boolean;
  after: 'applied' | 'verified';
  steps: PlannedStep[];
}

/** What is hashed and approved. Nothing in it depends on when it is read. */
export interface PlanBody {
  incident: string;
  mode: Mode;
  kind: 'contain' | 'release';
  playbook: { id: string; title: string; digest: string };
  inputs: Inputs;
  requester: string;
  reason: string;
  /** A release before its tokens have died, which asks for a second approver. */
  early: boolean;
  stages: PlannedStage[];
  /** The plan that this one takes the place of, and what became of it. */
  earlier?: { plan: string; digest: string; why: 'narrowed' | 'denied' | 'expired' | 'withdrawn' | 'changed' };
  /** Members of this group may carry it out without its quorum, with two reasons. Absent: nobody may. */
  breakGlass?: string;
  /** Steps that could not be planned, with why: shown, and never silently left out. */
  unplanned: { step: string; action: string; why: string; fix: string }[];
}

export interface Plan {
  id: string;
  body: PlanBody;
  /** SHA-256 of the RFC 8785 form of `body`, lower-case hex. */
  digest: string;
  createdAt: string;
  /** No vote counts after this. */
  approveBy: string;
  /** No step starts after this. */
  executeBy: string;
  status: 'pending' | 'approved' | 'denied' | 'expired' | 'superseded' | 'withdrawn';
}

/** The short form of a digest that people read aloud: `7F3A-91C2`. */
export function shortDigest(digest: string): string {
  const head = digest.slice(0, 8).toUpperCase();
  return `${head.slice(0, 4)}-${head.slice(4)}`;
}
