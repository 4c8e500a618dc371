import { ACTIONS } from '../../../src/action/registry.ts';
import type { Violation } from '../history.ts';
import { castIn } from './cast.ts';
import { acted, stepsFor, writes } from './cover.ts';
import { doubled } from './marks.ts';
import type { Case, StepCase } from './read.ts';

/** Events by which a person sends an ended step back to work. */
function sentBack(seen: Case, step: StepCase): number[] {
  return seen.events
    .filter((e) => {
      const { plan, steps, step: one } = e.data;
      if (plan !== step.plan.row.id) return false;
      if (e.type === 'job.retried') return Array.isArray(steps) && steps.includes(step.row.id);
      return e.type === 'job.settled' && one === step.row.id;
    })
    .map((e) => e.seq);
}

const ONCE = /^(action\.applied|verify\.\w+)$/;

/** A result counts once, and only that of the newest attempt. */
function results(seen: Case, step: StepCase): string[] {
  const found: string[] = [];
  const again = sentBack(seen, step);
  let newest = 0;
  const last = new Map<string, number>();
  for (const event of step.events) {
    const fence = Number(event.data.fence ?? 0);
    if (fence < newest)
      found.push(`event ${event.seq} (${event.type}) counts for attempt ${fence} after attempt ${newest} had begun`);
    newest = Math.max(newest, fence);
    if (!ONCE.test(event.type)) continue;
    const before = last.get(event.type);
    if (before !== undefined && !again.some((seq) => seq > before && seq < event.seq))
      found.push(`${event.type} counted twice, in events ${before} and ${event.seq}`);
    last.set(event.type, event.seq);
  }
  return found.map((what) => `${step.key}: ${what}`);
}

/** What may not be repeated blindly was done once for each decision of a person. */
function effects(seen: Case, step: StepCase): string[] {
  const action = ACTIONS.get(step.planned.action);
  if (action?.effect !== 'unsafe') return [];
  const done = writes(seen).filter((c) => acted(c) && stepsFor(seen, c).includes(step));
  const kinds = new Map<string, number>();
  for (const call of done) {
    const kind = `${call.permission} on ${call.resource}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const allowed = 1 + sentBack(seen, step).length;
  return [...kinds]
    .filter(([, n]) => n > allowed)
    .map(([kind, n]) => `${step.key}: ${kind} was done ${n} times, and must not be repeated`);
}

function votes(seen: Case): string[] {
  return seen.plans.flatMap((plan) => {
    const people = plan.votes.map((v) => v.person);
    const kept = people.filter((p, i) => people.indexOf(p) !== i);
    return [...new Set([...kept, ...castIn(seen, plan).twice])].map(
      (p) => `${p} voted on ${plan.row.id} more than once`,
    );
  });
}

/** No harmful second effect: not in the clouds, not in the record. */
export function twice(seen: Case): Violation[] {
  const { contained, after } = seen.history.worlds;
  const found = [
    ...doubled(contained, seen.marker, 'contained'),
    ...doubled(after, seen.marker, 'after'),
    ...seen.steps.flatMap((step) => [...results(seen, step), ...effects(seen, step)]),
    ...votes(seen),
  ];
  return found.map((what) => ({ promise: 'twice', what }));
}
