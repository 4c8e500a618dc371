import type { Inbound, Reply } from '../../../src/command/surface.ts';
import type { Place } from '../../../src/domain/incident.ts';
import type { Quell } from '../../../src/process/start.ts';
import { nowMs } from '../clock.ts';
import { soon } from '../report/numbers.ts';

let deliveries = 0;

function from(user: string, where?: Place): Inbound {
  const dedupe = `bench:${process.pid}:${++deliveries}`;
  return { who: { surface: 'console', tenant: 'local', user }, dedupe, ...(where ? { where } : {}) };
}

function accepted(reply: Reply): Reply {
  if (reply.exit !== 0) throw new Error(`${reply.card.title}: ${reply.card.summary}`);
  return reply;
}

export async function say(quell: Quell, user: string, text: string, where?: Place): Promise<Reply> {
  return accepted(await quell.front.command(text, from(user, where)));
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

export interface Prepared {
  plan: string;
  /** What the names of its doors begin with: `<doors>-0` is the first. */
  doors: string;
  /** What declaring and planning took until each was answered. */
  declareMs: number;
  planMs: number;
}

/** Declares an incident and plans a playbook of the doors for it, ready for its one vote. */
export async function planned(quell: Quell, playbook: string, where?: Place): Promise<Prepared> {
  const from = nowMs();
  const incident = field(await say(quell, 'ana', `declare house ${++houses} is open sev=1`, where), 'id');
  const declaredMs = nowMs();
  const doors = `house-${process.pid}-${houses}`;
  const plan = field(await say(quell, 'ana', `contain ${playbook} incident=${incident} doors=${doors}`), 'plan');
  return { plan, doors, declareMs: declaredMs - from, planMs: nowMs() - declaredMs };
}

/** Several, one after the other, and every card of theirs shown. */
export async function plannedAll(quell: Quell, count: number, playbook: string): Promise<Prepared[]> {
  const all: Prepared[] = [];
  for (let i = 0; i < count; i++) all.push(await planned(quell, playbook));
  await quell.shown();
  return all;
}
