import { z } from 'zod';
import { STEP_STATES } from '../../../src/domain/run.ts';

/** Rows as the record's tables have them; only what the judge asks for, each time in ms since the epoch. */
const time = z.union([z.date(), z.string()]).transform((value) => new Date(value).getTime());
const maybe = time.nullish().transform((value) => value ?? undefined);

export const IncidentRow = z.looseObject({
  id: z.string(),
  status: z.enum(['open', 'closed']),
  suspects: z.array(z.string()),
});

export const PlanRow = z.looseObject({
  id: z.string(),
  requester: z.string(),
  body: z.string(),
  digest: z.string(),
  status: z.enum(['pending', 'approved', 'denied', 'expired', 'superseded', 'withdrawn']),
  created_at: time,
  approve_by: time,
  execute_by: time,
});

export const NeedRow = z.looseObject({ plan: z.string(), stage: z.number(), grp: z.string(), count: z.number() });

export const VoteRow = z.looseObject({
  plan: z.string(),
  digest: z.string(),
  person: z.string(),
  decision: z.enum(['approve', 'deny', 'break-glass']),
  groups: z.array(z.string()),
  through: z.record(z.string(), z.string()).nullish(),
  reason: z.string().nullish(),
  second: z.string().nullish(),
  proof: z.looseObject({ digest: z.string() }).nullish(),
  at: time,
});

export const RunRow = z.looseObject({
  id: z.string(),
  plan: z.string(),
  digest: z.string(),
  kind: z.enum(['contain', 'release']),
  state: z.enum(['running', 'contained', 'partly', 'failed', 'released', 'cancelled', 'expired']),
  ended_at: maybe,
});

export const StepRow = z.looseObject({
  run: z.string(),
  id: z.string(),
  stage: z.number(),
  state: z.enum(STEP_STATES),
  intent_at: maybe,
  fault: z.looseObject({ code: z.string(), message: z.string() }).nullish(),
  evidence: z.array(z.looseObject({ ok: z.boolean() })).nullish(),
});

export const ReceiptRow = z.looseObject({
  run: z.string(),
  step: z.string(),
  body: z.looseObject({ prior: z.record(z.string(), z.unknown()), readAt: z.string() }),
  written_at: time,
});

export const AppliedRow = z.looseObject({ run: z.string(), step: z.string(), body: z.unknown() });

/** `seq` is a bigint, which comes as text. */
export const EventRow = z.looseObject({
  stream: z.string(),
  seq: z.coerce.number(),
  at: z.string(),
  body: z.string(),
  prev: z.string(),
  hash: z.string(),
});

export type PlanRow = z.infer<typeof PlanRow>;
export type NeedRow = z.infer<typeof NeedRow>;
export type VoteRow = z.infer<typeof VoteRow>;
export type RunRow = z.infer<typeof RunRow>;
export type StepRow = z.infer<typeof StepRow>;
export type ReceiptRow = z.infer<typeof ReceiptRow>;
export type EventRow = z.infer<typeof EventRow>;
