import { stepsOf } from './limits.ts';
import type { Fact } from './request.ts';
import type { PlanView } from './view.ts';
import { count, duration } from './words.ts';

/** Which of these steps a release undoes, without promising more than each of them does. */
function reversal(view: PlanView): string {
  const steps = stepsOf(view);
  const [none, partly] = (['none', 'partly'] as const).map((how) => steps.filter((s) => s.reversible === how).length);
  if (!none && !partly) return 'Everything here can be put back.';
  const parts = [
    ...(none ? [`${count(none, 'step')} of ${steps.length} cannot be put back`] : []),
    ...(partly ? [`${count(partly, 'step')} of ${steps.length} only in part (see Details)`] : []),
  ];
  return `${parts.join(', and ')}; everything else can be put back.`;
}

/** When the last token that this run cut off is dead; undefined while some of it is still to be applied. */
function safeFrom(view: PlanView): string | undefined {
  if (view.run.state === 'running') return undefined;
  const ends = stepsOf(view).flatMap((planned) => {
    const at = view.run.steps.find((s) => s.id === planned.id)?.receipt?.applied?.at;
    return at ? [Date.parse(at) + planned.safeReleaseAfterSeconds * 1000] : [];
  });
  return ends.length > 0 ? new Date(Math.max(...ends)).toISOString() : undefined;
}

/** Whether it can be undone, and from when that is safe. */
export function putBack(view: PlanView): Fact {
  const label = 'Put back';
  const back = reversal(view);
  const after = Math.max(0, ...stepsOf(view).map((s) => s.safeReleaseAfterSeconds));
  if (after === 0) return { label, value: [back] };
  const from = safeFrom(view);
  if (from === undefined) return { label, value: [`${back} Safe to release ${duration(after)} after it is applied.`] };
  return { label, value: [`${back} Safe to release from `, { time: from }, '.'] };
}
