/** A value of a playbook: taken as it stands, or computed by exactly one CEL expression. */
export type Template = { cel: string; offset: number } | { literal: true } | { wrong: string; offset: number };

const OPEN = '${';

/**
 * Reads `${ CEL }`. Text around it is refused: a value that is glued together is hard to read aloud, and easy to slip
 * something into. `offset` is where the expression (or what is wrong) begins in the text.
 */
export function template(text: unknown): Template {
  if (typeof text !== 'string' || !text.includes(OPEN)) return { literal: true };
  const body = text.trimEnd();
  const start = text.indexOf(OPEN);
  if (start > 0) return { wrong: 'Text stands before the `${ }`.', offset: 0 };
  if (!body.endsWith('}')) {
    const end = body.lastIndexOf('}');
    return end < 0
      ? { wrong: 'The `${` is not closed.', offset: 0 }
      : { wrong: 'Text stands after the `${ }`.', offset: end + 1 };
  }
  const second = body.indexOf(OPEN, OPEN.length);
  if (second >= 0) return { wrong: 'A value holds one `${ }` at most.', offset: second };
  const inside = body.slice(OPEN.length, -1);
  return { cel: inside.trim(), offset: OPEN.length + (inside.length - inside.trimStart().length) };
}
