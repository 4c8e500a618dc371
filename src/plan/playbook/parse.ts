import type { Fault } from '../../domain/fault.ts';
import { Playbook } from '../../domain/playbook.ts';
import { checkMeaning } from './check.ts';
import type { Registry } from './check-step.ts';
import { rememberSource } from './place.ts';
import { inOrder, type Problem, problemFault, problemsFault } from './problem.ts';
import { rehearse } from './rehearse.ts';
import { salvage } from './salvage.ts';
import { shapeProblems } from './shape.ts';
import { readSource } from './source.ts';

/**
 * Reads a playbook and checks everything that can be known before an incident.
 * @param file Name for positions: `playbooks/gpu-hijack/playbook.yaml`.
 * @throws Fault `playbook.*` that lists every error with file:line:column, cause and fix; `at` is the first.
 */
export function parsePlaybook(text: string, file: string, registry: Registry): Playbook {
  const read = readPlaybook(text, file, registry);
  if ('playbook' in read) return read.playbook;
  throw problemsFault(file, read.problems);
}

/** Every error of a playbook, a fault each, in the order of the text. Empty: the playbook is sound. */
export function lintPlaybook(text: string, file: string, registry: Registry): Fault[] {
  const read = readPlaybook(text, file, registry);
  return 'playbook' in read ? [] : read.problems.map(problemFault);
}

function readPlaybook(
  text: string,
  file: string,
  registry: Registry,
): { playbook: Playbook } | { problems: Problem[] } {
  const read = readSource(text, file);
  if ('problems' in read) return { problems: inOrder(read.problems) };
  const { source } = read;
  const problems = [...shapeProblems(source), ...checkMeaning(salvage(source.value), registry, source)];
  if (problems.length > 0) return { problems: inOrder(problems) };
  const playbook = rememberSource(Playbook.parse(source.value), source);
  const missed = rehearse(playbook);
  return missed.length > 0 ? { problems: inOrder(missed) } : { playbook };
}
