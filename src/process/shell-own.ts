import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Reply } from '../command/surface.ts';
import { readEnvironment } from '../config/environment.ts';
import { type Config, configFile, openConfig } from '../config.ts';
import { Fault, type FaultRecord } from '../domain/fault.ts';
import { openLog } from '../edge/log/open.ts';
import { renderCard } from '../edge/shell/card.ts';
import type { Outcome, World } from './world.ts';

/** A shell talks to no chat, so it needs none of a chat's tokens. */
function config(env: NodeJS.ProcessEnv): Config {
  return openConfig({ env, readFile: (path) => readFileSync(path, 'utf8'), roles: [] });
}

function ofReply(reply: Reply): Outcome {
  return { text: renderCard(reply.card), data: reply.data, exit: reply.exit };
}

export async function help(verb: string | undefined): Promise<Outcome> {
  const about = await import('../desk/about.ts');
  return ofReply(await about.help(verb));
}

/** Lists what comes with the product, so it needs no configuration. */
export async function actions(id: string | undefined): Promise<Outcome> {
  const [{ ACTIONS }, { action }] = await Promise.all([import('../action/registry.ts'), import('../desk/about.ts')]);
  return ofReply(await action(ACTIONS, id));
}

export async function init(env: NodeJS.ProcessEnv, force: boolean): Promise<Outcome> {
  const { initText } = await import('../config/init.ts');
  const file = configFile(env);
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

export async function examine(env: NodeJS.ProcessEnv): Promise<Outcome> {
  const [{ examine: look }, { exitOf, renderChecks }] = await Promise.all([
    import('./examine.ts'),
    import('../doctor.ts'),
  ]);
  const { roles } = readEnvironment(env, (path) => readFileSync(path, 'utf8')).environment;
  const checks = await look(config(env), new Set(roles));
  return { text: renderChecks(checks), data: checks, exit: exitOf(checks) };
}

export async function lint(files: string[]): Promise<Outcome> {
  const { lintFiles } = await import('./lint.ts');
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

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault({
      code: 'audit.file',
      message: `${file} cannot be read.`,
      fix: 'Check the path; `quell audit export > audit.jsonl` makes one.',
      cause,
    });
  }
}

/** Checks an export on any machine, without a database. */
export async function verifyFile(file: string): Promise<Outcome> {
  const [{ readExport }, { verifyChain }] = await Promise.all([
    import('../audit/file.ts'),
    import('../audit/verify.ts'),
  ]);
  const checked = await verifyChain(readExport(readText(file), file));
  const text = checked.valid
    ? `${checked.events} events in ${checked.streams} streams, every hash as it should be.`
    : `Broken at ${checked.at}: ${checked.why}`;
  return { text, data: checked, exit: checked.valid ? 0 : 1 };
}

export async function exportAudit(env: NodeJS.ProcessEnv): Promise<Outcome> {
  const [{ recordAddress }, { openDatabase }, { auditRecord }] = await Promise.all([
    import('./configured.ts'),
    import('../edge/postgres/database.ts'),
    import('../edge/postgres/events.ts'),
  ]);
  const record = await recordAddress(config(env));
  const db = await openDatabase(record.url, 1);
  const lines: string[] = [];
  for await (const event of auditRecord(db).all()) lines.push(JSON.stringify(event));
  await db.close();
  await record.stop();
  return { text: lines.join('\n'), data: { events: lines.length }, exit: 0 };
}

/** The app that somebody uploads to Teams, by quell.yaml. */
export async function teamsPackage(env: NodeJS.ProcessEnv, words: string[]): Promise<Outcome> {
  const { wanted, writeTeamsPackage } = await import('./teams-package.ts');
  const given = wanted(words);
  await writeTeamsPackage(config(env), given);
  const text = `Wrote ${given.file}. Upload it in Teams: Apps, Manage your apps, Upload an app.`;
  return { text, data: given, exit: 0 };
}

/** A command of the table, as chat has it. */
export async function table(world: World, words: string[]): Promise<Outcome> {
  const { runShell } = await import('./shell.ts');
  const { now, random, env } = world;
  const text = words.map((w) => (/[\s"']/.test(w) ? quote(w) : w)).join(' ');
  return ofReply(
    await runShell({ config: config(env), log: openLog('error'), now, random, text, dedupe: world.delivery() }),
  );
}

/** The shell has taken the quotes away; the command line wants them back around words with blanks. */
function quote(word: string): string {
  const eq = /^[a-z_]+=/.exec(word)?.[0] ?? '';
  return `${eq}"${word.slice(eq.length).replaceAll('"', '\u201d')}"`;
}
