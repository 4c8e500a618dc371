import { z } from 'zod';
import type { JsonObject } from '../../domain/json.ts';
import { Playbook } from '../../domain/playbook.ts';
import type { Registry } from './check-step.ts';

const EXPRESSION = { type: 'string', pattern: '^\\$\\{[^]*\\}\\s*$', description: 'Exactly one ${ CEL }.' };

/**
 * JSON Schema (draft 7, which editors know best) of a playbook, for completion: action ids are an enum, and `with`
 * offers the inputs of the action that was chosen. Checks that a schema cannot make are `quell playbook lint`'s.
 */
export function playbookSchema(registry: Registry): JsonObject {
  const schema = z.toJSONSchema(Playbook, { io: 'input', target: 'draft-7' }) as JsonObject;
  const step = dig(schema, 'properties', 'stages', 'items', 'properties', 'steps', 'items');
  const actions = [...registry.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  dig(step, 'properties').action = {
    description: 'Id of an action: `quell action list`.',
    enum: actions.map((action) => action.id),
  };
  step.allOf = actions.map((action) => ({
    if: { properties: { action: { const: action.id } }, required: ['action'] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word; nobody awaits it.
    then: { properties: { with: withSchema(action.inputs) } },
  }));
  return { ...schema, $id: 'playbook.schema.json', title: 'Quell playbook' };
}

function withSchema(inputs: z.ZodObject): JsonObject {
  const { $schema: _, ...schema } = z.toJSONSchema(inputs, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  }) as JsonObject;
  const fields = Object.entries((schema.properties ?? {}) as { [name: string]: JsonObject });
  const properties = Object.fromEntries(
    fields.map(([name, field]) => {
      const { description, ...rest } = field;
      return [name, { ...(description === undefined ? {} : { description }), anyOf: [rest, EXPRESSION] }];
    }),
  );
  return { ...schema, properties, additionalProperties: false };
}

function dig(schema: JsonObject, ...path: string[]): JsonObject {
  return path.reduce((at, key) => at[key] as JsonObject, schema);
}
