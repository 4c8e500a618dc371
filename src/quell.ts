import { Keeper } from './card/keeper.ts';
import type { ChatOut, Front } from './command/surface.ts';
import { contain } from './desk/contain.ts';
import { Desk } from './desk/front.ts';
import type { DeskParts } from './desk/parts.ts';
import { loadView } from './desk/view.ts';
import type { Access, AnyAction, Cloud, CloudEdge } from './domain/action.ts';
import { CLOUDS } from './domain/action.ts';
import { asFault, Fault } from './domain/fault.ts';
import type { Identity } from './domain/identity.ts';
import type { Mode, Place } from './domain/incident.ts';
import { type Person, type Principal, QUELL } from './domain/person.ts';
import type { Needs, Playbook } from './domain/playbook.ts';
import { startDrill } from './drill/drills.ts';
import type { Drill } from './drill/file.ts';
import { openDatabase } from './edge/postgres/database.ts';
import { auditRecord } from './edge/postgres/events.ts';
import { incidentRecord } from './edge/postgres/incidents.ts';
import { jobRecord } from './edge/postgres/jobs.ts';
import { forgetDeliveries, messageRecord } from './edge/postgres/messages.ts';
import { planRecord } from './edge/postgres/plans.ts';
import { approvalRecord } from './edge/postgres/votes.ts';
import { openQueue } from './edge/queue/open.ts';
import { every } from './edge/timer.ts';
import { sweep } from './job/sweep.ts';
import { work } from './job/work.ts';
import type { Log } from './job/worker.ts';
import { protector } from './plan/protect.ts';
import { look } from './verify/look.ts';

export type Role = 'chat' | 'worker';
export type Edges = Partial<Record<Cloud, CloudEdge>>;

/** A set of clouds that Quell may act on, and the identities that live there. */
export interface Ground {
  edges: Edges;
  identities: ReadonlyMap<string, Identity>;
}

/** What the surfaces may use of the running product. */
export interface SurfacePorts {
  front: Front;
  desk: DeskParts;
  messageFor: ReturnType<typeof messageRecord>['messageFor'];
  remember: ReturnType<typeof messageRecord>['remember'];
  seen: ReturnType<typeof messageRecord>['seen'];
  changed(listener: (incident: string) => void): () => void;
  ready(): Promise<void>;
}

export interface Setup {
  roles: ReadonlySet<Role>;
  databaseUrl: string;
  redisUrl?: string;
  people: readonly Person[];
  personOf(principal: Principal): Person | undefined;
  authenticated(principal: Principal): string;
  actions: ReadonlyMap<string, AnyAction>;
  playbooks: ReadonlyMap<string, Playbook>;
  drills: readonly Drill[];
  protected: readonly string[];
  floors: { contain: Needs[]; release: Needs[]; earlyRelease: Needs[] };
  approveSeconds: number;
  executeSeconds: number;
  live: Ground;
  /** Makes a fresh range and answers with its ground, built from the range's endpoints and keys alone. */
  freshRange(): Promise<Ground>;
  defaultPlace?: Place;
  /** Connects the surfaces; each gets the same ports. */
  surfaces(ports: SurfacePorts): Promise<Surfaces>;
  concurrency: number;
  log: Log;
}

export interface Surfaces {
  outs: ChatOut[];
  close(): Promise<void>;
}

export interface Quell {
  front: Front;
  desk: DeskParts;
  /** Resolves when every card shows the record. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Ms between two sweeps of a worker, and until a shutdown stops waiting for work in hand. */
const SWEEP = 1000;
const CLOSE_LIMIT = 10_000;
const FORGET = 3_600_000;

const NO_RANGE: Ground = { edges: {}, identities: new Map() };

function opener(ground: (mode: Mode) => Ground) {
  return async (mode: Mode, cloud: Cloud, target: string, access: Access) => {
    const edge = ground(mode).edges[cloud];
    if (edge) return edge.open(target, access);
    throw mode === 'drill'
      ? new Fault({
          code: 'drill.range-gone',
          message: 'The range of this drill is gone: Quell was restarted.',
          fix: 'Close the drill and start it again.',
          retry: 'when-fixed',
        })
      : new Fault({
          code: `${cloud}.not-configured`,
          message: `No ${cloud} section is configured.`,
          fix: `Add \`${cloud}:\` to quell.yaml; \`quell doctor\` checks it.`,
          retry: 'when-fixed',
        });
  };
}

class Changes {
  private readonly listeners = new Set<(incident: string) => void>();
  readonly on = (listener: (incident: string) => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  tell(incident: string): void {
    for (const listener of this.listeners) listener(incident);
  }
}

/**
 * Puts the product together: record, queue, desk, worker, surfaces. `roles` decides which of them this process is; both
 * is the default for one machine.
 */
export async function startQuell(setup: Setup): Promise<Quell> {
  const { log } = setup;
  const db = await openDatabase(setup.databaseUrl);
  const closers: (() => Promise<unknown>)[] = [() => db.close()];
  try {
    return await compose(setup, db, closers);
  } catch (error) {
    for (const close of closers.reverse()) await close().catch((err: unknown) => log.warn({ err }, 'while giving up'));
    throw error;
  }
}

async function compose(
  setup: Setup,
  db: Awaited<ReturnType<typeof openDatabase>>,
  closers: (() => Promise<unknown>)[],
): Promise<Quell> {
  const { log } = setup;
  const queue = await openQueue({
    databaseUrl: setup.databaseUrl,
    log,
    ...(setup.redisUrl ? { redisUrl: setup.redisUrl } : {}),
  });
  closers.push(() => queue.close(CLOSE_LIMIT));

  let range = NO_RANGE;
  const ground = (mode: Mode) => (mode === 'drill' ? range : setup.live);
  const open = opener(ground);
  const protects = protector(setup.protected);
  const incidents = incidentRecord(db);
  const jobs = jobRecord(db);
  const approvals = approvalRecord(db);
  const messages = messageRecord(db);
  const changes = new Changes();

  const desk: DeskParts = {
    people: setup.people,
    personOf: setup.personOf,
    authenticated: setup.authenticated,
    incidents,
    plans: planRecord(db),
    approvals,
    jobs,
    audit: auditRecord(db),
    plan: { actions: setup.actions, open, protects },
    queue,
    playbooks: setup.playbooks,
    identities: (mode) => ground(mode).identities,
    floors: setup.floors,
    approveSeconds: setup.approveSeconds,
    executeSeconds: setup.executeSeconds,
    ...(setup.defaultPlace ? { defaultPlace: setup.defaultPlace } : {}),
    seen: messages.seen,
    drills: {
      list: () =>
        setup.drills.map(({ name, title, pattern, tz, playbook }) => ({ name, title, pattern, tz, playbook })),
      start: (name, by) =>
        startDrill(
          {
            drills: setup.drills,
            incidents,
            place: (channel, thread) => {
              const place = setup.defaultPlace;
              return place && { ...place, ...(channel ? { channel } : {}), ...(thread ? { thread } : {}) };
            },
            freshRange: async () => {
              range = await setup.freshRange();
            },
            plan: async (drill, incident) => {
              const values = Object.fromEntries(Object.entries(drill.with).map(([k, v]) => [k, String(v)]));
              const person: Person = { id: QUELL.person, name: 'Quell', groups: [] };
              await contain(desk, {
                person,
                actor: QUELL,
                principal: { surface: 'cli', tenant: 'local', user: QUELL.person },
                values: { ...values, playbook: drill.playbook, incident: incident.id },
              });
            },
          },
          name,
          by,
        ),
    },
  };
  const front = new Desk(desk, log);

  const unlisten = await db.listen(
    'quell',
    (stream) => changes.tell(stream),
    () => undefined,
  );
  closers.push(unlisten);

  let keeper: Keeper | undefined;
  if (setup.roles.has('chat')) {
    const surfaces = await setup.surfaces({
      front,
      desk,
      messageFor: messages.messageFor,
      remember: messages.remember,
      seen: messages.seen,
      changed: changes.on,
      ready: async () => {
        await db.query('select 1');
        await queue.ready();
      },
    });
    closers.push(() => surfaces.close());
    const kept = new Keeper({
      load: (id) => loadView(desk, id),
      people: setup.people,
      out: (surface) => surfaces.outs.find((o) => o.surface === surface),
      moved: (incident, place) => incidents.change(incident.id, { place }, []).then(() => undefined),
      messageFor: messages.messageFor,
      failed: (err, incident) =>
        log.error({ err, incident }, 'a card could not be shown; the record and the other surfaces still decide'),
    });
    keeper = kept;
    closers.push(() => kept.idle());
    changes.on((incident) => kept.changed(incident));
    for (const incident of await incidents.incidents('open')) kept.changed(incident.id);
    closers.push(every(FORGET, () => forgetDeliveries(db)));
  }

  if (setup.roles.has('worker')) {
    const worker = { record: jobs, queue, actions: setup.actions, open, protects, owner: `${process.pid}`, log };
    const prove: Parameters<typeof work>[2] = async ({ claim, action, ctx }, receipt) => {
      const cloud = await open(claim.mode, claim.planned.cloud, claim.planned.target, 'read');
      return look(claim.plan.body.kind, claim.planned, receipt, action, cloud, ctx);
    };
    const handle = async (id: string) => {
      if (id.startsWith('drill:')) {
        await desk.drills.start(id.slice('drill:'.length), QUELL);
        return;
      }
      await work(worker, id, prove);
    };
    const working = await queue.work(
      (id) =>
        handle(id).catch((thrown: unknown) => {
          const fault = asFault(thrown);
          log.error({ err: thrown, id, code: fault.code }, fault.message);
        }),
      { concurrency: setup.concurrency },
    );
    closers.push(() => working.close(CLOSE_LIMIT));
    const swept = every(SWEEP, () =>
      sweep(approvals, jobs, queue).catch((err: unknown) =>
        log.warn({ err }, 'sweep failed; the next one tries again'),
      ),
    );
    closers.push(swept);
    for (const drill of setup.drills) await queue.schedule(drill.name, { pattern: drill.pattern, tz: drill.tz });
    await queue.unschedule(setup.drills.map((d) => d.name));
  }

  for (const cloud of CLOUDS) {
    const edge = setup.live.edges[cloud];
    if (edge) closers.push(() => edge.close());
  }

  return {
    front,
    desk,
    settled: async () => keeper?.idle(),
    close: async () => {
      for (const close of closers.splice(0).reverse()) {
        await close().catch((err: unknown) => log.warn({ err }, 'while closing'));
      }
    },
  };
}
