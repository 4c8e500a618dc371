import { ACTIONS } from '../../../src/action/registry.ts';
import { equal } from './canonical.ts';
import { type Cast, castIn } from './cast.ts';
import { acted, intents, stepsFor, writes } from './cover.ts';
import type { Case, PlanCase, StepCase, Told } from './read.ts';
import { CLOCK_MS } from './tolerance.ts';

const VERIFIED = /^verify\.(contained|restored)$/;

/** Is there a change in the cloud's own log for what the event says was applied? */
function appliedWithout(seen: Case, step: StepCase, event: Told): string | undefined {
  const first = intents(step)[0];
  if (!first || first.seq > event.seq) return `event ${event.seq} says applied before any intent`;
  const said = event.data.applied as { changes?: unknown[] } | undefined;
  // In the state that was wanted already: nothing to change, and nothing changed.
  if (step.planned.changes.length === 0 || said?.changes?.length === 0) return undefined;
  const done = writes(seen).some(
    (c) =>
      acted(c) &&
      c.realMs >= first.at - CLOCK_MS &&
      c.realMs <= event.at + CLOCK_MS &&
      stepsFor(seen, c).includes(step),
  );
  return done ? undefined : `event ${event.seq} says applied, and the cloud saw no change`;
}

/** A proof needs a look by the reader, after the change. */
function provedWithout(seen: Case, step: StepCase, event: Told): string | undefined {
  const evidence = (event.data.evidence ?? []) as { ok: boolean }[];
  if (evidence.length === 0) return `event ${event.seq} proves nothing: it has no evidence`;
  if (evidence.some((e) => !e.ok)) return `event ${event.seq} says proven against its own evidence`;
  const done = seen.events.filter(
    (e) =>
      e.seq < event.seq &&
      ((e.type === 'action.applied' && step.events.includes(e)) ||
        (e.type === 'job.settled' && e.data.plan === step.plan.row.id && e.data.step === step.row.id)),
  );
  const since = done.at(-1);
  if (!since) return `event ${event.seq} says proven, and nothing says applied`;
  const reads = ACTIONS.get(step.planned.action)?.permissions.read ?? [];
  const looked = seen.history.calls.some(
    (c) =>
      c.who === 'quell-reader' &&
      c.cloud === step.planned.cloud &&
      reads.includes(c.permission) &&
      c.realMs >= since.at - CLOCK_MS &&
      c.realMs <= event.at + CLOCK_MS,
  );
  return looked ? undefined : `event ${event.seq} says proven, and the reader did not look after the change`;
}

const LAST_WORDS = {
  verified: VERIFIED,
  failed: /^job\.(failed|settled)$/,
  changed: /^job\.changed$/,
  'in-doubt': /^job\.in-doubt$/,
} as const;

/** The record's state and the log's last word about a step. */
function contradicted(seen: Case, step: StepCase): string[] {
  const found: string[] = [];
  const ends = step.events.filter((e) => VERIFIED.test(e.type) || /^job\.(failed|changed|in-doubt)$/.test(e.type));
  const settled = seen.events.filter(
    (e) => e.type === 'job.settled' && e.data.plan === step.plan.row.id && e.data.step === step.row.id,
  );
  const last = [...ends, ...settled].sort((a, b) => a.seq - b.seq).at(-1);
  const wanted = (LAST_WORDS as Record<string, RegExp>)[step.row.state];
  if (wanted && !(last && wanted.test(last.type)))
    found.push(`the record says ${step.row.state}, and the log ends with ${last?.type ?? 'nothing'}`);
  if (last && VERIFIED.test(last.type) && step.row.state !== 'verified')
    found.push(`event ${last.seq} says proven, and the record says ${step.row.state}`);
  const told = step.events.filter((e) => e.type === 'action.applied').at(-1);
  if (step.applied && !told && settled.length === 0)
    found.push('the record says what was applied, and the log does not');
  if (told && !equal(told.data.applied, step.applied)) found.push(`event ${told.seq} says otherwise what was applied`);
  return found;
}

function votesUntold(seen: Case, plan: PlanCase): string[] {
  const { standing } = castIn(seen, plan);
  const kept = plan.votes.map((v) => ({ person: v.person, decision: v.decision, proven: Boolean(v.proof) }));
  const lacks = (all: Cast[], one: Cast) => !all.some((other) => equal(other, one));
  return [
    ...kept
      .filter((vote) => lacks(standing, vote))
      .map(({ person }) => `the log does not know the vote of ${person} on ${plan.row.id}`),
    ...standing
      .filter((vote) => lacks(kept, vote))
      .map(({ person }) => `the log knows a vote of ${person} on ${plan.row.id}, and the record does not`),
  ];
}

/** Where the log, the record and the clouds tell different stories. */
export function otherStories(seen: Case): string[] {
  const unsaid = writes(seen).filter((call) => {
    const steps = stepsFor(seen, call);
    return steps.length > 0 && !steps.some((s) => intents(s).some((e) => e.at <= call.realMs + CLOCK_MS));
  });
  const steps = seen.steps.flatMap((step) => {
    const applied = step.events.filter((e) => e.type === 'action.applied');
    const proven = step.events.filter((e) => VERIFIED.test(e.type));
    const found = [
      ...applied.map((e) => appliedWithout(seen, step, e)),
      ...proven.map((e) => provedWithout(seen, step, e)),
      ...contradicted(seen, step),
    ];
    return found.filter((f) => f !== undefined).map((f) => `${step.key}: ${f}`);
  });
  const plans = seen.plans.flatMap((plan) => {
    const frozen = seen.events.some((e) => /^plan\.(frozen|narrowed)$/.test(e.type) && e.data.plan === plan.row.id);
    return [...(frozen ? [] : [`the log does not know ${plan.row.id}`]), ...votesUntold(seen, plan)];
  });
  return [...unsaid.map((c) => `no intent stands before call ${c.seq} (${c.permission})`), ...steps, ...plans];
}
