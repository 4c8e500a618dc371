import type { z } from 'zod';
import { meant } from '../domain/nearest.ts';
import { secretKey } from './misplaced.ts';
import type { Problem } from './problem.ts';
import { fieldAt, QuellFile } from './schema.ts';
import { pathText, sentence, shown } from './words.ts';
import type { Path, Source } from './yaml.ts';

type Issue = z.core.$ZodIssue;

/** The checked settings, or what is wrong with their form: unknown keys, missing keys, values that do not fit. */
export function readShape(source: Source): { settings: QuellFile } | { problems: Problem[] } {
  const parsed = QuellFile.safeParse(source.value);
  if (parsed.success) return { settings: parsed.data };
  return { problems: parsed.error.issues.flatMap((issue) => explain(issue, issue.path, source)) };
}

function explain(issue: Issue, path: Path, source: Source): Problem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, source));
  if (issue.code === 'invalid_key') {
    const message = `\`${shown(path.at(-1))}\` cannot be a name here.`;
    return [{ message, fix: 'Use lower-case words joined by hyphens.', at: source.atKey(path) }];
  }
  const at = source.at(path);
  const value = valueAt(source.value, path);
  if (path.length > 0 && (value === undefined || value === null)) return [missing(path, at)];
  const what = path.length === 0 ? 'The file' : `\`${pathText(path)}\``;
  return [{ message: sentence(`${what} does not fit: ${reason(issue)}`), fix: fixFor(issue, path, value), at }];
}

function unknownKey(key: string, path: Path, source: Source): Problem {
  const at = source.atKey([...path, key]);
  const secret = secretKey(key);
  if (secret)
    return { message: `\`${shown(key)}\` is a secret, and secrets do not belong in this file.`, fix: secret, at };
  const known = Object.keys(fieldAt(path)?.properties ?? {});
  const where = path.length === 0 ? 'a section' : `known in \`${pathText(path)}\``;
  const fix = meant(key.slice(0, 40), known, `Known are ${known.join(', ')}.`);
  return { message: `\`${shown(key)}\` is not ${where}.`, fix, at };
}

function missing(path: Path, at: Problem['at'] & object): Problem {
  const field = fieldAt(path);
  const fix = field?.description ? `Add it: ${sentence(field.description)}` : 'Add it.';
  return { message: `\`${pathText(path)}\` is missing.`, fix, at };
}

// The library's wording never quotes the value; what the table says about a pattern is better than the pattern.
function reason(issue: Issue): string {
  const text = issue.message.replace(/^(Invalid|Too small|Too big)[^:]*: /, '');
  return /^must match pattern/.test(text) ? 'it has another form' : text;
}

function fixFor(issue: Issue, path: Path, value: unknown): string {
  const text = issue.code === 'invalid_type' && issue.expected === 'string';
  if (text && ['number', 'boolean'].includes(typeof value)) return 'Put it in quotes, so that YAML keeps it as it is.';
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return meant(String(value).slice(0, 40), values, `Use one of ${values.join(', ')}.`);
  }
  const described = fieldAt(path)?.description;
  return described ? sentence(described) : 'docs/configuration.md says what may stand here.';
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    value,
  );
}
