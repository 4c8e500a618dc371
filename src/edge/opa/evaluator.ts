import type { Question } from '../../approval/policy.ts';

/** The two rules that are asked, as their path below `quell`. */
export type Decision = 'answer' | 'demands';

/** Rego, wherever it runs. */
export interface Evaluator {
  /**
   * @returns the decision's id, and what the rule said, unchecked
   * @throws Unanswered
   */
  evaluate(decision: Decision, question: Question): Promise<{ id: string; result: unknown }>;
}

/** Why there was no answer; the rule's name stands in the record in place of a rule of the policy. */
export type NoAnswer = 'policy.unreachable' | 'policy.undefined' | 'policy.late' | 'policy.malformed' | 'policy.failed';

/** No answer, which is a no. */
export class Unanswered extends Error {
  readonly rule: NoAnswer;
  readonly fix: string;
  /** Of the decision log, where it got that far. */
  readonly id: string | undefined;

  constructor(rule: NoAnswer, why: string, fix: string, more: { id?: string; cause?: unknown } = {}) {
    super(why, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Unanswered';
    this.rule = rule;
    this.fix = fix;
    this.id = more.id;
  }
}
