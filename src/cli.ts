import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Reply } from './command/surface.ts';
import { configFile, openConfig } from './config.ts';
import type { Card } from './domain/card.ts';
import { asFault, Fault, type FaultRecord } from './domain/fault.ts';
import { openLog } from './edge/log.ts';

/** What a command of the shell leaves behind: text for a person, or JSON on the last line. */
interface Outcome {
  text: string;
  data: unknown;
  exit: number;
}

const config = () => openConfig({ env: process.env, readFile: (path) => readFileSync(path, 'utf8'), roles: [] });

async function ofReply(reply: Reply): Promise<Outcome> {
  const { renderCard } = await import('./edge/shell/card.ts');
  return { text: renderCard(reply.card satisfies Card), data: reply.data, exit: reply.exit };
}

async function init(force: boolean): Promise<Outcome> {
  const { initText } = await import('./config/init.ts');
  const file = configFile(process.env);
  await writeFile(file, initText(), { flag: force ? 'w' : 'wx' }).catch((cause) => {
    throw new Fault({
      code: 'config.exists',
      message: `${file} cannot be written: it is there already, or the directory is not writable.`,
      fix: 'Move it away, or write over it with --force.',
      cause,
    });
  });
  return { text: `Wrote ${file}. Fill in what it asks for, then run \`quell doctor\`.`, data: { file }, exit: 0 };
}

async function examine(): Promise<Outcome> {
  const { examine: look } = await import('./process/examine.ts');
  const { exitOf, renderChecks } = await import('./doctor.ts');
  const checks = await look(config());
  return { text: renderChecks(checks), data: checks, exit: exitOf(checks) };
}

async function lint(files: string[]): Promise<Outcome> {
  const { lintFiles } = await import('./process/lint.ts');
  if (files.length === 0) {
    throw new Fault({
      code: 'command.missing',
      message: '`playbook lint` needs files.',
      fix: 'For example: `quell playbook lint playbooks/*/playbook.yaml`.',
    });
  }
  const linted = await lintFiles(files);
  const place = (p: FaultRecord, file: string) => (p.at ? `${file}:${p.at.line}:${p.at.column}` : file);
  const lines = linted.flatMap(({ file, problems }) =>
    problems.length === 0 ? [`${file}: ok`] : problems.map((p) => `${place(p, file)}: ${p.message} ${p.fix}`),
  );
  return { text: lines.join('\n'), data: linted, exit: linted.some((l) => l.problems.length > 0) ? 1 : 0 };
}

/** Checks an export on any machine, without a database. */
async function verifyFile(file: string): Promise<Outcome> {
  const [{ readExport }, { verifyChain }] = await Promise.all([import('./audit/file.ts'), import('./audit/verify.ts')]);
  const checked = await verifyChain(readExport(readFileSync(file, 'utf8'), file));
  const text = checked.valid
    ? `${checked.events} events in ${checked.streams} streams, every hash as it should be.`
    : `Broken at ${checked.at}: ${checked.why}`;
  return { text, data: checked, exit: checked.valid ? 0 : 1 };
}

async function exportAudit(): Promise<Outcome> {
  const { recordAddress } = await import('./process/configured.ts');
  const { openDatabase } = await import('./edge/postgres/database.ts');
  const { auditRecord } = await import('./edge/postgres/events.ts');
  const record = await recordAddress(config());
  const db = await openDatabase(record.url, 1);
  const lines: string[] = [];
  for await (const event of auditRecord(db).all()) lines.push(JSON.stringify(event));
  await db.close();
  await record.stop();
  return { text: lines.join('\n'), data: { events: lines.length }, exit: 0 };
}

/** Without a configuration the two lists can still be shown: they come with the product. */
async function listActions(id: string | undefined): Promise<Outcome> {
  const [{ ACTIONS }, { action }] = await Promise.all([import('./action/registry.ts'), import('./desk/about.ts')]);
  return ofReply(await action(ACTIONS, id));
}

async function table(words: string[], user: string | undefined): Promise<Outcome> {
  const { runShell } = await import('./process/shell.ts');
  const text = words.map((w) => (/[\s"']/.test(w) ? quote(w) : w)).join(' ');
  return ofReply(
    await runShell({
      config: config(),
      log: openLog('error'),
      now: Date.now,
      random: Math.random,
      ...(user ? { user } : {}),
      text,
      dedupe: `cli:${randomUUID()}`,
    }),
  );
}

/** The shell has taken the quotes away; the command line wants them back around words with blanks. */
function quote(word: string): string {
  const eq = /^[a-z_]+=/.exec(word)?.[0] ?? '';
  return `${eq}"${word.slice(eq.length).replaceAll('"', '\u201d')}"`;
}

async function dispatch(words: string[], options: { as?: string; force?: boolean }): Promise<Outcome> {
  const [first = 'help', second, ...rest] = words;
  const user = options.as ?? process.env.QUELL_USER;
  if (first === 'help') {
    const { help } = await import('./desk/about.ts');
    return ofReply(await help(second));
  }
  if (first === 'init') return init(options.force === true);
  if (first === 'doctor') return examine();
  if (first === 'playbook' && second === 'lint') return lint(rest);
  if (first === 'playbook' && second === 'list') return table(['playbooks'], user);
  if (first === 'action') return listActions(second === 'show' ? rest[0] : second === 'list' ? undefined : second);
  if (first === 'audit' && second === 'export') return exportAudit();
  if (first === 'audit' && second === 'verify' && rest[0]) return verifyFile(rest[0]);
  if (first === 'audit') return table(['audit'], user);
  return table(words, user);
}

let json = false;
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, as: { type: 'string' }, force: { type: 'boolean' } },
  });
  json = values.json === true;
  const outcome = await dispatch(positionals, values);
  process.stdout.write(`${json ? JSON.stringify(outcome.data) : outcome.text}\n`);
  process.exitCode = outcome.exit;
} catch (thrown) {
  const isUsage = thrown instanceof TypeError && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS');
  const fault = isUsage
    ? new Fault({
        code: 'command.syntax',
        message: (thrown as Error).message.replace(/\.? To specify.*$/s, '.'),
        fix: 'Options are --json, --as <person> and --force; `quell help` lists the commands.',
      })
    : asFault(thrown);
  if (fault.code === 'quell.bug') openLog('error').error({ err: thrown }, 'a command met an unknown error');
  if (json) process.stdout.write(`${JSON.stringify({ error: fault.toJSON() })}\n`);
  else process.stderr.write(`${fault.message}\n${fault.fix}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
