import { Fault, type Position } from '../domain/fault.ts';

/** One thing that is wrong with the configuration. */
export interface Problem {
  /** A sentence. */
  message: string;
  /** A sentence. */
  fix: string;
  /** Absent for what comes from the environment. */
  at?: Position;
}

const SHOWN = 50;

/** In the order of the text, as an editor lists them; the environment comes last. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const rank = (p: Problem) => p.at?.line ?? Number.MAX_SAFE_INTEGER;
  return problems.toSorted((a, b) => rank(a) - rank(b) || (a.at?.column ?? 0) - (b.at?.column ?? 0));
}

function line(problem: Problem): string {
  const { at, message, fix } = problem;
  return `${at ? `${at.file}:${at.line}:${at.column}: ` : ''}${message} ${fix}`;
}

/**
 * All problems as one fault, each on a line of its own: file:line:column, the cause, the fix. `at` is the first.
 * @param scrub Takes every secret out of a text; each sentence passes through it.
 */
export function configFault(file: string, problems: readonly Problem[], scrub: (text: string) => string): Fault {
  const ordered = inOrder(problems);
  const at = ordered[0]?.at;
  const count = ordered.length === 1 ? 'a problem' : `${ordered.length} problems`;
  const more = ordered.length > SHOWN ? [`… and ${ordered.length - SHOWN} more.`] : [];
  const lines = ordered.slice(0, SHOWN).map((p) => scrub(line(p)));
  return new Fault({
    code: 'config.invalid',
    message: [`The configuration has ${count}.`, ...lines, ...more].join('\n'),
    fix: `Mend ${at ? file : 'the environment'} and run \`quell doctor\`.`,
    retry: 'when-fixed',
    ...(at ? { at } : {}),
  });
}
