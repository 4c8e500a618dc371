import { AsyncLocalStorage } from 'node:async_hooks';
import type { ActionContext, AnyAction } from '../domain/action.ts';
import { within } from '../edge/timer.ts';
import type { Queue } from '../job/queue.ts';
import type { Claim, Fence, JobRecord, Progress } from '../job/record.ts';
import type { Log } from '../job/worker.ts';

/** A wake-up that is being worked on. */
interface Held {
  id: string;
  claim?: Claim;
  /** An intent stands in the record and its result does not: a call may be under way. */
  calling: boolean;
  done: Promise<void>;
}

export interface HandsParts {
  jobs: JobRecord;
  queue: Queue;
  actions: ReadonlyMap<string, AnyAction>;
  log: Log;
}

const DROPPED: Progress = { counted: false, due: [] };

/** Ms that work which was cut off gets to notice it. */
const NOTICE = 1000;

/**
 * What a worker has in hand, so that a process that must stop can let go of it: another worker goes on at once, rather
 * than when the lease has run out. What may be in the middle of a call is given on only where doing it again is harmless.
 */
export class Hands {
  private readonly jobs: JobRecord;
  private readonly queue: Queue;
  private readonly log: Log;
  private readonly held = new Set<Held>();
  private readonly holding = new AsyncLocalStorage<Held>();
  private readonly cut = new AbortController();
  /** Actions whose calls end when this process must let go. */
  readonly actions: ReadonlyMap<string, AnyAction>;
  private taking = true;

  constructor({ jobs, queue, actions, log }: HandsParts) {
    this.jobs = jobs;
    this.queue = queue;
    this.log = log;
    this.actions = new Map([...actions].map(([id, action]) => [id, this.cuttable(action)]));
  }

  /** Works on a wake-up. One that comes when nothing is taken any more goes back to the queue. */
  async hold(id: string, work: () => Promise<void>): Promise<void> {
    if (!this.taking) return this.queue.wake([{ id }]);
    const held: Held = { id, calling: false, done: Promise.resolve() };
    this.held.add(held);
    held.done = this.holding.run(held, work).finally(() => this.held.delete(held));
    await held.done;
  }

  /** The record as the worker uses it, followed so that it is known what is in hand. */
  record(): JobRecord {
    const { jobs } = this;
    return {
      ...jobs,
      claim: async (run, step, owner, leaseSeconds) => {
        const claim = await jobs.claim(run, step, owner, leaseSeconds);
        const held = this.holding.getStore();
        if (claim && held) held.claim = claim;
        return claim;
      },
      intend: async (fence, receipt, callSeconds, event) => {
        if (this.cut.signal.aborted) return { refused: 'lost' };
        const intended = await jobs.intend(fence, receipt, callSeconds, event);
        const held = this.holding.getStore();
        if (held && 'receipt' in intended) held.calling = true;
        return intended;
      },
      applied: async (...args) => {
        const progress = await jobs.applied(...args);
        const held = this.holding.getStore();
        if (held) held.calling = false;
        return progress;
      },
      // What failed because this process stops has not failed.
      later: async (...args) => (this.cut.signal.aborted ? DROPPED : jobs.later(...args)),
      end: async (fence, end, event) =>
        this.cut.signal.aborted && end.state !== 'verified' ? DROPPED : jobs.end(fence, end, event),
    };
  }

  /** The context of a call, which ends when this process must let go. */
  within(ctx: ActionContext): ActionContext {
    return { ...ctx, signal: AbortSignal.any([ctx.signal, this.cut.signal]) };
  }

  private cuttable(action: AnyAction): AnyAction {
    return {
      ...action,
      plan: (inputs, cloud, ctx) => action.plan(inputs, cloud, this.within(ctx)),
      apply: (inputs, receipt, cloud, ctx) => action.apply(inputs, receipt, cloud, this.within(ctx)),
      planRelease: (inputs, receipt, cloud, ctx) => action.planRelease(inputs, receipt, cloud, this.within(ctx)),
      release: (inputs, receipt, cloud, ctx) => action.release(inputs, receipt, cloud, this.within(ctx)),
    };
  }

  /** Takes nothing more, waits for what is in hand, `limitMs` at most, and gives on what is left of it. */
  async letGo(limitMs: number): Promise<void> {
    this.taking = false;
    await within(limitMs, this.idle());
    if (this.held.size === 0) return;
    const left = [...this.held];
    this.cut.abort(new Error('the process stops'));
    await within(NOTICE, Promise.all(left.map((held) => held.done.catch(() => undefined))));
    await Promise.all(left.map((held) => this.giveOn(held)));
  }

  private async idle(): Promise<void> {
    while (this.held.size > 0) await Promise.all([...this.held].map((held) => held.done.catch(() => undefined)));
  }

  private async giveOn({ id, claim, calling }: Held): Promise<void> {
    if (!claim) return;
    const { run, step, lease, planned, plan } = claim;
    if (calling && !this.harmless(claim)) {
      return this.log.warn(
        { id, action: planned.action },
        'in doubt when the process stopped; taken over when its lease ends',
      );
    }
    const fence: Fence = { run, step: step.id, lease };
    try {
      const progress = await this.jobs.later(fence, 0, {}, plan.body.incident);
      if (progress.counted) await this.queue.wake([{ id }, ...progress.due]);
      this.log.info({ id, counted: progress.counted }, 'given on to another worker');
    } catch (err) {
      this.log.warn({ err, id }, 'could not be given on; taken over when its lease ends');
    }
  }

  /** Whether it may be done again while the first call may still arrive. */
  private harmless({ planned }: Claim): boolean {
    const effect = this.actions.get(planned.action)?.effect;
    return effect === 'desired-state' || effect === 'keyed';
  }
}
