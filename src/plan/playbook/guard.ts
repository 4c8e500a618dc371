import { CST, Lexer } from 'yaml';

/** Why a text is refused before it is parsed: the parser's time grows without bound on these, or people cannot follow them. */
export interface Refusal {
  /** UTF-16 offset in the text. */
  offset: number;
  message: string;
  fix: string;
}

const TOKENS = 40_000;
const DEPTH = 8;
const INDENT = 64;

const INDIRECT: Record<string, string> = {
  anchor: 'an anchor (`&`)',
  alias: 'an alias (`*`)',
  tag: 'a tag (`!`)',
  'directive-line': 'a directive (`%`)',
  'explicit-key-ind': 'an explicit key (`?`)',
};

/**
 * Reads the tokens alone, in linear time: eight thousand opening braces keep the parser busy for minutes. Anchors and
 * aliases go as well: they would let a short text stand for a huge one, and nobody can read them aloud.
 */
export function guard(text: string): Refusal | undefined {
  let offset = 0;
  let count = 0;
  let flow = 0;
  let dashes = 0;
  let fresh = true;
  let inScalar = false;
  const refuse = (message: string, fix: string): Refusal => ({ offset, message, fix });
  for (const token of new Lexer().lex(text)) {
    // The lexer announces a scalar with one token that has no text of its own, and its source with the next.
    const type: string | null = inScalar ? 'source' : CST.tokenType(token);
    inScalar = type === 'scalar';
    if (++count > TOKENS) return refuse('The playbook is too long.', 'Split it into several playbooks.');
    if (type && INDIRECT[type]) {
      return refuse(`A playbook may not hold ${INDIRECT[type]}.`, 'Write the value out, so that it can be read aloud.');
    }
    if (type === 'flow-map-start' || type === 'flow-seq-start') flow++;
    if (type === 'flow-map-end' || type === 'flow-seq-end') flow--;
    if (type === 'seq-item-ind') dashes++;
    const deep = fresh && type === 'space' && token.length > INDENT;
    if (deep || flow > DEPTH || dashes > DEPTH) {
      return refuse('The playbook is nested too deeply.', 'A playbook has stages, and stages have steps; no more.');
    }
    if (type === 'newline') dashes = 0;
    fresh = type === 'newline';
    if (!isMark(type)) offset += token.length;
  }
  return undefined;
}

/** Tokens that the lexer makes up, with no text behind them. */
function isMark(type: string | null): boolean {
  return type === 'doc-mode' || type === 'flow-error-end' || type === 'scalar';
}
