import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../process.ts';
import { chart } from './chart.ts';
import type { Figures } from './figures.ts';
import { machineLine, markdown } from './table.ts';

/** Where the numbers are kept, and the pages that are made of them. */
export const KEPT = {
  numbers: join(ROOT, 'docs/performance.json'),
  page: join(ROOT, 'docs/performance.md'),
  chart: join(ROOT, 'docs/images/performance.svg'),
};

const FROM = '<!-- numbers: npm run bench -- --write -->';
const TO = '<!-- end of numbers -->';

/**
 * The page with these numbers in the place for them.
 * @throws Error when the page has no such place
 */
export function withNumbers(page: string, f: Figures): string {
  const [before, rest] = page.split(FROM);
  const after = rest?.split(TO)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no place between ${FROM} and ${TO}`);
  return `${before}${FROM}\n\n${machineLine(f)}.\n\n${markdown(f)}\n\n${TO}${after}`;
}

/** Keeps the numbers, and makes the page and its picture of them. */
export async function writePage(f: Figures): Promise<void> {
  const page = withNumbers(await readFile(KEPT.page, 'utf8'), f);
  await writeFile(KEPT.numbers, `${JSON.stringify(f, null, 2)}\n`);
  await writeFile(KEPT.page, page);
  await writeFile(KEPT.chart, chart(f));
}
