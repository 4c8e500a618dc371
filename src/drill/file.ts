import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { Fault } from '../domain/fault.ts';

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

/**
 * Reads one drill.
 * @throws Fault `drill.file` with file, line, column, cause and fix
 */
export function parseDrill(text: string, file: string): Drill {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 0 } as never);
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const fail = (offset: number, cause: string): Fault => {
    const at = place(offset);
    return new Fault({
      code: 'drill.file',
      message: `${file}:${at.line}:${at.column}: ${cause}.`,
      fix: 'docs/drills.md shows a whole file.',
      retry: 'when-fixed',
      at,
    });
  };
  const broken = document.errors[0];
  if (broken) throw fail(broken.pos[0], broken.message.split('\n')[0]!.replace(/[.:]? at line.*$/, ''));
  const parsed = DrillFile.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return { ...parsed.data, name: file.replace(/^.*\//, '').replace(/\.ya?ml$/, '') };
  const issue = parsed.error.issues[0]!;
  const node = document.getIn(issue.path as string[], true) as { range?: [number, number, number] } | undefined;
  throw fail(node?.range?.[0] ?? 0, `${issue.path.join('.') || 'the file'}: ${issue.message}`);
}
