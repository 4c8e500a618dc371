import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

// Types are stripped once, not at every start; what is imported below comes out of the cache.
enableCompileCache();
const { asFault } = await import('./domain/fault.ts');
const { openLog } = await import('./edge/log/open.ts');
const { secretValues } = await import('./config/secret-values.ts');

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const USAGE = `quell: stops an attack on AI workloads across AWS, Google Cloud and Azure from one chat thread

  demo [--auto] [--json] [--port=7000]   three simulated clouds, an attack, and the console
  start                                  the bot, as quell.yaml says

Everything else is a command of the shell: npm run quell -- help`;

/** Resolves at the first request to stop; a second one, of either kind, ends the process at once. */
function stopped(): Promise<void> {
  return new Promise((done) => {
    let asked = false;
    const ask = (code: number) => () => {
      if (asked) process.exit(code);
      asked = true;
      done();
    };
    process.on('SIGINT', ask(130));
    process.on('SIGTERM', ask(143));
  });
}

async function demo(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { auto: { type: 'boolean' }, json: { type: 'boolean' }, port: { type: 'string' } },
  });
  const { runDemo } = await import('./demo/run.ts');
  const auto = values.auto === true;
  return runDemo({
    root: ROOT,
    directory: join(ROOT, '.quell', 'demo'),
    port: values.port ? Number(values.port) : auto ? 0 : 7000,
    auto,
    json: values.json === true,
    now: Date.now,
    random: Math.random,
    log: openLog('info', { file: join(ROOT, '.quell', 'demo.log') }),
    print: (line) => void process.stdout.write(`${line}\n`),
    stopped: stopped(),
  });
}

async function start(): Promise<number> {
  const { runConfigured } = await import('./process/configured.ts');
  return runConfigured({ env: process.env, now: Date.now, random: Math.random, stopped: stopped() });
}

const bugs = () => openLog('error', { secrets: secretValues(process.env) });

/** What nobody caught is told by the log, which keeps secrets to itself; Node would print it as it is. */
function ended(err: unknown): void {
  bugs().error({ err }, 'Quell ended by an error that nobody caught');
  process.exit(1);
}
process.on('uncaughtException', ended);
process.on('unhandledRejection', ended);

const [command = 'help', ...args] = process.argv.slice(2);
try {
  if (command === 'demo') process.exitCode = await demo(args);
  else if (command === 'start') process.exitCode = await start();
  else {
    process.stdout.write(`${USAGE}\n`);
    process.exitCode = command === 'help' || command === '--help' ? 0 : 2;
  }
} catch (thrown) {
  const fault = asFault(thrown);
  if (fault.code === 'quell.bug') bugs().error({ err: thrown }, 'Quell ended by an unknown error');
  const { scrubber } = await import('./domain/scrub.ts');
  process.stderr.write(scrubber(secretValues(process.env))(`${fault.message}\n${fault.fix}\n`));
  process.exitCode = 1;
}
