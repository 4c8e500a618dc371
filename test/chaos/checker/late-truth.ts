import type { Card } from '../../../src/domain/card.ts';
import type { Violation } from '../history.ts';
import { acted, intents, stepsFor, writes } from './cover.ts';
import type { Case, PlanCase, StepCase } from './read.ts';
import { factsOf, linesOf, sentencesOf } from './shown.ts';
import { CLOCK_MS } from './tolerance.ts';
import { cloudsOf, NAMES } from './verdict.ts';

const GREEN = /^(Contained|Released) on /;
const PROGRESS = /^In progress: (\d+) of (\d+) steps? verified/;

/** Since when the log says that a step is proven; never, when it does not. */
function provenAt(step: StepCase): number {
  const event = step.events.find((e) => e.type === 'verify.contained' || e.type === 'verify.restored');
  return event?.at ?? Number.POSITIVE_INFINITY;
}

/** Since when a step may be shown as applied: its first change in the cloud's log, or a person's word for it. */
function appliedAt(seen: Case, step: StepCase): number {
  const own = step.events.filter((e) => e.type === 'action.applied').map((e) => e.at);
  const settled = seen.events
    .filter((e) => e.type === 'job.settled' && e.data.plan === step.plan.row.id && e.data.step === step.row.id)
    .map((e) => e.at);
  // A power cut may take back what the record said, and not what the cloud did: the card was right.
  const from = intents(step)[0]?.at ?? Number.POSITIVE_INFINITY;
  const done = writes(seen)
    .filter((c) => acted(c) && c.realMs >= from - CLOCK_MS && stepsFor(seen, c).includes(step))
    .map((c) => c.realMs);
  return Math.min(Number.POSITIVE_INFINITY, ...own, ...settled, ...done);
}

const allProven = (steps: StepCase[], at: number) => steps.every((s) => provenAt(s) <= at + CLOCK_MS);

/** A sentence or a colour that claims more than stood in the log at that time. */
function claims(card: Card, plans: PlanCase[], at: number): string[] {
  const found: string[] = [];
  const green = card.tone === 'good' || sentencesOf(card).some((s) => GREEN.test(s));
  if (green && !plans.some((p) => allProven(p.steps, at) && p.body.unplanned.length === 0))
    found.push(`was green ("${card.summary}")`);
  const [, n, of] =
    sentencesOf(card)
      .map((s) => PROGRESS.exec(s))
      .find((m) => m !== null) ?? [];
  const proven = plans
    .filter((p) => p.steps.length === Number(of))
    .map((p) => p.steps.filter((s) => provenAt(s) <= at + CLOCK_MS).length);
  if (n !== undefined && Math.max(0, ...proven) < Number(n)) found.push(`said that ${n} steps were verified`);
  return found;
}

function early(seen: Case, card: Card, plan: PlanCase, at: number): string[] {
  return linesOf(card).flatMap((lines, s) =>
    lines.flatMap((line, i) => {
      const id = plan.body.stages[s]?.steps[i]?.id;
      const step = plan.steps.find((x) => x.stage === s && x.row.id === id);
      if (!step) return [];
      const since = line.state === 'verified' ? provenAt(step) : line.state === 'applied' ? appliedAt(seen, step) : 0;
      return since > at + CLOCK_MS ? [`showed ${step.key} as ${line.state}`] : [];
    }),
  );
}

function earlyClouds(card: Card, plans: PlanCase[], at: number): string[] {
  const facts = factsOf(card);
  return (Object.keys(NAMES) as (keyof typeof NAMES)[]).flatMap((cloud) => {
    const said = facts.get(NAMES[cloud]);
    const kind = said === 'contained, verified' ? 'contain' : said === 'released, verified' ? 'release' : undefined;
    if (!kind) return [];
    const proven = plans.some((p) => {
      const steps = p.steps.filter((s) => s.planned.cloud === cloud);
      return p.body.kind === kind && cloudsOf(p).includes(cloud) && allProven(steps, at);
    });
    return proven ? [] : [`said "${said}" of ${NAMES[cloud]}`];
  });
}

/** No card was ever ahead of the log: nothing was green before it was proven, or applied before it was done. */
export function lateTruth(seen: Case): Violation[] {
  return seen.history.chat.flatMap(({ key, versions }) => {
    const plan = seen.plans.find((p) => key === `plan:${p.row.id}`);
    if (!plan && !key.startsWith('incident:')) return [];
    return versions.flatMap(({ at, card }, n) => {
      const found = plan
        ? [...claims(card, [plan], at), ...early(seen, card, plan, at)]
        : [...claims(card, seen.plans, at), ...earlyClouds(card, seen.plans, at)];
      return found.map((what) => ({ promise: 'late-truth', what: `version ${n + 1} of ${key} ${what} too early` }));
    });
  });
}
