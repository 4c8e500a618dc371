import { runDemo } from '../../../src/demo/run.ts';

/** What `node src/main.ts demo` runs, but for the directory: a demo of the checkout may be running, or be wanted again. */
const [root = '', directory = ''] = process.argv.slice(2);
const ignore = () => undefined;
await runDemo({
  root,
  directory,
  port: 0,
  auto: false,
  json: false,
  now: Date.now,
  random: Math.random,
  log: { info: ignore, warn: ignore, error: ignore },
  print: (line) => void process.stdout.write(`${line}\n`),
  stopped: new Promise((done) => process.once('SIGTERM', () => done())),
});
