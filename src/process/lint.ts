import { readFile } from 'node:fs/promises';
import { ACTIONS } from '../action/registry.ts';
import { Fault, type FaultRecord } from '../domain/fault.ts';
import { lintPlaybook } from '../plan/playbook/parse.ts';

export interface Linted {
  file: string;
  problems: FaultRecord[];
}

/** Checks playbook files. A file that cannot be read is a problem of that file, not the end. */
export async function lintFiles(files: readonly string[]): Promise<Linted[]> {
  return Promise.all(
    files.map(async (file): Promise<Linted> => {
      try {
        const problems = lintPlaybook(await readFile(file, 'utf8'), file, ACTIONS);
        return { file, problems: problems.map((p) => p.toJSON()) };
      } catch (cause) {
        const unreadable = new Fault({
          code: 'playbook.unreadable',
          message: `${file} cannot be read.`,
          fix: 'Check the path.',
          cause,
        });
        return { file, problems: [unreadable.toJSON()] };
      }
    }),
  );
}
