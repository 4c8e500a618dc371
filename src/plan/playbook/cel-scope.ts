import type { PlaybookInput } from '../../domain/playbook.ts';

/** What is wrong with an expression; `offset` counts UTF-16 units from its first character. */
export interface CelProblem {
  code: 'cel' | 'cel-name' | 'cel-cost';
  message: string;
  fix: string;
  offset: number;
}

/** The names that an expression may use, with their types. */
export interface Scope {
  inputs: { [name: string]: PlaybookInput | undefined };
  /** CEL type of `item`; set inside a step with for_each. */
  item?: string;
}

export function celProblem(code: CelProblem['code'], message: string, fix: string, offset: number): CelProblem {
  return { code, message, fix, offset };
}
