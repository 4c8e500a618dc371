import type { Reply } from '../command/surface.ts';
import { Fault } from '../domain/fault.ts';
import { shortDigest } from '../domain/plan.ts';
import { narrowed } from '../plan/narrow.ts';
import { freeze, planned } from './freeze.ts';
import type { Ask, DeskParts } from './parts.ts';

/** Ids as people part them. */
function idsOf(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}

/** What is to be left out: named, or all that is not named to stay. */
function dropOf(ask: Ask): string[] {
  const ids = ask.about!.plan!.body.stages.flatMap((stage) => stage.steps.map((s) => s.id));
  const [drop, keep] = [idsOf(ask.values.drop), idsOf(ask.values.keep)];
  if (drop && keep) {
    throw new Fault({
      code: 'command.input',
      message: 'drop and keep say the same in two ways.',
      fix: 'Give one of them.',
    });
  }
  if (drop) return drop;
  if (!keep) {
    throw new Fault({
      code: 'command.missing',
      message: '`narrow` needs the steps to leave out.',
      fix: `For example: \`narrow ${ask.values.plan} drop=${ids.at(-1)}\`.`,
    });
  }
  const stray = keep.find((id) => !ids.includes(id));
  // A step that is not there is an error, and not silently nothing: narrowed() names those that are.
  return stray === undefined ? ids.filter((id) => !keep.includes(id)) : [stray];
}

/** Asks for less. The plan stays its requester's; earlier votes were for more, and are void. */
export async function narrow(parts: DeskParts, ask: Ask): Promise<Reply> {
  const { plan, incident } = ask.about!;
  const { id, digest, body, status } = plan!;
  if (status !== 'pending') {
    throw new Fault({
      code: 'plan.started',
      message: `Plan ${shortDigest(digest)} is ${status}, so it cannot be narrowed.`,
      fix: `\`again ${id}\` asks for a fresh one, where it is over.`,
    });
  }
  const { earlier: _before, ...less } = narrowed(body, dropOf(ask));
  const next = await freeze(parts, ask, incident, { ...less, earlier: { plan: id, digest, why: 'narrowed' } });
  return planned(parts, ask, incident, next);
}
