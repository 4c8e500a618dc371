import type { PlanBody } from '../domain/plan.ts';

/**
 * What people still read in a message of a chat, on a phone: step lines, characters of one step's title, and bytes of the
 * text that comes from the plan. The smaller of the two chats takes 12,000 bytes with its own marks and what votes add; the
 * property of test/card/fit.test.ts holds these numbers against both.
 */
const MOST = { steps: 24, title: 300, bytes: 7000 } as const;
/** Bytes of a chat's own marks around each line. */
const LINE = 150;
/** Lines of each list of what a plan leaves open (card/limits.ts). */
const FEW = 4;

/** As it travels: in UTF-8, with what JSON escapes. */
const bytes = (text: string) => new TextEncoder().encode(JSON.stringify(text)).length;
const sum = (texts: readonly string[]) => texts.reduce((all, text) => all + bytes(text) + LINE, 0);
const longest = (texts: readonly string[]) => [...new Set(texts)].sort((a, b) => bytes(b) - bytes(a)).slice(0, FEW);

/** Whether a card in a chat shows all that the plan would do. Depends on the plan alone, and not on who looks. */
export function fitsCard(body: PlanBody): boolean {
  const steps = body.stages.flatMap((s) => s.steps);
  if (steps.length > MOST.steps || steps.some((s) => s.title.length > MOST.title)) return false;
  const read =
    sum(steps.map((s) => s.title)) +
    sum(body.stages.map((s) => s.title + s.needs.map((n) => JSON.stringify(n)).join())) +
    sum(body.unplanned.map((u) => u.action + u.why + u.fix)) +
    // Each command in a fix is a run of its own.
    body.unplanned.reduce((all, u) => all + u.fix.split('`').length * LINE, 0) +
    sum([body.reason]);
  const left =
    sum(longest(steps.flatMap((s) => s.notStopped))) +
    sum(longest(steps.flatMap((s) => s.residual.map((r) => r.what))));
  return read + left <= MOST.bytes;
}
