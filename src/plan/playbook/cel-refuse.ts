import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { meant } from '../../domain/nearest.ts';
import { explainCel } from './cel-explain.ts';
import { type CelProblem, celProblem, type Scope } from './cel-scope.ts';

/** Everything that may be called: each is linear in its arguments. `matches` is not here: one pattern can run for seconds. */
const CALLS = new Set([
  ...[
    'has',
    'size',
    'string',
    'int',
    'double',
    'bool',
    'startsWith',
    'endsWith',
    'contains',
    'lowerAscii',
    'upperAscii',
  ],
  ...['trim', 'split', 'join', 'indexOf', 'substring', 'all', 'exists', 'exists_one', 'map', 'filter'],
]);
const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const MOST_LOOPS = 2;

/** Walks the tree: calls that are allowed, loops that cannot nest, names that are known even inside has(). */
export function refuseCel(root: ASTNode, env: Environment, scope: Scope): CelProblem | undefined {
  let loops = 0;
  const visit = (node: ASTNode, looping: boolean): CelProblem | undefined => {
    const called = node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined;
    const loop = node.op === 'rcall' && LOOPS.has(node.args[0]);
    if (called !== undefined && !CALLS.has(called)) return refuseCall(called, node);
    if (loop && (looping || ++loops > MOST_LOOPS)) {
      const fix = 'Give the list as it is needed, or split the step.';
      return celProblem(
        'cel-cost',
        'Loops in loops are refused: their time grows without bound.',
        fix,
        node.range.start,
      );
    }
    if (node.op === '[]' && !indexes(node, env)) {
      const fix = 'Write `inputs.name`; brackets take a number, in a list.';
      return celProblem('cel-name', 'A name in brackets cannot be checked.', fix, node.range.start);
    }
    if (called === 'has' && node.op === 'call') return checkHas(node.args[1], env, scope);
    const children = childNodes(node);
    for (const [index, child] of children.entries()) {
      const found = visit(child, looping || (loop && index > 0));
      if (found) return found;
    }
    return undefined;
  };
  return visit(root, false);
}

function refuseCall(name: string, node: ASTNode): CelProblem {
  if (name === 'matches') {
    const message = '`matches` is refused: a pattern can run for seconds on a short text.';
    return celProblem('cel-cost', message, 'Use startsWith, endsWith, contains or ==.', node.range.start);
  }
  return celProblem(
    'cel-name',
    `There is no function \`${name}\`.`,
    meant(name, CALLS, `There are ${[...CALLS].join(', ')}.`),
    node.range.start,
  );
}

/** Only a list may be indexed: the type of a name that is looked up is not known before the playbook runs. */
function indexes(node: ASTNode & { op: '[]' }, env: Environment): boolean {
  const [of] = node.args;
  const checked = env.check(of.input.slice(of.range.start, of.range.end));
  return checked.valid && (checked.type ?? '').startsWith('list');
}

/** CEL itself answers `false` for has(inputs.typo); a playbook with a typo in a guard would quietly do nothing. */
function checkHas(args: ASTNode[], env: Environment, scope: Scope): CelProblem | undefined {
  const [asked] = args;
  if (asked === undefined) return undefined;
  let root: ASTNode = asked;
  while (root.op === '.') root = root.args[0];
  if (asked.op !== '.' || root.op !== 'id' || root.args !== 'inputs') {
    return celProblem('cel-name', '`has` asks for an input.', 'Write `has(inputs.name)`.', asked.range.start);
  }
  const result = env.check(asked.input.slice(asked.range.start, asked.range.end));
  return result.valid ? undefined : explainCel(result.error, scope, asked.range.start);
}

function childNodes(node: ASTNode): ASTNode[] {
  const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;
  const args: unknown = node.args;
  return Array.isArray(args) ? args.flat(2).filter(isNode) : isNode(args) ? [args] : [];
}
