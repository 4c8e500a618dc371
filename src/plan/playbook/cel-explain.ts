import { meant } from '../../domain/nearest.ts';
import { type CelProblem, celProblem, type Scope } from './cel-scope.ts';
import { type CelType, inputType } from './types.ts';

/** A parser's or checker's error in our words. */
export function explainCel(error: unknown, scope: Scope, shift = 0): CelProblem {
  const { code, summary, range } = error as { code?: string; summary?: string; range?: { start: number } };
  const offset = (range?.start ?? 0) + shift;
  const said = visible(summary ?? String(error));
  if (code === 'unknown_variable') {
    const name = said.replace('Unknown variable: ', '');
    const known = scope.item === undefined ? ['inputs'] : ['inputs', 'item'];
    const hint = name === 'item' ? '`item` is known in a step with `for_each`.' : meantInput(name, known, scope);
    return celProblem('cel-name', `\`${name}\` is not known here.`, hint, offset);
  }
  if (code === 'no_such_key') {
    const name = said.replace('No such key: ', '');
    return celProblem('cel-name', `There is no \`${name}\`.`, meant(name, names(scope), known(scope)), offset);
  }
  if (code === 'limit_exceeded')
    return celProblem('cel-cost', `The expression is too large: ${said}.`, 'Say it in two steps.', offset);
  return celProblem(
    'cel',
    `This CEL is not valid: ${said}.`,
    'Mend the expression; `inputs.name` is an input.',
    offset,
  );
}

/** The parser repeats the character that it met, which may be one that nobody sees or that a terminal obeys. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}| $/gu, (c) => {
    return `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

function meantInput(name: string, variables: string[], scope: Scope): string {
  return Object.hasOwn(scope.inputs, name) ? `Write \`inputs.${name}\`.` : meant(name, variables, known(scope));
}

function known(scope: Scope): string {
  const inputs = Object.keys(scope.inputs);
  return inputs.length === 0 ? 'The playbook declares no inputs.' : `The inputs are ${inputs.join(', ')}.`;
}

/** Every field name that an expression could have meant. */
function names(scope: Scope): string[] {
  const below = (type: CelType): string[] =>
    typeof type === 'string' ? [] : Object.entries(type).flatMap(([name, field]) => [name, ...below(field)]);
  return Object.entries(scope.inputs).flatMap(([name, input]) => [name, ...below(inputType(input))]);
}
