import { Fault } from '../domain/fault.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Answer } from './policy.ts';

/** What an event of a decision says about the policy's answer: the log's id, what was asked, and the rules that decided. */
export function stamp(answer: Answer | undefined): { policy?: JsonObject } {
  return answer ? { policy: { id: answer.id, input: answer.input, rules: answer.rules } } : {};
}

/** The policy's no, in its own words. */
export function noOf(answer: Answer, code: string): Fault {
  return new Fault({
    code,
    message: answer.why ?? 'The policy does not allow this.',
    fix: answer.fix ?? 'policy/ says who may.',
  });
}
