import type { StageModel, StepAt } from './world.ts';

/** Ways in which a worker ends a step. */
export type End = 'failed' | 'changed' | 'in-doubt' | 'expired' | 'cancelled' | 'verified';

/** One thing that somebody does to the record. `tag` names it in the audit log. */
export type Op = { tag: string } & (
  | {
      op: 'freeze';
      key: string;
      playbook: string;
      kind: 'contain' | 'release';
      stages: StageModel[];
      breakGlass: string | null;
      replaces?: string;
    }
  | {
      op: 'vote';
      plan: string;
      person: string;
      decision: 'approve' | 'deny' | 'break-glass';
      groups: string[];
      through: Record<string, string>;
      digest: 'own' | 'another';
      /** The digest that a sign-in was made for. */
      proof: 'none' | 'own' | 'another';
    }
  | { op: 'take-back'; plan: string; person: string }
  | { op: 'withdraw'; plan: string }
  | { op: 'remind' }
  | { op: 'expire-votes' }
  | { op: 'expire-time' }
  | { op: 'pass'; seconds: number }
  | { op: 'sweep'; saw: string[] }
  | StepOp
);

/** What workers do, and persons to single steps. */
export type StepOp = { tag: string } & (
  | { op: 'claim'; at: StepAt; token: string; leaseSeconds: number }
  | { op: 'intend'; token: string; mark: string; callSeconds: number }
  | { op: 'applied'; token: string; mark: string }
  | { op: 'later'; token: string; afterSeconds: number }
  | { op: 'end'; token: string; state: End }
  | { op: 'renew'; token: string }
  | { op: 'retry'; plan: string; steps: string[] }
  | { op: 'settle'; at: StepAt; as: 'done' | 'again' | 'skip' }
);

const STEP_OPS = new Set<Op['op']>(['claim', 'intend', 'applied', 'later', 'end', 'renew', 'retry', 'settle']);

export function isStepOp(op: Op): op is StepOp {
  return STEP_OPS.has(op.op);
}

/** For the report of a failure: what was done, in one line. */
export function say(op: Op): string {
  const { tag, op: verb, ...rest } = op;
  return `${tag} ${verb} ${JSON.stringify(rest)}`;
}
