import type { Inbound, Reply } from '../../src/command/surface.ts';
import type { Quell } from '../../src/process/start.ts';
import { soon } from './numbers.ts';

let deliveries = 0;

function from(user: string): Inbound {
  return { who: { surface: 'console', tenant: 'local', user }, dedupe: `bench:${process.pid}:${++deliveries}` };
}

function accepted(reply: Reply): Reply {
  if (reply.exit !== 0) throw new Error(`${reply.card.title}: ${reply.card.summary}`);
  return reply;
}

export async function say(quell: Quell, user: string, text: string): Promise<Reply> {
  return accepted(await quell.front.command(text, from(user)));
}

/** The click on a card's button. */
export async function press(quell: Quell, user: string, verb: string, ref: string): Promise<Reply> {
  return accepted(await quell.front.press(verb, ref, {}, from(user)));
}

export function field(reply: Reply, name: string): string {
  return String((reply.data as Record<string, unknown>)[name]);
}

/** Waits until the run of a plan ends, and fails unless it ended so. */
export async function ended(quell: Quell, plan: string, as: 'contained' | 'released'): Promise<void> {
  for (;;) {
    const changed = quell.nextChange();
    const run = await quell.desk.jobs.runOf(plan);
    if (run.state === as) return;
    if (run.state !== 'running') {
      const faults = run.steps.flatMap((s) => (s.fault ? [`${s.id}: ${s.fault.message}`] : []));
      throw new Error(`the run is ${run.state}: ${faults.join('; ')}`);
    }
    await soon(`run of ${plan}`, changed);
  }
}

let houses = 0;

/** Declares an incident and plans this many doors for it. Returns the plan, ready for its vote, and what declaring took in ms. */
export async function planned(quell: Quell, doors: number): Promise<{ plan: string; declareMs: number }> {
  const begun = performance.now();
  const incident = field(await say(quell, 'ana', `declare house ${++houses} is open sev=1`), 'id');
  const declareMs = performance.now() - begun;
  const text = `contain shut-${doors} incident=${incident} doors=${process.pid}-${houses}`;
  return { plan: field(await say(quell, 'ana', text), 'plan'), declareMs };
}
