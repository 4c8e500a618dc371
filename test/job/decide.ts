import { ENDED, type RunState, type StepState } from '../../src/domain/run.ts';

/** How many steps of a stage and lane are in a state. Counts, so that a decision costs the same for 5 steps and for 1,000. */
export interface Tally {
  stage: number;
  /** The cloud: each goes through the stages at its own pace, so that a slow one keeps no other open to the attacker. */
  lane: string;
  state: StepState;
  count: number;
}

export interface RunView {
  kind: 'contain' | 'release';
  /** Per stage: start once the steps before it are applied, or only once they are verified. */
  afters: ('applied' | 'verified')[];
  /** Per stage: do valid votes for this digest stand in the record? */
  approved: boolean[];
  tallies: Tally[];
}

export interface Decision {
  /** Stages whose waiting steps become due now, lane by lane. */
  start: { stage: number; lane: string }[];
  run: RunState;
}

function settled(state: StepState, after: 'applied' | 'verified'): boolean {
  return ENDED.has(state) || (after === 'applied' && state === 'applied');
}

function outcome(view: RunView): RunState {
  const present = view.tallies.filter((t) => t.count > 0);
  if (present.some((t) => !ENDED.has(t.state))) return 'running';
  const verified = present.filter((t) => t.state === 'verified').length;
  if (verified === present.length) return view.kind === 'release' ? 'released' : 'contained';
  if (verified > 0) return 'partly';
  const only = new Set(present.map((t) => t.state));
  if (only.size === 1 && only.has('expired')) return 'expired';
  if (only.size === 1 && only.has('cancelled')) return 'cancelled';
  return 'failed';
}

/**
 * What comes next, from the state alone. A failed step holds nobody up: the stages after it start as if it had ended,
 * because an attack goes on where nothing is done.
 */
export function decide(view: RunView): Decision {
  const present = view.tallies.filter((t) => t.count > 0);
  const start = present
    .filter(({ stage, lane, state }) => {
      if (state !== 'waiting' || !view.approved[stage]) return false;
      const before = present.filter((t) => t.lane === lane && t.stage < stage);
      return before.every((t) => settled(t.state, view.afters[stage]!));
    })
    .map(({ stage, lane }) => ({ stage, lane }));
  return { start, run: outcome(view) };
}
