import type { z } from 'zod';
import type { AnyAction } from '../../domain/action.ts';
import { meant } from '../../domain/nearest.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import { checkCel } from './cel.ts';
import type { Scope } from './cel-scope.ts';
import type { Problem } from './problem.ts';
import type { FoundStep } from './salvage.ts';
import type { Path, Source } from './source.ts';
import { template } from './template.ts';
import { fits, wanted } from './types.ts';

export type Registry = ReadonlyMap<string, AnyAction>;

/** Everything that is wrong with one step by itself. */
export function checkStep(found: FoundStep, inputs: Scope['inputs'], registry: Registry, source: Source): Problem[] {
  const { step, path } = found;
  const problems: Problem[] = [];
  const scope: Scope = { inputs };
  problems.push(...checkForEach(step, path, scope, source));
  problems.push(...checkWhen(step, path, scope, source));
  const action = registry.get(step.action);
  if (action === undefined) {
    const message = `There is no action \`${step.action}\`.`;
    const fix = meant(step.action, registry.keys(), 'See `quell action list`.');
    problems.push({ code: 'unknown-action', message, fix, at: source.at([...path, 'action']) });
  }
  problems.push(...checkWith(step, path, action, scope, source));
  return problems;
}

/** Sets `scope.item` for the rest of the step. */
function checkForEach(step: PlaybookStep, path: Path, scope: Scope, source: Source): Problem[] {
  if (step.for_each === undefined) return [];
  const here = [...path, 'for_each'];
  const outside = { inputs: scope.inputs };
  const value = template(step.for_each);
  scope.item = 'dyn';
  if ('literal' in value) {
    const fix = 'Write `for_each: ${ inputs.name.split(",") }`, for example.';
    return [{ code: 'for-each', message: '`for_each` is not an expression.', fix, at: source.at(here) }];
  }
  const checked = expression(value, here, outside, source);
  if (!('type' in checked)) return [checked];
  const element = /^list<(string|int|double|bool)>$/.exec(checked.type)?.[1];
  if (element === undefined) {
    const message = `\`for_each\` gives ${checked.type}, not a list of strings, numbers or booleans.`;
    return [{ code: 'for-each', message, fix: 'Give a list: `${ ["a", "b"] }`.', at: source.at(here) }];
  }
  scope.item = element;
  return [];
}

function checkWhen(step: PlaybookStep, path: Path, scope: Scope, source: Source): Problem[] {
  if (step.when === undefined) return [];
  const here = [...path, 'when'];
  if (step.when.includes('${')) {
    return [{ code: 'when', message: '`when` is CEL already.', fix: 'Write it without `${ }`.', at: source.at(here) }];
  }
  const checked = expression({ cel: step.when, offset: 0 }, here, scope, source);
  if (!('type' in checked)) return [checked];
  if (checked.type === 'bool') return [];
  const message = `\`when\` gives ${checked.type}, not true or false.`;
  return [
    {
      code: 'when',
      message,
      fix: 'Compare: `inputs.name == "value"`, or ask `has(inputs.name)`.',
      at: source.at(here),
    },
  ];
}

function checkWith(
  step: PlaybookStep,
  path: Path,
  action: AnyAction | undefined,
  scope: Scope,
  source: Source,
): Problem[] {
  const fields = action?.inputs.shape as { [name: string]: z.ZodType } | undefined;
  const problems = Object.entries(step.with).flatMap(([name, value]) => {
    const here = [...path, 'with', name];
    const field = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (fields && field === undefined) {
      const message = `\`${step.action}\` has no input \`${name}\`.`;
      const fix = meant(name, Object.keys(fields), `It has ${Object.keys(fields).join(', ')}.`);
      return [{ code: 'unknown-input', message, fix, at: source.atKey(here) }];
    }
    return checkValue(value, field, here, scope, source);
  });
  for (const [name, field] of Object.entries(fields ?? {})) {
    if (Object.hasOwn(step.with, name) || field.safeParse(undefined).success) continue;
    const message = `\`${step.action}\` needs the input \`${name}\`.`;
    const fix = `Add \`${name}\` under \`with\`${field.description ? `: ${field.description}` : '.'}`;
    problems.push({
      code: 'missing-input',
      message,
      fix: fix.replace(/\.?$/, '.'),
      at: source.atKey([...path, 'with']),
    });
  }
  return problems;
}

function checkValue(value: unknown, field: z.ZodType | undefined, here: Path, scope: Scope, source: Source): Problem[] {
  const read = template(value);
  if (Array.isArray(value)) {
    const index = value.findIndex((one) => !('literal' in template(one)));
    const fix = 'Compute the entire list: `${ [inputs.a, inputs.b] }`.';
    const at = source.at([...here, index]);
    if (index >= 0) return [{ code: 'template', message: 'An expression cannot stand inside a list.', fix, at }];
  }
  if (!('literal' in read)) {
    const checked = expression(read, here, scope, source);
    if (!('type' in checked)) return [checked];
    if (field === undefined || fits(checked.type, field)) return [];
    const message = `The expression gives ${checked.type}; \`${here.at(-1)}\` takes ${wanted(field)}.`;
    return [{ code: 'input-type', message, fix: 'Convert it, with `string( )` for example.', at: source.at(here) }];
  }
  const parsed = field?.safeParse(value);
  if (field === undefined || parsed === undefined || parsed.success) return [];
  const why = parsed.error.issues[0]?.message.replace(/^Invalid input: /, '') ?? 'it is refused';
  const quotes = typeof value !== 'string' && wanted(field).includes('string');
  const fix = quotes ? `Put it in quotes: "${source.written(here)}".` : `Give ${wanted(field)}.`;
  return [{ code: 'input-type', message: `\`${here.at(-1)}\` does not fit: ${why}.`, fix, at: source.at(here) }];
}

type Read = { cel: string; offset: number } | { wrong: string; offset: number };

/** Checks one expression; a problem comes with its place in the file. */
function expression(read: Read, here: Path, scope: Scope, source: Source): { type: string } | Problem {
  if ('wrong' in read) {
    const fix = 'Write the value as exactly one `${ CEL }`; CEL joins texts with `+`.';
    return { code: 'template', message: read.wrong, fix, at: source.within(here, read.offset) };
  }
  const checked = checkCel(read.cel, scope);
  if ('type' in checked) return checked;
  const { code, message, fix, offset } = checked;
  return { code, message, fix, at: source.within(here, read.offset + offset) };
}
