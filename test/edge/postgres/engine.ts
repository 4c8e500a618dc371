import { z } from 'zod';
import type { Delegation } from '../../../src/approval/record.ts';
import type { ActionContext, AnyAction, Change, OpenCloud, Receipt } from '../../../src/domain/action.ts';
import { action } from '../../../src/domain/action.ts';
import type { Demand, Vote } from '../../../src/domain/approval.ts';
import type { NewEvent } from '../../../src/domain/event.ts';
import { Fault } from '../../../src/domain/fault.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import { QUELL } from '../../../src/domain/person.ts';
import type { Plan, PlanBody, PlannedStage } from '../../../src/domain/plan.ts';
import { type Database, openDatabase } from '../../../src/edge/postgres/database.ts';
import { delegationRecord } from '../../../src/edge/postgres/delegations.ts';
import { auditRecord } from '../../../src/edge/postgres/events.ts';
import { incidentRecord } from '../../../src/edge/postgres/incidents.ts';
import { jobRecord } from '../../../src/edge/postgres/jobs.ts';
import { planRecord } from '../../../src/edge/postgres/plans.ts';
import { reviewRecord } from '../../../src/edge/postgres/reviews.ts';
import { approvalRecord } from '../../../src/edge/postgres/votes.ts';
import { waitingRecord } from '../../../src/edge/postgres/waiting.ts';
import type { Queue } from '../../../src/job/queue.ts';
import { work } from '../../../src/job/work.ts';
import type { WorkerParts } from '../../../src/job/worker.ts';
import { look } from '../../../src/verify/look.ts';
import { freshDatabase } from '../../postgres.ts';

/** A cloud of doors in memory, for tests of the engine alone: each change is counted. */
export class Doors implements OpenCloud {
  readonly open = new Map<string, boolean>();
  private readonly taken = new Set<string>();
  readonly writes: string[] = [];
  /** Called before each write and may throw. */
  before: (door: string) => Promise<void> = async () => undefined;
  /** Called after each write and may throw: the write happened. */
  after: (door: string) => Promise<void> = async () => undefined;
  settled = true;

  async now(): Promise<Date> {
    return new Date();
  }
  /** Whether it would be open if Quell had not shut it. */
  openApartFromQuell(door: string): boolean {
    return this.open.get(door) === true || this.taken.has(door);
  }
  /** What a call comes to, be its worker alive or not. */
  arrive(door: string, open: boolean): void {
    this.open.set(door, open);
    if (open) this.taken.delete(door);
    else this.taken.add(door);
  }
  async set(door: string, open: boolean): Promise<void> {
    await this.before(door);
    this.arrive(door, open);
    this.writes.push(`${door}=${open}`);
    await this.after(door);
  }
}

const change = (door: string, from: boolean, to: boolean): Change => ({
  resource: door,
  field: 'door',
  before: from ? 'open' : 'shut',
  after: to ? 'open' : 'shut',
});

export function shutDoor(effect: AnyAction['effect'] = 'desired-state'): AnyAction {
  return action<Doors>()({
    id: 'aws.test.shut-door',
    cloud: 'aws',
    kind: 'revoke-sessions',
    title: 'Shut door {door}',
    docs: 'Shuts a door.',
    inputs: z.object({ house: z.string(), door: z.string() }),
    target: 'house',
    example: { house: 'h', door: 'front' },
    permissions: { read: [], write: [] },
    effect,
    reversible: 'full',
    notStopped: ['The window.'],
    attack: [],
    d3fend: [],
    sources: [],
    settlesWithinSeconds: 60,
    async plan({ door }, cloud) {
      const open = cloud.open.get(door);
      if (open === undefined)
        throw new Fault({ code: 'aws.not-found', message: `There is no door ${door}.`, fix: 'Check the name.' });
      return {
        changes: [change(door, open, false)],
        prior: { open },
        basis: { open: cloud.openApartFromQuell(door) },
        residual: [],
        safeReleaseAfterSeconds: 0,
      };
    },
    async apply({ door }, _receipt, cloud) {
      await cloud.set(door, false);
      return { changes: [change(door, true, false)], at: (await cloud.now()).toISOString(), written: {} };
    },
    async verify({ door }, _receipt, cloud) {
      const ok = cloud.open.get(door) === false && cloud.settled;
      return {
        state: ok ? 'contained' : 'pending',
        evidence: [{ kind: 'effect', asked: 'push', saw: ok ? 'shut' : 'open', ok }],
        at: (await cloud.now()).toISOString(),
      };
    },
    async planRelease({ door }, receipt, cloud) {
      const now = cloud.open.get(door) === true;
      const then = (receipt.prior as { open: boolean }).open;
      return {
        changes: now === then ? [] : [change(door, now, then)],
        kept: [],
        basis: { now },
        at: (await cloud.now()).toISOString(),
      };
    },
    async release({ door }, receipt, cloud) {
      const then = (receipt.prior as { open: boolean }).open;
      await cloud.set(door, then);
      return { changes: [change(door, !then, then)], kept: [], at: (await cloud.now()).toISOString() };
    },
  });
}

/** A queue that forgets everything at once: whoever needs a wake-up must ask the record. */
const silent: Queue = {
  wake: async () => undefined,
  work: async () => ({ close: async () => undefined }),
  schedule: async () => undefined,
  unschedule: async () => undefined,
  waiting: async () => 0,
  ready: async () => undefined,
  close: async () => undefined,
  describe: () => 'silent',
};

/** A stage as a test asks for it: who shuts what, and who must say so. */
export interface Wanted {
  doors: string[];
  needs?: Demand[];
  after?: 'applied' | 'verified';
  fresh?: boolean;
}

/** One of a group, or of the next tier from so many seconds on. */
export function tiered(group: string, count: number, next: string, afterSeconds: number): Demand {
  // biome-ignore lint/suspicious/noThenProperty: the word that plans use for the next tier; it is a list.
  return { group, count, then: [{ group: next, afterSeconds }] };
}

export interface Engine {
  db: Database;
  url: string;
  doors: Doors;
  record: ReturnType<typeof jobRecord>;
  plans: ReturnType<typeof planRecord>;
  approvals: ReturnType<typeof approvalRecord>;
  waiting: ReturnType<typeof waitingRecord>;
  delegations: ReturnType<typeof delegationRecord>;
  reviews: ReturnType<typeof reviewRecord>;
  incidents: ReturnType<typeof incidentRecord>;
  audit: ReturnType<typeof auditRecord>;
  worker(owner?: string): WorkerParts;
  incident: Incident;
  /** Lends these rights until tomorrow. */
  lend(from: string, to: string, groups: string[]): Promise<Delegation>;
  /** Freezes a plan that shuts these doors, stage by stage. */
  plan(stages: Wanted[], more?: Partial<PlanBody>, replaces?: string): Promise<Plan>;
  /** Votes; with rights that are lent for it, where it names some. */
  approve(
    plan: Plan,
    person?: string,
    groups?: string[],
    more?: Partial<Vote>,
  ): ReturnType<ReturnType<typeof approvalRecord>['vote']>;
  /** Works on whatever is due, as the sweeper would find it, until nothing is. */
  drain(parts?: WorkerParts): Promise<void>;
  close(): Promise<void>;
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** @param prepare Fills the empty database before it is opened. */
export async function startEngine(
  effect?: AnyAction['effect'],
  prepare?: (url: string) => Promise<void>,
): Promise<Engine> {
  const { url, drop } = await freshDatabase();
  await prepare?.(url);
  const db = await openDatabase(url);
  const doors = new Doors();
  const actions = new Map<string, AnyAction>([['aws.test.shut-door', shutDoor(effect)]]);
  const record = jobRecord(db, 8);
  const plans = planRecord(db);
  const approvals = approvalRecord(db);
  const delegations = delegationRecord(db);
  const incidents = incidentRecord(db);
  const worker = (owner = 'w1'): WorkerParts => ({
    record,
    queue: silent,
    actions,
    open: async () => doors,
    protects: () => undefined,
    owner,
    log,
  });
  const ctx: ActionContext = { marker: 'm', signal: new AbortController().signal };
  const incident = await incidents.declare(
    { title: 't', severity: 1, mode: 'live', commander: 'ana', suspects: ['mallory'] },
    (id) => ({ stream: id, type: 'command.declared', actor: QUELL, summary: id, data: { incident: id } }),
  );

  const lend: Engine['lend'] = (from, to, groups) =>
    delegations.delegate(
      { from, to, groups, until: new Date(Date.now() + 86_400_000).toISOString() },
      { stream: 'quell', type: 'approval.delegated', actor: QUELL, summary: `${from} lends to ${to}`, data: {} },
    );

  const stageOf = async (stage: Wanted, i: number): Promise<PlannedStage> => ({
    id: `stage-${i}`,
    title: `Stage ${i}`,
    needs: stage.needs ?? [{ group: 'security', count: 1 }],
    after: stage.after ?? 'applied',
    ...(stage.fresh ? { fresh: true } : {}),
    steps: await Promise.all(
      stage.doors.map(async (door) => {
        const planned = await actions.get('aws.test.shut-door')!.plan({ house: 'h', door }, doors, ctx);
        return {
          id: `${i}-${door}`,
          action: 'aws.test.shut-door',
          cloud: 'aws' as const,
          target: 'h',
          title: `Shut ${door}`,
          inputs: { house: 'h', door },
          changes: planned.changes,
          basis: planned.basis,
          residual: [],
          notStopped: [],
          reversible: 'full' as const,
          safeReleaseAfterSeconds: 0,
        };
      }),
    ),
  });

  return {
    db,
    url,
    doors,
    record,
    plans,
    approvals,
    waiting: waitingRecord(db),
    delegations,
    reviews: reviewRecord(db),
    incidents,
    audit: auditRecord(db),
    worker,
    incident,
    async plan(stages, more = {}, replaces) {
      const body: PlanBody = {
        incident: incident.id,
        mode: 'live',
        kind: 'contain',
        playbook: { id: `p${Math.random()}`, title: 'P', digest: '' },
        inputs: {},
        requester: 'ana',
        reason: 'r',
        early: false,
        stages: await Promise.all(stages.map(stageOf)),
        unplanned: [],
        ...more,
      };
      const event = (p: Plan): NewEvent => ({
        stream: incident.id,
        type: 'plan.frozen',
        actor: QUELL,
        summary: p.id,
        data: { digest: p.digest },
      });
      return plans.freeze(body, { approveSeconds: 600, executeSeconds: 3600 }, event, replaces);
    },
    lend,
    async approve(plan, person = 'bo', groups = ['security'], more = {}) {
      for (const [group, lender] of Object.entries(more.through ?? {})) await lend(lender, person, [group]);
      return approvals.vote(
        plan,
        { person, decision: 'approve', groups, surface: 'console', authenticated: 'test', ...more },
        {
          stream: plan.body.incident,
          type: 'approval.voted',
          actor: { person, surface: 'console' },
          summary: 'yes',
          data: {},
        },
      );
    },
    async drain(parts = worker()) {
      for (;;) {
        const due = await record.due(100);
        if (due.length === 0) return;
        for (const { id } of due) {
          await work(parts, id, ({ claim, action: a, ctx: c }, receipt: Receipt) =>
            look(claim.plan.body.kind, claim.planned, receipt, a, doors, c),
          );
        }
      }
    },
    async close() {
      await db.close();
      await drop();
    },
  };
}
