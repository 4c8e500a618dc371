import { ACTIONS } from '../action/registry.ts';
import type { Planned } from '../domain/action.ts';
import { startRange } from '../range/range.ts';

/** What each action's example would do in the range's company, by action id. */
export type ExampleRuns = ReadonlyMap<string, Planned>;

/**
 * Plans every example on a fresh range: the pages then show changes that were computed and not made up.
 *
 * @param now Milliseconds since the epoch, near the real time, because the range's certificate is a real one. It stands
 *   still, and no plan depends on it.
 */
export async function exampleRuns(now: number): Promise<ExampleRuns> {
  const range = await startRange({ realNow: () => now, random: repeatable(), settleMs: 0 });
  const runs = new Map<string, Planned>();
  try {
    for (const action of ACTIONS.values()) {
      const cloud = await range.clouds[action.cloud].edge.open(action.example[action.target], 'read');
      const context = { marker: 'QuellINC7', signal: AbortSignal.timeout(20_000) };
      runs.set(action.id, await action.plan(action.inputs.parse(action.example), cloud, context));
    }
  } finally {
    await range.close();
  }
  return runs;
}

/** The same world each time: ids of things in the range are drawn from here. */
function repeatable(): () => number {
  let seed = 7;
  return () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
}
