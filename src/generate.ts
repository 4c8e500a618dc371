import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { asFault } from './domain/fault.ts';
import { everything } from './generate/everything.ts';
import { exampleRuns } from './generate/example-run.ts';
import { differences, writeAll } from './generate/on-disk.ts';

const ROOT = join(fileURLToPath(import.meta.url), '../..');

/** Writes everything that is printed from the code; `--check` only compares, and names what would change. */
async function generate(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  // The moment this process started, and no running clock: what a page says must not hang on when it was printed.
  const files = await everything(ROOT, await exampleRuns(Date.now()));
  const found = differences(ROOT, files);
  if (values.check !== true) {
    writeAll(ROOT, files, found);
    process.stdout.write(`${files.size} files, ${found.length} of them changed\n`);
    return 0;
  }
  for (const { path, what } of found) process.stderr.write(`${path} ${what}\n`);
  if (found.length === 0) return 0;
  process.stderr.write('Run `npm run generate` and commit what it writes.\n');
  return 1;
}

try {
  process.exitCode = await generate();
} catch (thrown) {
  const fault = asFault(thrown);
  if (fault.code === 'quell.bug') throw thrown;
  process.stderr.write(`${fault.message}\n${fault.fix}\n`);
  process.exitCode = 1;
}
