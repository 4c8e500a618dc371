import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Position } from '../domain/fault.ts';
import { guard } from '../plan/playbook/guard.ts';
import type { Problem } from './problem.ts';

export type Path = readonly PropertyKey[];

/** A parsed text that still knows where everything stands. */
export interface Source {
  /** Plain data: what the YAML says. */
  value: unknown;
  /** Where the value at a path stands; for one that is missing, its nearest parent. */
  at(path: Path): Position;
  /** Where the key at the end of a path stands. */
  atKey(path: Path): Position;
  /** Every piece of text, with its path. */
  texts(): { path: Path; text: string }[];
}

/** Longest file that is read, in bytes. */
export const LIMIT = 256 * 1024;

// The parser's own sentences quote the text, which may hold a secret: these never do.
const SENTENCES: Record<string, string> = {
  TAB_AS_INDENT: 'A tab stands where blanks must indent.',
  BAD_INDENT: 'The indentation does not fit the lines above.',
  MISSING_CHAR: 'A quote, bracket, comma or blank is missing before this place.',
  MULTIPLE_DOCS: 'The file holds several documents.',
  BLOCK_AS_IMPLICIT_KEY: 'A list or mapping stands where a value was begun on the same line.',
  MULTILINE_IMPLICIT_KEY: 'A key is missing its colon.',
  BAD_SCALAR_START: 'The value begins with a character that needs quotes around it.',
  BAD_DQ_ESCAPE: 'The quoted text has an unknown backslash escape.',
};

function problem(message: string, fix: string, at: Position): Problem {
  return { message, fix, at };
}

/** Reads YAML into data and positions, or says why not. Time is bounded by the size of the text. */
export function readYaml(raw: string, file: string): { source: Source } | { problems: Problem[] } {
  const text = raw.startsWith('\ufeff') ? raw.slice(1) : raw;
  const place = placer(text, file);
  if (Buffer.byteLength(text) > LIMIT) {
    return { problems: [problem('The file is larger than 256 KiB.', 'Keep settings alone in it.', place(0))] };
  }
  const refused = guard(text);
  if (refused) {
    const message =
      'Here the YAML is nested too deeply, too long, or uses an anchor, alias, tag, directive or `?` key.';
    return { problems: [problem(message, 'Write every value out, plainly.', place(refused.offset))] };
  }
  // Uniqueness is checked below: the parser's own check takes quadratic time.
  const doc = parseDocument(text, {
    lineCounter: new LineCounter(),
    prettyErrors: false,
    uniqueKeys: false,
    // `silent` would also hide that there are several documents.
    logLevel: 'error',
  });
  const broken = [...doc.errors, ...doc.warnings].slice(0, 20).map((e) => {
    const sentence = SENTENCES[e.code] ?? 'The YAML cannot be read at this place.';
    return problem(sentence, 'Mend it here, or in the line above.', place(e.pos[0]));
  });
  return broken.length > 0 ? { problems: broken } : index(doc, place);
}

/** One-based line and column of an offset. */
export function placer(text: string, file: string): (offset: number) => Position {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lines.addNewLine(i + 1);
  return (offset) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
}

function index(
  doc: Document.Parsed,
  place: (offset: number) => Position,
): { source: Source } | { problems: Problem[] } {
  const values = new Map<string, number>();
  const keys = new Map<string, number>();
  const texts: { path: Path; text: string }[] = [];
  const problems: Problem[] = [];
  const id = (path: Path) => JSON.stringify(path.map(String));
  const take = (node: unknown, path: Path): unknown => {
    if (isNode(node) && node.range) values.set(id(path), node.range[0]);
    if (isSeq(node)) return node.items.map((item, i) => take(item, [...path, i]));
    if (!isMap(node)) {
      const value = isScalar(node) ? node.value : null;
      if (typeof value === 'number' && !Number.isFinite(value)) {
        const at = place(isNode(node) ? (node.range?.[0] ?? 0) : 0);
        problems.push(problem('This is no number that can be worked with.', 'Write a plain number.', at));
      }
      if (typeof value === 'string') texts.push({ path, text: value });
      return value;
    }
    const object: Record<string, unknown> = {};
    for (const pair of node.items) {
      const offset = isNode(pair.key) && pair.key.range ? pair.key.range[0] : 0;
      const key = isScalar(pair.key) ? String(pair.key.value) : '__proto__';
      if (key === '__proto__') problems.push(problem('This cannot be a key.', 'Use a plain word.', place(offset)));
      else if (Object.hasOwn(object, key)) {
        problems.push(problem('This key stands here a second time.', 'Keep one of the two.', place(offset)));
      } else {
        keys.set(id([...path, key]), offset);
        object[key] = take(pair.value, [...path, key]);
      }
    }
    return object;
  };
  const value = take(doc.contents, []);
  if (problems.length > 0) return { problems };
  const at = (path: Path): Position => {
    const offset = values.get(id(path)) ?? keys.get(id(path));
    if (offset !== undefined) return place(offset);
    return path.length === 0 ? place(0) : at(path.slice(0, -1));
  };
  const atKey = (path: Path): Position => {
    const offset = keys.get(id(path));
    return offset === undefined ? at(path) : place(offset);
  };
  return { source: { value, at, atKey, texts: () => texts } };
}
