import { z } from 'zod';
import { Fault } from '../domain/fault.ts';
import type { RawEvent } from './record.ts';

const Line = z.strictObject({
  stream: z.string(),
  seq: z.int().min(1),
  at: z.string(),
  body: z.string(),
  prev: z.string(),
  hash: z.string(),
});

/** Events as `audit export` writes them, a JSON object a line. @throws Fault `audit.file` with the line */
export function* readExport(text: string, file: string): Generator<RawEvent> {
  for (const [i, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const fail = () =>
      new Fault({
        code: 'audit.file',
        message: `${file}:${i + 1}:1: this line is no event of an audit export.`,
        fix: 'Make it with `quell audit export > audit.jsonl`, and change nothing in it.',
        at: { file, line: i + 1, column: 1 },
      });
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw fail();
    }
    const parsed = Line.safeParse(value);
    if (!parsed.success) throw fail();
    yield parsed.data;
  }
}
