import type { Cloud } from '../../src/domain/action.ts';
import type { Orders } from '../e2e/worker-orders.ts';
import type { Moment, Where } from './fault.ts';
import { type Gate, openGate } from './gate.ts';
import type { Link, Target } from './link.ts';
import { type Quelled, type Service, type Start, startProcess } from './process.ts';
import type { Asked, ChildOrders } from './words.ts';

/** Where the servers of a seat's process really are. */
export interface Real {
  databaseUrl: string;
  recordPort: Target;
  redis: { port: Target; db: number } | undefined;
  clouds: Pick<Orders, 'aws' | 'gcp' | 'azure'>;
}

export interface SeatOrders {
  name: string;
  role: 'chat' | 'worker';
  approveSeconds: number;
  executeSeconds: number;
}

/** What the laboratory sees of a seat's connections. */
export type Met = (seat: Seat, where: Where, moment: Moment, link: Link, cloud?: Cloud) => void;

/** Ms until a process that did not start is started again. */
const AGAIN_MS = 300;

/** A place for one process. The process may be killed; the seat stays, with its gates, and is taken by a new one at once. */
export class Seat {
  readonly name: string;
  readonly role: 'chat' | 'worker';
  /** Ends of processes that nobody ordered: each is a violation of its own. */
  readonly unexpected: string[] = [];
  private readonly gates: Gate[] = [];
  private readonly start: Start;
  private readonly service: Service;
  private orders: ChildOrders | undefined;
  private process!: Quelled;
  private killed = false;
  private closed = false;
  private stopped: NodeJS.Timeout | undefined;
  private aheadMs = 0;

  private constructor({ name, role }: SeatOrders, start: Start, service: Service) {
    this.name = name;
    this.role = role;
    this.start = start;
    this.service = service;
  }

  static async take(orders: SeatOrders, real: Real, start: Start, service: Service, met: Met): Promise<Seat> {
    const seat = new Seat(orders, start, service);
    const open = async (target: Target, where: Where, cloud?: Cloud) => {
      const gate = await openGate(target, (moment, link) => met(seat, where, moment, link, cloud));
      seat.gates.push(gate);
      return gate.port;
    };
    const through = async (url: string, where: Where, cloud?: Cloud, target?: Target) => {
      const at = new URL(url);
      const port = Number(at.port);
      at.port = String(await open(target ?? (() => port), where, cloud));
      return at.href.replace(/\/$/, '');
    };
    const { aws, gcp, azure } = real.clouds;
    const azureAt = await through(azure.login, 'cloud', 'azure');
    seat.orders = {
      role: orders.role,
      approveSeconds: orders.approveSeconds,
      executeSeconds: orders.executeSeconds,
      databaseUrl: await through(real.databaseUrl, 'record', undefined, real.recordPort),
      redisUrl: real.redis && `redis://127.0.0.1:${await open(real.redis.port, 'queue')}/${real.redis.db}`,
      clouds: {
        aws: await through(aws, 'cloud', 'aws'),
        gcp: { ...gcp, endpoint: await through(gcp.endpoint, 'cloud', 'gcp') },
        azure: { ...azure, login: azureAt, graph: azureAt, resourceManager: azureAt },
      },
    };
    seat.begin();
    return seat;
  }

  get pid(): number {
    return this.process.pid;
  }

  /** Resolves when the process of this seat takes work; a seat that is closed never does. */
  async ready(): Promise<void> {
    while (!this.closed && !(await this.process.ready)) {
      await this.process.gone;
      // The next one is on its way; asking in one breath again and again would keep it from coming.
      await new Promise((next) => setImmediate(next));
    }
  }

  /** The answer; undefined where the process ended, or said nothing within `ms`. */
  ask(asked: Asked, ms: number): Promise<Awaited<ReturnType<Quelled['ask']>>> {
    return new Promise((done) => {
      const timer = setTimeout(() => done(undefined), ms);
      void this.process.ask(asked).then((answer) => {
        clearTimeout(timer);
        done(answer);
      });
    });
  }

  kill(): void {
    this.killed = true;
    this.process.signal('SIGKILL');
  }

  /** The process stands still, with its connections open, and goes on later as if nothing had been. */
  stop(ms: number): void {
    this.process.signal('SIGSTOP');
    clearTimeout(this.stopped);
    this.stopped = setTimeout(() => this.resume(), ms);
  }

  resume(): void {
    clearTimeout(this.stopped);
    this.stopped = undefined;
    this.process.signal('SIGCONT');
  }

  jump(ms: number): void {
    this.aheadMs = ms;
    this.process.clock(ms);
  }

  /** The clock is right again, and the process runs. */
  heal(): void {
    if (this.stopped) this.resume();
    if (this.aheadMs !== 0) this.jump(0);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.resume();
    this.kill();
    await this.process.gone;
    await Promise.all(this.gates.map((gate) => gate.close()));
  }

  private begin(): void {
    this.killed = false;
    this.process = startProcess(this.orders!, this.start, this.service);
    if (this.aheadMs !== 0) this.process.clock(this.aheadMs);
    void this.after(this.process);
  }

  /** The end of a process is the begin of the next one. */
  private async after({ ready, gone }: Quelled): Promise<void> {
    await gone;
    clearTimeout(this.stopped);
    this.stopped = undefined;
    // One that does not start, because its record is away, is started again a little later, as any supervisor does it.
    if (!this.killed && !(await ready)) await new Promise((done) => setTimeout(done, AGAIN_MS));
    else if (!this.killed) this.unexpected.push(`${this.name} ended by itself`);
    if (!this.closed) this.begin();
  }
}
