import { parseArgs } from 'node:util';
import { asFault, Fault } from '../domain/fault.ts';
import type { Outcome, World } from './world.ts';

const OPTIONS = { json: { type: 'boolean' }, force: { type: 'boolean' } } as const;

/** Commands that a shell has beside the table's, each loaded when it is called. Two words win over one. */
const OWN: Record<string, (world: World, words: string[], force: boolean) => Promise<Outcome>> = {
  help: async (_, [verb]) => (await import('./shell-own.ts')).help(verb),
  init: async (world, _, force) => (await import('./shell-own.ts')).init(world.env, force),
  doctor: async (world) => (await import('./shell-own.ts')).examine(world.env),
  action: async (_, [id]) => (await import('./shell-own.ts')).actions(id),
  'action list': async () => (await import('./shell-own.ts')).actions(undefined),
  'action show': async (_, [id]) => (await import('./shell-own.ts')).actions(id),
  'playbook lint': async (_, files) => (await import('./shell-own.ts')).lint(files),
  'audit export': async (world) => (await import('./shell-own.ts')).exportAudit(world.env),
  'teams package': async (world, words) => (await import('./shell-own.ts')).teamsPackage(world.env, words),
  'audit verify-file': async (_, files) => (await import('./shell-own.ts')).verifyFile(files[0]!),
};

/** Longer names for what the table has. */
const ALIASES: Record<string, string> = { 'playbook list': 'playbooks', 'audit verify': 'audit' };

async function dispatch(world: World, words: string[], values: { force?: boolean }): Promise<Outcome> {
  const [first = 'help', second = '', ...rest] = words;
  const pair = `${first} ${second}`;
  if (pair === 'audit verify' && rest[0]) return OWN['audit verify-file']!(world, rest, false);
  const two = OWN[pair];
  if (two) return two(world, rest, false);
  const one = OWN[first];
  if (one) return one(world, words.slice(1), values.force === true);
  const alias = ALIASES[pair];
  const { table } = await import('./shell-own.ts');
  return table(world, alias ? [alias, ...rest] : words);
}

function usage(thrown: unknown): Fault | undefined {
  const code = thrown instanceof TypeError && 'code' in thrown ? String(thrown.code) : '';
  if (!code.startsWith('ERR_PARSE_ARGS')) return undefined;
  return new Fault({
    code: 'command.syntax',
    message: (thrown as Error).message.replace(/\.? To specify.*$/s, '.'),
    fix: 'Options are --json and --force; `quell help` lists the commands.',
  });
}

/** Runs one command of the shell and returns its exit code: 0 done, 1 refused or failed, 2 not understood. */
export async function runCommandLine(world: World): Promise<number> {
  const json = world.args.includes('--json');
  try {
    const { values, positionals } = parseArgs({ args: world.args, allowPositionals: true, options: OPTIONS });
    const outcome = await dispatch(world, positionals, values);
    world.out(json ? JSON.stringify(outcome.data) : outcome.text);
    return outcome.exit;
  } catch (thrown) {
    const misused = usage(thrown);
    const fault = misused ?? asFault(thrown);
    if (fault.code === 'quell.bug') {
      const { openLog } = await import('../edge/log/open.ts');
      openLog('error').error({ err: thrown }, 'a command met an unknown error');
    }
    if (json) world.out(JSON.stringify({ error: fault.toJSON() }));
    else world.err(`${fault.message}\n${fault.fix}`);
    return misused ? 2 : 1;
  }
}
