import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

export interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string[];
  Condition?: Value;
}

export interface Role {
  RoleName: string;
  AssumeRolePolicyDocument: {
    Statement: { Effect: string; Principal: unknown; Action: unknown; Condition?: unknown }[];
  };
  Policies: { PolicyName: string; PolicyDocument: { Version: string; Statement: Statement[] } }[];
}

export interface Stack {
  roles: Map<string, Role>;
  /** Properties of the other resources, by logical id. */
  others: Map<string, { [key: string]: Value }>;
}

/**
 * Makes of a template what CloudFormation would, for the few functions that ours use: with these parameters, in this
 * account. Resources whose condition does not hold are left out.
 */
export function deploy(file: string, parameters: Record<string, string | string[]>, account: string): Stack {
  const template = parse(readFileSync(file, 'utf8')) as {
    Parameters: { [name: string]: { Default?: string } };
    Conditions?: { [name: string]: Value };
    Resources: { [id: string]: { Type: string; Condition?: string; Properties: { [key: string]: Value } } };
  };
  const known: Record<string, Value> = { 'AWS::Partition': 'aws', 'AWS::AccountId': account };
  for (const [name, { Default }] of Object.entries(template.Parameters)) {
    const value = parameters[name] ?? Default;
    if (value === undefined) throw new Error(`${file} needs ${name}`);
    known[name] = value;
  }
  const named = (name: string): Value => {
    if (known[name] === undefined) throw new Error(`${file} names ${name}, which is nowhere`);
    return known[name];
  };
  const holds = (name: string): boolean => resolve(template.Conditions![name]!) === true;

  function call(name: string, argument: Value): Value {
    const list = argument as Value[];
    switch (name) {
      case 'Ref':
        return named(argument as string);
      case 'Fn::Sub':
        return (argument as string).replace(/\$\{([\w:]+)\}/g, (_all, key: string) => String(named(key)));
      case 'Fn::GetAtt':
        return `arn:of:${String(list[0])}`;
      case 'Fn::Equals':
        return resolve(list[0]!) === resolve(list[1]!);
      case 'Fn::Not':
        return resolve(list[0]!) !== true;
      case 'Fn::If':
        return resolve(holds(list[0] as string) ? list[1]! : list[2]!);
      default:
        throw new Error(`${file} uses ${name}, which this reader does not know`);
    }
  }

  function resolve(value: Value): Value {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', null], ...more] = Object.entries(value);
    if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return call(name, argument);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  }

  const made = Object.entries(template.Resources).filter(([, { Condition }]) => !Condition || holds(Condition));
  const of = (role: boolean) => made.filter(([, { Type }]) => (Type === 'AWS::IAM::Role') === role);
  return {
    roles: new Map(of(true).map(([id, { Properties }]) => [id, resolve(Properties) as unknown as Role])),
    others: new Map(of(false).map(([id, { Properties }]) => [id, resolve(Properties) as { [key: string]: Value }])),
  };
}

/** Everything that a role's policies allow, sorted. */
export function allowed(role: Role): string[] {
  const statements = role.Policies.flatMap((p) => p.PolicyDocument.Statement);
  return statements
    .filter((s) => s.Effect === 'Allow')
    .flatMap((s) => s.Action)
    .toSorted();
}
