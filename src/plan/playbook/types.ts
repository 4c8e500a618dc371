import { z } from 'zod';
import { Identity } from '../../domain/identity.ts';
import type { PlaybookInput } from '../../domain/playbook.ts';

/** A CEL type by name, or the fields of an object. */
export type CelType = string | { [field: string]: CelType };

type JsonSchema = {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
};

const SCALARS: Record<string, string> = {
  string: 'string',
  integer: 'int',
  number: 'double',
  boolean: 'bool',
  null: 'null',
};

/** What CEL may assume of a value that a zod schema has let through. */
export function celType(schema: z.ZodType): CelType {
  return fromJsonSchema(jsonSchema(schema));
}

function fromJsonSchema(schema: JsonSchema): CelType {
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, fromJsonSchema(field)]));
  }
  if (schema.type === 'array') {
    const of = schema.items ? fromJsonSchema(schema.items) : 'dyn';
    return `list<${typeof of === 'string' ? of : 'dyn'}>`;
  }
  return (typeof schema.type === 'string' && SCALARS[schema.type]) || 'dyn';
}

function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

const IDENTITY = celType(Identity);

/** What CEL may assume of an input of a playbook. An input whose declaration is itself broken may be anything. */
export function inputType(input: PlaybookInput | undefined): CelType {
  if (input === undefined) return 'dyn';
  if (input.type === 'identity') return IDENTITY;
  return input.type === 'boolean' ? 'bool' : 'string';
}

/** Whether an expression of this CEL type can be a value of an action's input. Its content is checked when planning. */
export function fits(cel: string, field: z.ZodType): boolean {
  return accepts(jsonSchema(field), cel);
}

function accepts(schema: JsonSchema, cel: string): boolean {
  if (schema.anyOf) return schema.anyOf.some((one) => accepts(one, cel));
  if (schema.enum) return schema.enum.some((one) => scalarType(one) === cel);
  if ('const' in schema) return scalarType(schema.const) === cel;
  if (schema.type === undefined) return true;
  return [schema.type].flat().some((type) => {
    if (type === 'array') return cel === 'list<T>' || acceptsList(schema, cel);
    if (type === 'number') return cel === 'double' || cel === 'int';
    return SCALARS[type] === cel;
  });
}

function acceptsList(schema: JsonSchema, cel: string): boolean {
  const element = /^list<(.*)>$/.exec(cel)?.[1];
  return element !== undefined && (schema.items === undefined || accepts(schema.items, element));
}

function scalarType(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** How an action's field reads in an error: `string`, `integer or null`. */
export function wanted(field: z.ZodType): string {
  const words = (schema: JsonSchema): string[] => {
    if (schema.anyOf) return schema.anyOf.flatMap(words);
    if (schema.enum) return [`one of ${schema.enum.map((one) => JSON.stringify(one)).join(', ')}`];
    if (schema.type === 'array') return [`list of ${schema.items ? words(schema.items).join(' or ') : 'anything'}`];
    return [schema.type ?? 'anything'].flat();
  };
  return [...new Set(words(jsonSchema(field)))].join(' or ');
}
