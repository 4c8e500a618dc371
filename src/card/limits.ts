import { CLOUD_NAMES, type Cloud, type Residual } from '../domain/action.ts';
import type { Block, Text } from '../domain/card.ts';
import type { PlannedStep } from '../domain/plan.ts';
import { codeSpans } from './notice.ts';
import type { PlanView } from './view.ts';
import { distinct, sayEnd } from './words.ts';

/** Whole, as the full plan has it; or what a reader takes in at a glance, with the count of the rest. */
export type Length = 'short' | 'whole';

/** Lines of a list on the short card. */
const FEW = 4;

interface Left {
  cloud: Cloud;
  residual: Residual;
  /** The provider's time of the change, once it was made. */
  from: string | undefined;
}

/** ISO times sort by themselves; what has no end sorts behind every time. */
function endOf({ residual, from }: Left): number {
  if (residual.forSeconds === null) return Number.POSITIVE_INFINITY;
  return (from ? Date.parse(from) : 0) + residual.forSeconds * 1000;
}

/** One line a thing, with its latest end, and what lasts longest first. */
function residuals(view: PlanView): Left[] {
  const latest = new Map<string, Left>();
  for (const step of stepsOf(view)) {
    const from = view.run.steps.find((s) => s.id === step.id)?.receipt?.applied?.at;
    for (const residual of step.residual) {
      const key = `${step.cloud} ${residual.what}`;
      const left: Left = { cloud: step.cloud, residual, from };
      const known = latest.get(key);
      if (!known || endOf(known) < endOf(left)) latest.set(key, left);
    }
  }
  return [...latest.values()].sort((a, b) => (endOf(a) === endOf(b) ? 0 : endOf(b) - endOf(a)));
}

function sayLeft({ cloud, residual, from }: Left, length: Length): Text {
  const why = length === 'whole' ? ` ${residual.why}` : '';
  return [`${CLOUD_NAMES[cloud]}: ${residual.what}: `, ...sayEnd(residual, from), `.${why}`];
}

export function stepsOf(view: PlanView): PlannedStep[] {
  return view.plan.body.stages.flatMap((s) => s.steps);
}

/** What each step names first comes first, so that every cloud is heard before any of them is heard out. */
function notStopped(view: PlanView): string[] {
  const steps = stepsOf(view);
  const most = Math.max(0, ...steps.map((s) => s.notStopped.length));
  const rounds = Array.from({ length: most }, (_, i) =>
    steps.flatMap((s) => (s.notStopped[i] ? [`${CLOUD_NAMES[s.cloud]}: ${s.notStopped[i]}`] : [])),
  );
  return distinct(rounds.flat());
}

function list(title: string, items: Text[], length: Length): Block[] {
  if (items.length === 0) return [];
  const rest = items.length - FEW;
  // One line more says as much as "1 more".
  if (length === 'whole' || rest <= 1) return [{ block: 'list', title, items }];
  return [{ block: 'list', title, items: [...items.slice(0, FEW), [`${rest} more in Details`]] }];
}

/**
 * What the steps leave possible, in time and for good, and what is not in the plan. Each step speaks for itself alone:
 * what one leaves open, another one of this plan may close.
 */
export function limitBlocks(view: PlanView, length: Length): Block[] {
  const { kind, unplanned } = view.plan.body;
  const release = kind === 'release';
  const left = residuals(view).map((r) => sayLeft(r, release ? 'whole' : length));
  return [
    ...list(release ? 'After this release' : 'What each step alone leaves possible', left, length),
    ...list(
      'What each step alone does not stop',
      notStopped(view).map((line) => [line]),
      length,
    ),
    // Never shortened: these are steps that somebody will believe were taken.
    ...list(
      'Not in this plan',
      unplanned.map((u) => [`${u.action}: ${u.why} `, ...codeSpans(`Fix: ${u.fix}`)]),
      'whole',
    ),
  ];
}
