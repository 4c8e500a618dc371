import { z } from 'zod';
import { Fault, type Position } from '../domain/fault.ts';
import { readSource, type Source } from '../plan/playbook/source.ts';

const PARTS = /^\S+( \S+){4,5}$/;

function isTimeZone(tz: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: tz });
    return true;
  } catch {
    return false;
  }
}

/** A rehearsal, as a file in `drills/` describes it. */
export const DrillFile = z.strictObject({
  title: z.string().min(1).max(75).describe('What is rehearsed.'),
  pattern: z
    .string()
    .regex(PARTS, 'a cron pattern of five or six fields')
    .describe('Cron pattern: `0 10 * * 2#1` is the first Tuesday at ten.'),
  tz: z
    .string()
    .refine(isTimeZone, 'an IANA time zone such as Europe/Berlin')
    .describe('Time zone of the pattern; daylight saving is followed.'),
  channel: z
    .string()
    .optional()
    .describe('Channel id that the runbook is posted into; the default channel when left out.'),
  thread: z.string().optional().describe('Post into this thread of the channel.'),
  playbook: z.string().describe('What is run, on the range.'),
  with: z
    .record(z.string(), z.union([z.string(), z.boolean()]))
    .default({})
    .describe('Inputs of the playbook, as they would be typed.'),
  severity: z.int().min(1).max(4).default(3),
  runbook: z.array(z.string().min(1)).min(1).describe('What people are asked to do, a sentence each.'),
});
export interface Drill extends z.infer<typeof DrillFile> {
  /** The file's name without `.yaml`. */
  name: string;
}

function refused(cause: string, { file, line, column }: Position): Fault {
  return new Fault({
    code: 'drill.file',
    message: `${file}:${line}:${column}: ${cause.replace(/\.$/, '')}.`,
    fix: 'docs/drills.md shows a whole file.',
    retry: 'when-fixed',
    at: { ...(file ? { file } : {}), line, column },
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

/** One mistake, at the key or value that makes it. */
function explain(issue: z.core.$ZodIssue, source: Source): Fault {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  const name = path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    return refused(`${[...path, key].join('.')} is no setting of a drill`, source.atKey([...path, key]));
  }
  if (path.length === 0)
    return refused('the file is no drill: it must hold settings, a key and a value each', source.at([]));
  if (valueAt(source.value, path) === undefined) return refused(`${name} is missing`, source.at(path));
  return refused(`${name}: ${issue.message}`, source.at(path));
}

/**
 * Reads one drill.
 * @throws Fault `drill.file` with file, line, column, cause and fix
 */
export function parseDrill(text: string, file: string): Drill {
  const read = readSource(text, file);
  if ('problems' in read) throw refused(read.problems[0]!.message, read.problems[0]!.at);
  const parsed = DrillFile.safeParse(read.source.value);
  if (!parsed.success) throw explain(parsed.error.issues[0]!, read.source);
  return { ...parsed.data, name: file.replace(/^.*\//, '').replace(/\.ya?ml$/, '') };
}
