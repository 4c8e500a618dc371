import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyAction } from '../domain/action.ts';
import { Fault } from '../domain/fault.ts';
import { nearest } from '../domain/nearest.ts';
import type { Playbook } from '../domain/playbook.ts';
import { type Drill, parseDrill } from '../drill/file.ts';
import { parsePlaybook } from '../plan/playbook/parse.ts';

async function names(directory: string, what: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (cause) {
    throw new Fault({
      code: 'config.directory',
      message: `The directory of ${what}, ${directory}, cannot be read.`,
      fix: `Create it, or name another one under \`${what}\` in quell.yaml.`,
      retry: 'when-fixed',
      cause,
    });
  }
}

/** Every `<incident type>/playbook.yaml` of a directory. @throws Fault with file:line:column of each error */
export async function readPlaybooks(
  directory: string,
  actions: ReadonlyMap<string, AnyAction>,
): Promise<Map<string, Playbook>> {
  const found = new Map<string, Playbook>();
  for (const name of await names(directory, 'playbooks')) {
    const file = join(directory, name, 'playbook.yaml');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const playbook = parsePlaybook(text, file, actions);
    found.set(playbook.id, playbook);
  }
  return found;
}

/**
 * Every drill of a directory; none when there is no such directory.
 * @throws Fault with file:line:column, and for a drill of a playbook that is not there
 */
export async function readDrills(directory: string, playbooks: ReadonlyMap<string, Playbook>): Promise<Drill[]> {
  const files = await readdir(directory).catch(() => []);
  const drills = files.filter((f) => /\.ya?ml$/.test(f)).sort();
  const read = await Promise.all(
    drills.map(async (f) => parseDrill(await readFile(join(directory, f), 'utf8'), join(directory, f))),
  );
  for (const drill of read) {
    if (playbooks.has(drill.playbook)) continue;
    const near = nearest(drill.playbook, [...playbooks.keys()]);
    throw new Fault({
      code: 'drill.file',
      message: `${join(directory, drill.name)}.yaml: there is no playbook ${drill.playbook}.`,
      fix: near ? `Did you mean ${near}?` : `Known are ${[...playbooks.keys()].join(', ')}.`,
      retry: 'when-fixed',
    });
  }
  return read;
}
