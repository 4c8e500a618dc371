import { ACTIONS } from '../../action/registry.ts';
import { tooFewMembers } from '../../config/members.ts';
import type { Config } from '../../config.ts';
import type { Check } from '../../domain/action.ts';
import { asFault } from '../../domain/fault.ts';
import type { Playbook } from '../../domain/playbook.ts';
import { readDrills, readPlaybooks } from '../files.ts';

function failed(what: string, thrown: unknown): Check {
  const { message, fix } = asFault(thrown);
  return { ok: false, what, saw: message, fix };
}

/** A quorum that too few people can meet is met by nobody on the night it is needed. */
function quorums(config: Config, playbooks: readonly Playbook[]): Check[] {
  return playbooks.flatMap((playbook) =>
    playbook.stages.flatMap((stage) =>
      tooFewMembers(config.people, stage.needs, config.groups).map(
        ({ message, fix }): Check => ({
          ok: false,
          what: `Playbook ${playbook.id}, stage ${stage.id}`,
          saw: message,
          fix,
        }),
      ),
    ),
  );
}

async function drills(config: Config, playbooks: ReadonlyMap<string, Playbook>): Promise<Check> {
  const what = `Drills in ${config.drills}`;
  try {
    const found = await readDrills(config.drills, playbooks);
    return { ok: true, what, saw: found.map((d) => `${d.name} (${d.pattern} ${d.tz})`).join(', ') || 'none' };
  } catch (thrown) {
    return failed(what, thrown);
  }
}

/** Playbooks and drills that can be read, and quorums that enough people can meet. */
export async function checkFiles(config: Config): Promise<Check[]> {
  const what = `Playbooks in ${config.playbooks}`;
  try {
    const playbooks = await readPlaybooks(config.playbooks, ACTIONS);
    const read: Check = { ok: true, what, saw: [...playbooks.keys()].join(', ') || 'none' };
    const short = quorums(config, [...playbooks.values()]);
    const met: Check = { ok: true, what: 'Quorums', saw: 'each can be met by somebody other than who asks' };
    return [read, ...(short.length > 0 ? short : [met]), await drills(config, playbooks)];
  } catch (thrown) {
    return [failed(what, thrown)];
  }
}
