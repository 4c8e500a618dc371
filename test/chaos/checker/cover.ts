import { ACTIONS } from '../../../src/action/registry.ts';
import type { Call } from '../../../src/range/kernel.ts';
import type { Case, StepCase, Told } from './read.ts';
import { CLOCK_MS, heldBack, IN_FLIGHT_MS } from './tolerance.ts';

/** A time in which an attempt of a step may change the cloud: from its intent until its result. */
export interface Span {
  from: number;
  to: number;
  /** The result's type; undefined while there is none. */
  by: string | undefined;
}

const RESULTS = /^(action\.applied|verify\.\w+|job\.(delayed|failed|changed|in-doubt|expired|cancelled))$/;
const FAILED = /^job\./;

export function spansOf(step: StepCase): Span[] {
  const spans: Span[] = [];
  let open: Span | undefined;
  for (const event of step.events) {
    if (event.type === 'action.intended') {
      open ??= { from: event.at, to: Number.POSITIVE_INFINITY, by: undefined };
    } else if (open && RESULTS.test(event.type)) {
      spans.push({ ...open, to: event.at, by: event.type });
      open = undefined;
    }
  }
  return open ? [...spans, open] : spans;
}

export function intents(step: StepCase): Told[] {
  return step.events.filter((e) => e.type === 'action.intended');
}

/** Names by which a call can tell what it is about: target, inputs, and the resources that the plan shows. */
function names(step: StepCase): string[] {
  const { target, inputs, changes } = step.planned;
  const given = Object.values(inputs).filter((v): v is string => typeof v === 'string');
  const shown = changes.flatMap((c) => [c.resource, ...c.field.split(/\s+/).filter((word) => /\d/.test(word))]);
  return [target, ...given, ...shown].filter((n) => n.length > 3).map((n) => n.toLowerCase());
}

/** Planned steps that this write can belong to: same cloud, a permission that the action declares, the same thing. */
export function stepsFor(seen: Case, call: Call): StepCase[] {
  const resource = call.resource.toLowerCase();
  return seen.steps.filter(
    (step) =>
      step.planned.cloud === call.cloud &&
      ACTIONS.get(step.planned.action)?.permissions.write.includes(call.permission) &&
      names(step).some((name) => resource.includes(name)),
  );
}

/** Whether a write lies within an attempt, or came late by something that held it back. */
export function covers(seen: Case, step: StepCase, call: Call): boolean {
  return spansOf(step).some((span) => {
    if (call.realMs < span.from - CLOCK_MS) return false;
    const grace = span.by && FAILED.test(span.by) ? IN_FLIGHT_MS : CLOCK_MS;
    return call.realMs <= span.to + grace || heldBack(seen.history, span.from, call.realMs);
  });
}

/** Quell's own changes, in the order of the cloud's log. */
export function writes(seen: Case): Call[] {
  return seen.history.calls.filter((c) => c.write && c.who === 'quell-responder');
}

/** Did the cloud do it? What was refused or throttled has changed nothing. */
export function acted(call: Call): boolean {
  return call.allowed && call.status < 400;
}
