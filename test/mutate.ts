import fc from 'fast-check';

/** Cuts and insertions anywhere in a real text; `scraps` are the pieces that its grammar is made of. */
export function damaged(samples: readonly string[], scraps: readonly string[]): fc.Arbitrary<string> {
  const put = fc.oneof(
    fc.constantFrom('', ...scraps),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(...samples).chain((s) => fc.nat(s.length).map((at) => s.slice(at, at + 20))),
  );
  const edit = fc.record({ at: fc.nat(9999), cut: fc.nat(20), put });
  return fc.tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 4 })).map(([sample, edits]) =>
    edits.reduce((text, { at, cut, put: piece }) => {
      const where = Math.floor((at / 10_000) * (text.length + 1));
      return text.slice(0, where) + piece + text.slice(where + cut);
    }, sample),
  );
}

/** Any text at all: made of the grammar's own pieces, of characters, or of bytes. */
export function garbage(scraps: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    fc.array(fc.constantFrom(...scraps), { maxLength: 30 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  );
}

/** Texts that make a careless reader slow: one piece, very often. */
export function repeated(scraps: readonly string[], size: number): [string, string][] {
  return scraps.map((unit) => [JSON.stringify(unit), unit.repeat(Math.ceil(size / unit.length))]);
}
