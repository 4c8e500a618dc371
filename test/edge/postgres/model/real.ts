import type { Receipt } from '../../../../src/domain/action.ts';
import type { NewEvent } from '../../../../src/domain/event.ts';
import { Fault } from '../../../../src/domain/fault.ts';
import type { Json } from '../../../../src/domain/json.ts';
import { QUELL } from '../../../../src/domain/person.ts';
import type { Plan } from '../../../../src/domain/plan.ts';
import type { Wake } from '../../../../src/job/queue.ts';
import type { Claim, Fence, JobRecord, Progress } from '../../../../src/job/record.ts';
import type { Engine } from '../engine.ts';
import { bodyOf } from './body.ts';
import type { Op, StepOp } from './op.ts';
import { PLAN_TIMES, TIMES } from './world.ts';

const AT = '2026-11-22T03:12:40.000Z';
const FAULT = { code: 'aws.throttled', message: 'The cloud is busy.', fix: 'Wait.', retry: 'later' as const };
const EVIDENCE = [{ kind: 'effect' as const, asked: 'push', saw: 'shut', ok: true }];

/** The record under test, and the names under which the model knows what is in it. */
export interface Real {
  engine: Engine;
  record: JobRecord;
  incident: string;
  plans: Map<string, Plan>;
  fences: Map<string, Fence>;
}

const markOf = (receipt: Receipt | undefined) => (receipt ? String(receipt.prior.mark) : null);
const appliedMarkOf = (receipt: Receipt | undefined) =>
  receipt?.applied ? String(receipt.applied.written.mark) : null;

function runOf(real: Real, plan: string): string {
  return real.plans.get(plan)!.id.replace('plan', 'run');
}

function event(real: Real, tag: string): NewEvent {
  return { stream: real.incident, type: 'job.modelled', actor: QUELL, summary: tag, data: {} };
}

/** `run/step` as the record says it, in the model's words. */
function named(real: Real, wakes: readonly Wake[]): string[] {
  return wakes
    .map(({ id }) => {
      const [run, step] = id.split('/');
      const key = [...real.plans].find(([, plan]) => plan.id.replace('plan', 'run') === run)?.[0];
      return `${key ?? run}/${step}`;
    })
    .toSorted();
}

async function freeze(real: Real, op: Op & { op: 'freeze' }): Promise<Json> {
  const replaced = op.replaces === undefined ? undefined : real.plans.get(op.replaces)!.id;
  const frozen = real.engine.plans.freeze(
    bodyOf(real.incident, op, (plan) => runOf(real, plan)),
    PLAN_TIMES,
    () => event(real, op.tag),
    replaced,
  );
  try {
    real.plans.set(op.key, await frozen);
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
  return 'frozen';
}

async function vote(real: Real, op: Op & { op: 'vote' }): Promise<Json> {
  const plan = real.plans.get(op.plan)!;
  const other = [...real.plans.values()].find((p) => p.id !== plan.id)?.digest ?? 'f'.repeat(64);
  const { person, decision, groups, through } = op;
  for (const [group, lender] of Object.entries(through)) await real.engine.lend(lender, person, [group]);
  const digest = { own: plan.digest, another: other };
  const signedIn = { method: 'oidc' as const, issuer: 'i', subject: person, at: AT, evidence: 'e' };
  const cast = {
    ...{ person, decision, groups, through, surface: 'console', authenticated: 'test' },
    ...(decision === 'break-glass' ? { reason: 'now', second: 'alone' } : {}),
    ...(op.proof === 'none' ? {} : { proof: { ...signedIn, digest: digest[op.proof] } }),
  };
  const seen = await real.engine.approvals.vote({ ...plan, digest: digest[op.digest] }, cast, event(real, op.tag));
  return {
    outcome: seen.outcome,
    due: seen.outcome === 'counted' ? named(real, seen.due) : [],
    status: seen.plan.status,
  };
}

/**
 * Moves the whole record into the past, which to the record is the same as time going by. What may never change is left
 * alone: its times are told to people, and decide nothing.
 */
async function pass(real: Real, seconds: number): Promise<Json> {
  await real.engine.db.transaction(async (sql) => {
    const { rows } = await sql.query<{ tab: string; sets: string }>(
      `select table_name as tab, string_agg(format('%1$I = %1$I - make_interval(secs => ${seconds})', column_name), ', ') as sets
       from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where table_schema = 'public' and table_type = 'BASE TABLE' and data_type = 'timestamp with time zone'
         and table_name not in ('receipt', 'event', 'migration') group by table_name`,
    );
    for (const { tab, sets } of rows) await sql.query(`update ${tab} set ${sets}`);
  });
  return 'passed';
}

function claimed(real: Real, claim: Claim, token: string): Json {
  const { step, source } = claim;
  real.fences.set(token, { run: claim.run, step: step.id, lease: claim.lease });
  return {
    state: step.state,
    attempt: step.attempt,
    intended: step.intentAt !== undefined,
    receipt: markOf(step.receipt),
    applied: appliedMarkOf(step.receipt),
    giveUp: claim.giveUp,
    source: source ? { prior: markOf(source), applied: appliedMarkOf(source) } : null,
  };
}

const progress = (real: Real, { counted, due }: Progress): Json => ({ counted, due: named(real, due) });

async function applied(real: Real, op: StepOp & { op: 'applied' }): Promise<Json> {
  const made = { changes: [], at: AT, written: { mark: op.tag } };
  try {
    return progress(
      real,
      await real.record.applied(real.fences.get(op.token)!, made, TIMES.settle, event(real, op.tag)),
    );
  } catch (error) {
    // The database itself refuses the result of an act that has no receipt.
    if (error instanceof Error && 'code' in error && error.code === '23503') return { counted: false, due: [] };
    throw error;
  }
}

async function step(real: Real, op: StepOp): Promise<Json> {
  const { record } = real;
  const fence = 'token' in op ? real.fences.get(op.token)! : undefined;
  switch (op.op) {
    case 'claim': {
      const claim = await record.claim(runOf(real, op.at.plan), op.at.step, op.token, op.leaseSeconds);
      return claim ? claimed(real, claim, op.token) : 'nothing';
    }
    case 'intend': {
      const receipt: Receipt = { prior: { mark: op.mark }, readAt: AT };
      const answer = await record.intend(fence!, receipt, op.callSeconds, event(real, op.tag));
      return 'refused' in answer ? { refused: answer.refused } : { receipt: markOf(answer.receipt) };
    }
    case 'applied':
      return applied(real, op);
    case 'later':
      return progress(
        real,
        await record.later(fence!, op.afterSeconds * 1000, { fault: FAULT }, real.incident, event(real, op.tag)),
      );
    case 'end': {
      const proof = { state: 'contained' as const, evidence: EVIDENCE, at: AT };
      const how =
        op.state === 'verified' ? { state: op.state, verification: proof } : { state: op.state, fault: FAULT };
      return progress(real, await record.end(fence!, how, event(real, op.tag)));
    }
    case 'renew':
      return record.renew(fence!, TIMES.lease);
    case 'retry':
      return named(real, await record.retry(real.plans.get(op.plan)!.id, op.steps, event(real, op.tag)));
    case 'settle':
      return named(real, await record.settle(real.plans.get(op.at.plan)!.id, op.at.step, op.as, event(real, op.tag)));
  }
}

/** What is due and held by nobody; the sweep itself gives the same wake-up only once in a while. */
async function dueNow(real: Real): Promise<Wake[]> {
  const { rows } = await real.engine.db.query<Wake>(
    `select run || '/' || id as id from step where state in ('due', 'running', 'applied') and due_at <= now()
       and (lease_until is null or lease_until < now())`,
  );
  return rows;
}

function keyOf(real: Real, id: string): string {
  return [...real.plans].find(([, plan]) => plan.id === id)?.[0] ?? id;
}

/** Does it to the record, and answers in the model's words. */
export async function perform(real: Real, op: Op): Promise<Json> {
  switch (op.op) {
    case 'freeze':
      return freeze(real, op);
    case 'vote':
      return vote(real, op);
    case 'take-back': {
      const seen = await real.engine.waiting.takeBack(real.plans.get(op.plan)!, op.person, event(real, op.tag));
      return { outcome: seen.outcome, status: seen.plan.status };
    }
    case 'withdraw': {
      const seen = await real.engine.waiting.withdraw(real.plans.get(op.plan)!, event(real, op.tag));
      return { outcome: seen.outcome, stopped: seen.stopped, status: seen.plan.status };
    }
    case 'remind':
      return real.engine.waiting.remind((p, what) => event(real, `${op.tag} ${keyOf(real, p.id)} ${what}`));
    case 'sweep':
      return named(real, await real.record.due(10_000));
    case 'pass':
      return pass(real, op.seconds);
    case 'expire-votes': {
      const expired = await real.engine.approvals.expire((p) => event(real, `${op.tag} ${keyOf(real, p.id)}`));
      return expired.map((p) => keyOf(real, p.id)).toSorted();
    }
    case 'expire-time':
      await real.record.expire((p) => event(real, `${op.tag} ${keyOf(real, p.id)}`));
      return 'swept';
    default:
      return step(real, op);
  }
}

/** Everything that a reader of the record can see of this incident, in the model's words. */
export async function observe(real: Real): Promise<Json> {
  const { record, engine } = real;
  const { plans, approvals, audit, reviews } = engine;
  const [runs, frozen, due, events, open] = await Promise.all([
    record.runsOf(real.incident),
    plans.plansOf(real.incident),
    dueNow(real),
    audit.events(real.incident),
    reviews.openReviews(real.incident),
  ]);
  const keyOf = new Map([...real.plans].map(([key, { id }]) => [id, key]));
  const votes = new Map<string, string[]>();
  for (const p of frozen)
    votes.set(
      p.id,
      (await approvals.votes(p.id)).map((v) => `${v.person} ${v.decision}${v.proof ? ' proven' : ''}`).toSorted(),
    );
  return {
    plans: [...real.plans].map(([key, { id }]) => {
      const run = runs.find((r) => r.plan === id)!;
      return {
        key,
        status: frozen.find((p) => p.id === id)!.status,
        run: run.state,
        votes: votes.get(id)!,
        review: open.find((r) => r.plan === id)?.person ?? null,
        steps: run.steps.map((s) => ({
          id: s.id,
          state: s.state,
          attempt: s.attempt,
          intended: s.intentAt !== undefined,
          receipt: markOf(s.receipt),
          applied: appliedMarkOf(s.receipt),
        })),
      };
    }),
    due: named(real, due),
    story: events
      .slice(1)
      .map((e) => (e.type === 'plan.superseded' ? `superseded ${keyOf.get(String(e.data.plan))}` : e.summary))
      .toSorted(),
  };
}
