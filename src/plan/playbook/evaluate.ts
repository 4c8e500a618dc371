import type { Environment } from '@marcbachmann/cel-js';
import { Fault, type Position } from '../../domain/fault.ts';
import type { Json, JsonObject } from '../../domain/json.ts';

/** What an expression may look at. */
export interface Values {
  inputs: JsonObject;
  item?: Json;
}

/** Finds the position of a character of the expression. */
export type Place = (offset: number) => Position | undefined;

/**
 * Value of a checked expression, as plain JSON.
 * @throws Fault `playbook.absent` where it reads something that was not given; `playbook.expression` for everything else.
 */
export function evaluateCel(cel: string, env: Environment, values: Values, place: Place): Json {
  let value: unknown;
  try {
    value = env.evaluate(cel, { ...values });
  } catch (error) {
    throw failed(cel, error, place);
  }
  const json = toJson(value);
  if (json !== undefined) return json;
  throw new Fault({
    code: 'playbook.expression',
    message: `\`${cel}\` gives something that cannot be written into a plan.`,
    fix: 'Give a text, a number, true, false, or a list of these.',
    ...atPlace(place, 0),
  });
}

function failed(cel: string, error: unknown, place: Place): Fault {
  const { code, summary, range } = error as { code?: string; summary?: string; range?: { start: number; end: number } };
  const path = code === 'no_such_key' && range ? /inputs(\.\w+)+$/.exec(cel.slice(0, range.end))?.[0] : undefined;
  if (path !== undefined) {
    return new Fault({
      code: 'playbook.absent',
      message: `\`${path}\` was not given.`,
      fix: `Give it, or guard the step with \`when: ${guardFor(path)}\`.`,
      ...atPlace(place, range?.start ?? 0),
    });
  }
  return new Fault({
    code: 'playbook.expression',
    message: `\`${cel}\` cannot be computed: ${summary ?? 'it fails'}.`,
    fix: 'Check the inputs that it reads, or mend the playbook.',
    ...atPlace(place, range?.start ?? 0),
  });
}

function guardFor(path: string): string {
  return `has(${path})`;
}

function atPlace(place: Place, offset: number): { at?: Position } {
  const at = place(offset);
  return at ? { at } : {};
}

function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  if (!Array.isArray(value)) return undefined;
  const items = value.map(toJson);
  return items.every((item) => item !== undefined) ? items : undefined;
}
