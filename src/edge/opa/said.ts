import { z } from 'zod';
import type { StageDemand, StageFacts } from '../../approval/policy.ts';
import type { Demand } from '../../domain/approval.ts';

const name = z.string().regex(/^[a-z][a-z0-9]*([-.][a-z0-9]+)*$/);
const text = z.string().min(1).max(1000);

const no = { allow: z.literal(false), rules: z.array(name).max(50), why: text, fix: text };
// A yes that no rule stands behind is not one.
const yes = { allow: z.literal(true), rules: z.array(name).min(1).max(50) };

/** What `quell/answer` says. */
export const SaidAnswer = z.discriminatedUnion('allow', [z.strictObject(yes), z.strictObject(no)]);

const SaidDemand = z.strictObject({
  group: z.string().min(1),
  count: z.int().min(1),
  // biome-ignore lint/suspicious/noThenProperty: the word that quell.yaml and plans use for the next tier; it is a list.
  then: z.array(z.strictObject({ group: z.string().min(1), afterSeconds: z.number().min(0) })).optional(),
});
const SaidStage = z.strictObject({ needs: z.array(SaidDemand).min(1), fresh: z.boolean() });

/** What `quell/demands` says. */
export const SaidDemands = z.discriminatedUnion('allow', [
  z.strictObject({ ...yes, stages: z.array(SaidStage).min(1) }),
  z.strictObject({ ...no, stages: z.array(z.never()) }),
]);

/** Whether `now` asks for all that `asked` did: the same groups, as many people, and no tier sooner or besides. */
function covers(now: readonly Demand[], asked: Demand): boolean {
  const same = now.find((n) => n.group === asked.group && n.count >= asked.count);
  return (
    same !== undefined &&
    (same.then ?? []).every((tier) =>
      (asked.then ?? []).some((t) => t.group === tier.group && t.afterSeconds <= tier.afterSeconds),
    )
  );
}

/** Policy can raise what a stage needs, and never lower it: true when each stage of the plan is there and asks for no less. */
export function noLess(said: readonly { needs: z.infer<typeof SaidDemand>[] }[], plan: readonly StageFacts[]): boolean {
  return (
    said.length === plan.length &&
    plan.every((stage, i) => stage.needs.every((asked) => covers(needsOf(said[i]!), asked)))
  );
}

/** Without fields that are there and undefined. */
export function needsOf({ needs }: { needs: z.infer<typeof SaidDemand>[] }): Demand[] {
  return needs.map(({ group, count, then }) => ({ group, count, ...(then ? { then } : {}) }));
}

export function stagesOf(said: z.infer<typeof SaidDemands>): StageDemand[] {
  return said.allow ? said.stages.map((stage) => ({ needs: needsOf(stage), fresh: stage.fresh })) : [];
}
