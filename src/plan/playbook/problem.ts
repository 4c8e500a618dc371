import { Fault, type Position } from '../../domain/fault.ts';

/** One thing that is wrong with a playbook, and where. */
export interface Problem {
  /** Follows `playbook.` in the fault's code: `unknown-action`. */
  code: string;
  /** A sentence. */
  message: string;
  /** A sentence. */
  fix: string;
  at: Position;
}

/** One problem as the fault that `quell playbook lint` prints. */
export function problemFault(problem: Problem): Fault {
  return new Fault({
    code: `playbook.${problem.code}`,
    message: problem.message,
    fix: problem.fix,
    retry: 'when-fixed',
    at: problem.at,
  });
}

/** Several problems as one fault, each on a line of its own with its place. `at` is the first. */
export function problemsFault(file: string, problems: Problem[]): Fault {
  const [first] = problems;
  if (first === undefined) throw new RangeError('no problem, no fault');
  const count = problems.length === 1 ? 'an error' : `${problems.length} errors`;
  const lines = problems.map((p) => `${p.at.file}:${p.at.line}:${p.at.column}: ${p.message} ${p.fix}`);
  return new Fault({
    code: problems.length === 1 ? `playbook.${first.code}` : 'playbook.invalid',
    message: [`${file} has ${count}.`, ...lines].join('\n'),
    fix: `Mend ${file} and run \`quell playbook lint\` again.`,
    retry: 'when-fixed',
    at: first.at,
  });
}

/** In the order of the text, as an editor lists them. */
export function inOrder(problems: Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
}
