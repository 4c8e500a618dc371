import type { z } from 'zod';
import { meant } from '../../domain/nearest.ts';
import { Needs, Playbook, PlaybookInput, PlaybookStep, Stage } from '../../domain/playbook.ts';
import type { Problem } from './problem.ts';
import type { Path, Source } from './source.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with the form of a playbook: keys that nobody knows, keys that are missing, values of another type. */
export function shapeProblems(source: Source): Problem[] {
  const parsed = Playbook.safeParse(source.value);
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => explain(issue, issue.path as Path, source));
}

function explain(issue: Issue, path: Path, source: Source): Problem[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, source));
    case 'invalid_key': {
      const message = `\`${String(path.at(-1))}\` cannot be a name here.`;
      const fix = 'Use lower-case letters, digits and underscores, with a letter first.';
      return [{ code: 'name', message, fix, at: source.atKey(path) }];
    }
    default:
      return [isMissing(path, source) ? missingKey(path, source) : wrongValue(issue, path, source)];
  }
}

function unknownKey(key: string, path: Path, source: Source): Problem {
  const known = Object.keys(formAt(path).shape);
  const message = `The key \`${key}\` is not known here.`;
  return {
    code: 'unknown-key',
    message,
    fix: meant(key, known, `Known are ${known.join(', ')}.`),
    at: source.atKey([...path, key]),
  };
}

function isMissing(path: Path, source: Source): boolean {
  const key = path.at(-1);
  const parent = valueAt(source.value, path.slice(0, -1));
  return typeof key === 'string' && typeof parent === 'object' && parent !== null && !Object.hasOwn(parent, key);
}

function missingKey(path: Path, source: Source): Problem {
  const key = String(path.at(-1));
  const field = formAt(path.slice(0, -1)).shape[key] as z.ZodType | undefined;
  const message = `\`${key}\` is missing.`;
  const fix = field?.description ? `Add it: ${lowerFirst(field.description)}` : 'Add it.';
  return { code: 'missing-key', message, fix: fix.endsWith('.') ? fix : fix + '.', at: source.at(path.slice(0, -1)) };
}

function wrongValue(issue: Issue, path: Path, source: Source): Problem {
  const what = path.length === 0 ? 'A playbook' : `\`${String(path.at(-1))}\``;
  const value = valueAt(source.value, path);
  const message = `${what} does not fit: ${lowerFirst(issue.message.replace(/^Invalid (input|option): /, ''))}.`;
  return { code: 'value', message, fix: fixFor(issue, value, source.written(path)), at: source.at(path) };
}

function fixFor(issue: Issue, value: unknown, written: string): string {
  const text = issue.code === 'invalid_type' && issue.expected === 'string';
  if (text && (typeof value === 'number' || typeof value === 'boolean')) return `Put it in quotes: "${written}".`;
  if (issue.code === 'invalid_value')
    return meant(String(value), issue.values.map(String), `Use one of ${issue.values.join(', ')}.`);
  return 'See playbooks/playbook.schema.json for what may stand here.';
}

/** The form that rules at a path; paths of a playbook have these five alone. */
function formAt(path: Path): z.ZodObject {
  if (path[0] === 'inputs' && path.length === 2) return PlaybookInput;
  if (path[0] !== 'stages' || path.length < 2) return Playbook;
  if (path.length === 2) return Stage;
  return path[2] === 'needs' ? Needs : PlaybookStep;
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
