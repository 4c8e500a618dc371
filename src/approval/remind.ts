import type { Plan } from '../domain/plan.ts';
import { demandsOf } from './demands.ts';
import type { Reminder } from './record.ts';

/** Something that time makes due, from `at` until `until`, both in ms since 1970. */
interface Appointment {
  what: Reminder;
  at: number;
  until: number;
  /** Stages that it is about; a reminder is about all that nobody has decided. */
  stages?: number[];
}

function appointments(plan: Pick<Plan, 'body' | 'createdAt' | 'approveBy'>): Appointment[] {
  const [asked, end] = [Date.parse(plan.createdAt), Date.parse(plan.approveBy)];
  const most = asked + (end - asked) * 0.8;
  // Whoever was not there at half time is not told of it when most of the time is over.
  const found: Appointment[] = [
    { what: 'half', at: asked + (end - asked) * 0.5, until: most },
    { what: 'most', at: most, until: end },
  ];
  for (const [n, stage] of plan.body.stages.entries()) {
    for (const { group, afterSeconds } of demandsOf(stage).flatMap((need) => need.then ?? [])) {
      const what: Reminder = `tier:${group}`;
      const at = asked + afterSeconds * 1000;
      const known = found.find((a) => a.what === what && a.at === at);
      if (known) known.stages!.push(n);
      else found.push({ what, at, until: end, stages: [n] });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

/**
 * What is due at this moment, first things first; each may have been told already.
 * @param at ISO 8601
 * @param approved by stage: nobody is asked about what is decided
 */
export function dueReminders(plan: Plan, at: string, approved: readonly boolean[]): Reminder[] {
  const now = Date.parse(at);
  const due = appointments(plan)
    .filter((a) => a.at <= now && now < a.until)
    .filter((a) => !a.stages || a.stages.some((n) => !approved[n]));
  return [...new Set(due.map((a) => a.what))];
}

/** When to look again: ISO 8601, null when nothing more is to come. */
export function nextReminder(plan: Pick<Plan, 'body' | 'createdAt' | 'approveBy'>, after: string): string | null {
  const next = appointments(plan).find((a) => a.at > Date.parse(after) && a.at < a.until);
  return next ? new Date(next.at).toISOString() : null;
}
