import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { explainCel } from './cel-explain.ts';
import { refuseCel } from './cel-refuse.ts';
import { type CelProblem, celProblem, type Scope } from './cel-scope.ts';
import { inputType } from './types.ts';

const LONGEST = 500;
const LIMITS = { maxAstNodes: 100, maxDepth: 16, maxListElements: 50, maxMapEntries: 20, maxCallArguments: 8 };

/** Making one takes milliseconds, and a playbook has dozens of expressions under the same few scopes. */
const made = new WeakMap<Scope['inputs'], Map<string | undefined, Environment>>();

/** The environment of one scope. Anything that is not named in it does not exist. */
export function environment(scope: Scope): Environment {
  const same = made.get(scope.inputs) ?? new Map<string | undefined, Environment>();
  made.set(scope.inputs, same);
  const env = same.get(scope.item) ?? makeEnvironment(scope);
  same.set(scope.item, env);
  return env;
}

function makeEnvironment(scope: Scope): Environment {
  const schema = Object.fromEntries(Object.entries(scope.inputs).map(([name, input]) => [name, inputType(input)]));
  const env = new Environment({ unlistedVariablesAreDyn: false, limits: LIMITS });
  env.registerVariable({ name: 'inputs', schema: schema as Record<string, never> });
  return scope.item === undefined ? env : env.registerVariable('item', scope.item);
}

/** Type of an expression, or what is wrong with it. Refuses everything whose cost is not bounded by its inputs. */
export function checkCel(cel: string, scope: Scope): { type: string } | CelProblem {
  if (cel.length > LONGEST) {
    return celProblem(
      'cel-cost',
      `The expression is longer than ${LONGEST} characters.`,
      'Say it in two steps.',
      LONGEST,
    );
  }
  const env = environment(scope);
  let ast: ASTNode;
  try {
    ast = env.parse(cel).ast;
  } catch (error) {
    return explainCel(error, scope);
  }
  const refused = refuseCel(ast, env, scope);
  if (refused) return refused;
  const result = env.check(cel);
  return result.valid ? { type: result.type ?? 'dyn' } : explainCel(result.error, scope);
}
