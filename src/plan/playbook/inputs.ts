import { z } from 'zod';
import type { Inputs } from '../../domain/action.ts';
import { Fault } from '../../domain/fault.ts';
import { Identity } from '../../domain/identity.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Playbook, PlaybookInput } from '../../domain/playbook.ts';

/** Long enough for any name that a cloud allows, short enough for a person to read and for CEL to stay quick. */
const text = z.string().max(1000);

/** The inputs with defaults filled in. @throws Fault `playbook.input` for one that is missing, unknown or of another type. */
export function completeInputs(playbook: Playbook, given: Inputs): JsonObject {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(playbook.inputs, name)) throw refuse(playbook, `The playbook has no input \`${name}\``);
  }
  const complete = Object.entries(playbook.inputs).flatMap(([name, input]) => {
    const value = Object.hasOwn(given, name) ? given[name] : input.type === 'identity' ? undefined : input.default;
    if (value === undefined && input.optional) return [];
    if (value === undefined) throw refuse(playbook, `The input \`${name}\` is missing (${input.describe})`);
    const parsed = form(input).safeParse(value);
    if (!parsed.success) throw refuse(playbook, `The input \`${name}\` does not fit: ${why(parsed.error)}`);
    return [[name, value]];
  });
  return Object.fromEntries(complete) as JsonObject;
}

function form(input: PlaybookInput): z.ZodType {
  if (input.type === 'identity') return Identity;
  return input.type === 'boolean' ? z.boolean() : text;
}

function why(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.join('.') ?? '';
  return `${path ? `${path}: ` : ''}${issue?.message ?? 'it is refused'}`;
}

function refuse(playbook: Playbook, sentence: string): Fault {
  const inputs = Object.keys(playbook.inputs).join(', ') || 'no inputs';
  return new Fault({ code: 'playbook.input', message: `${sentence}.`, fix: `${playbook.id} takes ${inputs}.` });
}
