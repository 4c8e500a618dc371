import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { memoryChart } from './chart.ts';
import type { Judgement, Measured } from './judge.ts';
import { table } from './report.ts';

const FROM = '<!-- numbers: npm run scale -- --write -->';
const TO = '<!-- end of numbers -->';

/** On what it was measured. */
export const machineLine = (): string => `Node ${process.versions.node}, ${cpus().length} cores`;

/**
 * The page with these lines in the place for them.
 * @throws Error when the page has no such place
 */
export function withNumbers(page: string, machine: string, lines: string): string {
  const [before, rest] = page.split(FROM);
  const after = rest?.split(TO)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no place between ${FROM} and ${TO}`);
  return `${before}${FROM}\n\n${machine}.\n\n\`\`\`text\n${lines}\n\`\`\`\n\n${TO}${after}`;
}

/** Puts a run's numbers and its picture into docs/. */
export async function writePage(root: string, measured: Measured, judgements: readonly Judgement[]): Promise<void> {
  const page = join(root, 'docs/scale.md');
  const lines = table(measured, judgements);
  await writeFile(page, withNumbers(await readFile(page, 'utf8'), machineLine(), lines));
  await writeFile(join(root, 'docs/images/scale-memory.svg'), memoryChart(measured.endured.watched));
}
