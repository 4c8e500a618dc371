import type { Violation } from '../history.ts';
import { equal, spell } from './canonical.ts';
import { covers, intents, stepsFor, writes } from './cover.ts';
import { bears } from './marks.ts';
import type { Case, StepCase } from './read.ts';
import { CLOCK_MS } from './tolerance.ts';
import { TRUTHS } from './truth.ts';

function thing({ planned }: StepCase): string {
  return spell([planned.action, planned.inputs]);
}

/** Steps that took their thing first in this incident: only they found it as it was before anybody acted. */
function firstTakers(seen: Case): Set<StepCase> {
  const acted = seen.steps.filter((s) => s.plan.body.kind === 'contain' && intents(s).length > 0);
  acted.sort((a, b) => intents(a)[0]!.seq - intents(b)[0]!.seq);
  const known = new Set<string>();
  return new Set(
    acted.filter((step) => {
      const isFirst = !known.has(thing(step));
      known.add(thing(step));
      return isFirst;
    }),
  );
}

function untrue(seen: Case, step: StepCase, prior: Record<string, unknown>): string | undefined {
  if (bears(prior, seen.marker)) return 'has this incident’s own mark in what it says was there before';
  const truth = TRUTHS[step.planned.action];
  const world = (seen.history.worlds.before as Record<string, unknown>)[step.planned.cloud];
  if (!truth) return undefined;
  const { said, was } = truth(world, step.planned, prior);
  return equal(said, was ?? null) ? undefined : `says ${spell(said)}, and the cloud was ${spell(was ?? null)}`;
}

function problems(seen: Case, step: StepCase, isFirst: boolean): string[] {
  const told = intents(step);
  const { receipts } = step;
  if (told.length === 0 && receipts.length === 0) return [];
  if (receipts.length !== 1) return [`has ${receipts.length} receipts`];
  const { body, written_at } = receipts[0]!;
  const found: string[] = [];
  if (told.length === 0) found.push('has a receipt, and no event says that it was about to act');
  const others = told.filter((e) => !equal(e.data.prior, body.prior));
  if (others.length > 0) found.push(`is not what event ${others[0]!.seq} says was found before acting`);
  if (told[0] && written_at > told[0].at + CLOCK_MS) found.push('was written after its first intent');
  const mine = writes(seen).filter((c) => {
    const steps = stepsFor(seen, c);
    return steps.includes(step) && !steps.some((s) => s !== step && covers(seen, s, c));
  });
  if (mine[0] && written_at > mine[0].realMs + CLOCK_MS) found.push(`was written after call ${mine[0].seq}`);
  const wrong = isFirst ? untrue(seen, step, body.prior) : undefined;
  return wrong ? [...found, wrong] : found;
}

/** The first receipt is the true prior state: one a step, before its first change, and as the cloud really was. */
export function receipt(seen: Case): Violation[] {
  const first = firstTakers(seen);
  return seen.steps.flatMap((step) =>
    problems(seen, step, first.has(step)).map((why) => ({
      promise: 'receipt',
      what: `the receipt of ${step.key} ${why}`,
    })),
  );
}
