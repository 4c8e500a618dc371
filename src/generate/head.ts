const AGAIN = 'change that and run `npm run generate`';

/** The first line of a generated page. @param from Where the words come from: `src/action`. */
export function markdownHead(from: string): string {
  return `<!-- Generated from ${from}: ${AGAIN}. -->\n\n`;
}

/** The first line of a generated YAML file. */
export function yamlHead(from: string): string {
  return `# Generated from ${from}: ${AGAIN}.\n`;
}

/** For formats without comments, as the value of a field that their readers skip or show. */
export function headSentence(from: string): string {
  return `Generated from ${from}: ${AGAIN}.`;
}
