import type { z } from 'zod';
import { Roles } from '../approval/roles.ts';
import { Fault, type Position } from '../domain/fault.ts';
import { meant } from '../domain/nearest.ts';
import { pathText, shown } from './words.ts';
import { readYaml, type Source } from './yaml.ts';

interface Problem {
  message: string;
  fix: string;
  at?: Position;
}

/**
 * Reads the text of a roles.yaml: which group of people has which role.
 * @throws Fault `policy.roles` with file:line:column of each problem
 */
export function readRoles(text: string, file: string): Roles {
  const read = readYaml(text, file);
  if ('problems' in read) throw fault(file, read.problems);
  const parsed = Roles.safeParse(read.source.value);
  if (parsed.success) return parsed.data;
  throw fault(
    file,
    parsed.error.issues.flatMap((issue) => explain(issue, read.source)),
  );
}

function explain(issue: z.core.$ZodIssue, source: Source): Problem[] {
  const { path } = issue;
  const where = path.length === 0 ? 'The file' : `\`${pathText(path)}\``;
  const words: Record<string, string[]> = {
    '': Object.keys(Roles.shape),
    roles: Object.keys(Roles.shape.roles.def.keyType.def.entries),
  };
  if (issue.code === 'unrecognized_keys') {
    const known = words[path.join('.')] ?? [];
    return issue.keys.map((key) => ({
      message: `\`${shown(key)}\` is not known here.`,
      fix: meant(key.slice(0, 40), known, `Known are ${known.join(', ')}.`),
      at: source.atKey([...path, key]),
    }));
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return [{ message: `${where} is not a role.`, fix: `Use one of ${values.join(', ')}.`, at: source.at(path) }];
  }
  const fix =
    path[0] === 'unlisted' ? 'Write a list of roles, or [].' : 'Write `role: [group, group]` for each, under `roles`.';
  return [{ message: `${where} is missing or does not fit.`, fix, at: source.at(path) }];
}

function fault(file: string, problems: readonly Problem[]): Fault {
  const [first] = problems;
  const line = ({ at, message, fix }: Problem) =>
    `${at ? `${at.file}:${at.line}:${at.column}: ` : ''}${message} ${fix}`;
  return new Fault({
    code: 'policy.roles',
    message: [`${shown(file)} does not say who has which role.`, ...problems.map(line)].join('\n'),
    fix: 'Mend it; policy/README.md has an example.',
    retry: 'when-fixed',
    ...(first?.at ? { at: first.at } : {}),
  });
}
