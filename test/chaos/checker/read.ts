import type { Applied } from '../../../src/domain/action.ts';
import type { PlanBody, PlannedStep } from '../../../src/domain/plan.ts';
import type { History } from '../history.ts';
import { hash, spell } from './canonical.ts';
import { AppliedRow, EventRow, IncidentRow, NeedRow, PlanRow, ReceiptRow, RunRow, StepRow, VoteRow } from './rows.ts';

/** What an event of the log tells. */
export interface Told {
  seq: number;
  /** Ms since the epoch, by the database's clock. */
  at: number;
  type: string;
  person: string;
  summary: string;
  data: Record<string, unknown>;
}

export interface StepCase {
  /** `run-1/aws-sessions`. */
  key: string;
  plan: PlanCase;
  stage: number;
  planned: PlannedStep;
  row: StepRow;
  receipts: ReceiptRow[];
  applied: Applied | undefined;
  /** Events that name this step, in order. */
  events: Told[];
}

export interface PlanCase {
  row: PlanRow;
  body: PlanBody;
  /** Recomputed from the body. */
  digest: string;
  needs: NeedRow[];
  votes: VoteRow[];
  run: RunRow | undefined;
  steps: StepCase[];
}

/** A history with its rows joined, and nothing decided yet. */
export interface Case {
  history: History;
  /** `QuellINC7`: what Quell leaves on what it changes. */
  marker: string;
  suspects: string[];
  closed: boolean;
  plans: PlanCase[];
  steps: StepCase[];
  /** By number. */
  events: Told[];
  chain: EventRow[];
}

function tell(row: EventRow): Told {
  const body = JSON.parse(row.body) as {
    type: string;
    actor: { person: string };
    summary: string;
    data: Record<string, unknown>;
  };
  const { type, actor, summary, data } = body;
  return { seq: row.seq, at: Date.parse(row.at), type, person: actor.person, summary, data };
}

/** Plans are numbered as they are made; as text, `plan-10` would stand before `plan-9`. */
const age = (id: string) => Number(id.replace(/\D/g, ''));

/** Joins the record's rows. @throws ZodError when a table is not what the judge knows; the judge must be mended then. */
export function read(history: History): Case {
  const { record } = history;
  const incident = IncidentRow.array().parse(record.incidents)[0];
  const chain = EventRow.array()
    .parse(record.events)
    .sort((a, b) => a.seq - b.seq);
  const events = chain.map(tell);
  const rows = {
    needs: NeedRow.array().parse(record.needs),
    votes: VoteRow.array().parse(record.votes),
    runs: RunRow.array().parse(record.runs),
    steps: StepRow.array().parse(record.steps),
    receipts: ReceiptRow.array().parse(record.receipts),
    applied: AppliedRow.array().parse(record.applied),
  };
  const plans = PlanRow.array()
    .parse(record.plans)
    .sort((a, b) => age(a.id) - age(b.id))
    .map((row): PlanCase => {
      const body = JSON.parse(row.body) as PlanBody;
      const run = rows.runs.find((r) => r.plan === row.id);
      const plan: PlanCase = {
        row,
        body,
        digest: hash(spell(body)),
        needs: rows.needs.filter((n) => n.plan === row.id),
        votes: rows.votes.filter((v) => v.plan === row.id),
        run,
        steps: [],
      };
      plan.steps = rows.steps
        .filter((s) => s.run === run?.id)
        .flatMap((s): StepCase[] => {
          const planned = body.stages[s.stage]?.steps.find((p) => p.id === s.id);
          if (!planned) return [];
          const mine = (r: { run: string; step: string }) => r.run === s.run && r.step === s.id;
          return [
            {
              key: `${s.run}/${s.id}`,
              plan,
              stage: s.stage,
              planned,
              row: s,
              receipts: rows.receipts.filter(mine),
              applied: rows.applied.find(mine)?.body as Applied | undefined,
              events: events.filter((e) => e.data.run === s.run && e.data.step === s.id),
            },
          ];
        });
      return plan;
    });
  return {
    history,
    marker: `Quell${history.incident.replace(/[^A-Za-z0-9]/g, '')}`,
    suspects: incident?.suspects ?? [],
    closed: incident?.status === 'closed',
    plans,
    steps: plans.flatMap((p) => p.steps),
    events,
    chain,
  };
}
