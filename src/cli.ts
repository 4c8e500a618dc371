import { randomUUID } from 'node:crypto';
import { enableCompileCache } from 'node:module';

// Halves the time until a command of the shell begins: types are stripped once, not at every start.
enableCompileCache();
const { runCommandLine } = await import('./process/commandline.ts');
process.exitCode = await runCommandLine({
  args: process.argv.slice(2),
  env: process.env,
  now: Date.now,
  random: Math.random,
  delivery: () => `cli:${randomUUID()}`,
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
});
