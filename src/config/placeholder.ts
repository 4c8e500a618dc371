import type { Problem } from './problem.ts';
import { fieldAt } from './schema.ts';
import { pathText, sentence, shown } from './words.ts';
import type { Source } from './yaml.ts';

// Ids of nothing but zeros and names beginning with `your-`: what `quell init` writes, and what no cloud gives out.
const PLACEHOLDER = /^(?:[TEUWCG]0{7}\d|0{12}|0{8}(?:-0{4}){3}-0{12})$|:0{12}:|\byour-/;

/** Values that still are what `quell init` printed. They are refused, because a plan for them would find nothing to contain. */
export function placeholders(source: Source): Problem[] {
  return source.texts().flatMap(({ path, text }) => {
    if (!PLACEHOLDER.test(text)) return [];
    const message = `\`${pathText(path)}\` is still the placeholder ${shown(text)}.`;
    const described = fieldAt(path)?.description;
    return [{ message, fix: described ? `Give yours: ${sentence(described)}` : 'Give yours.', at: source.at(path) }];
  });
}
