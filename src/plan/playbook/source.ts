import { type Document, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Position } from '../../domain/fault.ts';
import { guard } from './guard.ts';
import type { Problem } from './problem.ts';

export type Path = readonly (string | number)[];

/** A parsed text that still knows where everything stands. */
export interface Source {
  /** Plain data; what the YAML says. */
  value: unknown;
  /** Where the value at a path stands; for a value that is missing, its nearest parent. */
  at(path: Path): Position;
  /** Where the key at the end of a path stands. */
  atKey(path: Path): Position;
  /** Where a character of the string at a path stands. */
  within(path: Path, offset: number): Position;
  /** The value at a path exactly as it was written: `012345678901`, before YAML made a number of it. */
  written(path: Path): string;
}

const LIMIT_BYTES = 256 * 1024;

/** Reads YAML into data and positions, or says why not. Time and memory are bounded by the size of the text. */
export function readSource(raw: string, file: string): { source: Source } | { problems: Problem[] } {
  const text = raw.startsWith('\ufeff') ? raw.slice(1) : raw;
  const lines = new LineCounter();
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (text.length > LIMIT_BYTES || Buffer.byteLength(text) > LIMIT_BYTES) {
    const message = 'The playbook is larger than 256 KiB.';
    return {
      problems: [problem('too-large', message, 'Split it into several playbooks.', { file, line: 1, column: 1 })],
    };
  }
  const refused = guard(text);
  if (refused) {
    markLines(text, lines);
    return { problems: [problem('yaml', refused.message, refused.fix, position(refused.offset))] };
  }
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const broken = [...doc.errors, ...doc.warnings].slice(0, 20);
  if (broken.length > 0) {
    return { problems: broken.map((e) => yamlProblem(e.code, e.message, position(e.pos[0]))) };
  }
  const strange = strangeScalars(doc);
  if (strange.length > 0) {
    return { problems: strange.map(({ code, message, fix, offset }) => problem(code, message, fix, position(offset))) };
  }
  return { source: { value: doc.toJS({ maxAliasCount: 0 }), ...locate(doc, text, position) } };
}

/**
 * Keys that plain objects treat as no key at all, so that whoever reads the data would not see them; and numbers that are
 * none, which JSON and so a digest cannot say.
 */
function strangeScalars(doc: Document.Parsed): { code: string; message: string; fix: string; offset: number }[] {
  const found: { code: string; message: string; fix: string; offset: number }[] = [];
  visit(doc, {
    Scalar(key, { value, range, source }) {
      const offset = range?.[0] ?? 0;
      if (key === 'key' && value === '__proto__')
        found.push({
          code: 'unknown-key',
          message: `The key \`${value}\` is not known here.`,
          fix: 'Remove it.',
          offset,
        });
      if (typeof value === 'number' && !Number.isFinite(value)) {
        const message = `\`${source ?? 'This'}\` is no number that can be worked with.`;
        found.push({ code: 'number', message, fix: 'Write a number, or quotes around a text.', offset });
      }
    },
  });
  return found;
}

/** What the parser would have counted, had it come to that. */
function markLines(text: string, lines: LineCounter): void {
  lines.addNewLine(0);
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lines.addNewLine(i + 1);
}

function locate(doc: Document.Parsed, text: string, position: (offset: number) => Position): Omit<Source, 'value'> {
  const node = (path: Path): Node | undefined => {
    const found = path.length === 0 ? doc.contents : doc.getIn(path, true);
    return (found as Node | null | undefined) ?? undefined;
  };
  const at = (path: Path): Position => {
    const offset = node(path)?.range?.[0];
    if (offset !== undefined) return position(offset);
    return path.length === 0 ? position(0) : at(path.slice(0, -1));
  };
  const slice = (path: Path): string => {
    const range = node(path)?.range;
    return range ? text.slice(range[0], range[1]) : '';
  };
  return {
    at,
    atKey(path) {
      const parent = node(path.slice(0, -1));
      const key = path.at(-1);
      if (isSeq(parent)) return at(path);
      const pair = isMap(parent)
        ? parent.items.find((p) => isPair(p) && isScalar(p.key) && p.key.value === key)
        : undefined;
      const offset = (pair?.key as Node | undefined)?.range?.[0];
      return offset === undefined ? at(path) : position(offset);
    },
    within(path, offset) {
      const found = node(path);
      const start = found?.range?.[0];
      // Escapes and folded lines move characters about: then the start of the value is the honest answer.
      const inside =
        isScalar(found) && typeof found.value === 'string' ? slice(path).indexOf(found.value.trimEnd()) : -1;
      return start === undefined || inside < 0 ? at(path) : position(start + inside + offset);
    },
    written: slice,
  };
}

function yamlProblem(code: string, message: string, at: Position): Problem {
  if (code === 'MULTIPLE_DOCS') {
    return problem(
      'several-documents',
      'The file holds several documents.',
      'Give each playbook a file of its own.',
      at,
    );
  }
  if (code === 'DUPLICATE_KEY') {
    return problem('duplicate-key', 'The key stands here a second time.', 'Keep one of the two.', at);
  }
  const sentence = message.replace(/\s+/g, ' ').replace(/[.\s]*$/, '.');
  return problem('yaml', `This is not valid YAML: ${sentence}`, 'Mend the YAML at this place.', at);
}

function problem(code: string, message: string, fix: string, at: Position): Problem {
  return { code, message, fix, at };
}
