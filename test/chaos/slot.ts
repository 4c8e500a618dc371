import { join } from 'node:path';
import { CLOUDS } from '../../src/domain/action.ts';
import type { Json } from '../../src/domain/json.ts';
import { type Database, openDatabase } from '../../src/edge/postgres/database.ts';
import type { AzureRange } from '../../src/range/azure/start.ts';
import { type Range, startRange } from '../../src/range/range.ts';
import { keyFor, ordersFor } from '../e2e/worker-host.ts';
import { Chat } from './chat.ts';
import { openGate } from './gate.ts';
import type { Start } from './process.ts';
import { type Met, type Real, Seat } from './seat.ts';
import type { Servers } from './servers.ts';

/** Longest time, in ms, until the clouds of a slot enforce a change. */
const SETTLE = 60;

/** Seconds for votes and for work: of a patient chat process, and of one whose plans are short-lived. */
const PATIENT = { approveSeconds: 600, executeSeconds: 3600 };
const HURRIED = { approveSeconds: 5, executeSeconds: 30 };

/** One whole installation: three clouds, a record, a queue, a chat, and four processes of Quell. */
export interface Slot {
  queue: 'postgres' | 'redis';
  range: Range;
  chat: Chat;
  /** The laboratory's own way to the record, which no fault hits but a restart. */
  db: Database;
  chats: readonly [Seat, Seat];
  workers: readonly Seat[];
  /** Called at every boundary that is seen on a process's connections. */
  watch(met: Met): void;
  /** Throws away every wake-up that the queue holds. */
  wipeQueue(): Promise<void>;
  /** Resolves at the next change that the record announces, or after `ms`. */
  change(ms: number): Promise<void>;
  /** The written configuration of all clouds. */
  world(): Json;
  /** Starts the machines that a release leaves off, as it says: a person's work. */
  startMachines(): void;
  /** Lines that the processes logged, newest last. */
  said: string[];
  close(): Promise<void>;
}

export interface SlotOrders {
  name: string;
  /** Database of Redis; undefined for the queue in PostgreSQL. */
  redisDb: number | undefined;
  mutation: string | undefined;
  realNow: () => number;
  random: () => number;
}

/** Log lines that a slot keeps. */
const KEPT = 400;

export async function openSlot(servers: Servers, orders: SlotOrders): Promise<Slot> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer().catch(() => undefined);
  };
  try {
    return await open(servers, orders, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  servers: Servers,
  orders: SlotOrders,
  closers: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Slot> {
  const { name, redisDb, realNow, random } = orders;
  const [databaseUrl, range] = await Promise.all([
    servers.database(name),
    startRange({ realNow, random, settleMs: SETTLE }),
  ]);
  closers.push(() => range.close());
  const gate = await openGate(servers.recordPort, () => undefined);
  closers.push(() => gate.close());
  const own = new URL(databaseUrl);
  own.port = String(gate.port);
  const db = await openDatabase(own.href, 2);
  closers.push(() => db.close());

  const { machines } = (range.clouds.azure as unknown as AzureRange).world;
  const powers = [...machines].map(([id, machine]) => [id, machine.power.written] as const);
  const listeners = new Set<() => void>();
  const tellAll = () => {
    for (const listener of [...listeners]) listener();
  };
  closers.push(await db.listen('quell', tellAll, tellAll));

  const chat = new Chat(realNow);
  const said: string[] = [];
  let met: Met = () => undefined;
  const start: Start = { cache: join(servers.directory, 'cache'), mutation: orders.mutation };
  const real: Real = {
    databaseUrl,
    recordPort: servers.recordPort,
    redis: redisDb === undefined ? undefined : { port: () => servers.queuePort() ?? 0, db: redisDb },
    clouds: ordersFor(range, databaseUrl),
  };
  const take = async (seat: string, role: 'chat' | 'worker', times: typeof PATIENT) => {
    const taken = await Seat.take({ name: seat, role, ...times }, real, start, service(seat), (...seen) =>
      met(...seen),
    );
    closers.push(() => taken.close());
    return taken;
  };
  const service = (seat: string) => ({
    key: (wanted: Parameters<typeof keyFor>[1]) => keyFor(range, wanted),
    chat: (call: Parameters<Chat['call']>[0]) => chat.call(call),
    log: (level: string, message: string, data: string) => {
      said.push(`${new Date(realNow()).toISOString().slice(11, 23)} ${seat} ${level}: ${message} ${data}`);
      if (said.length > KEPT) said.shift();
    },
  });
  const chats = [await take('chat-1', 'chat', PATIENT), await take('chat-2', 'chat', HURRIED)] as const;
  const workers = [await take('worker-1', 'worker', PATIENT), await take('worker-2', 'worker', PATIENT)];
  await Promise.all([...chats, ...workers].map((seat) => seat.ready()));
  return {
    queue: redisDb === undefined ? 'postgres' : 'redis',
    range,
    chat,
    db,
    chats,
    workers,
    said,
    watch: (next) => {
      met = next;
    },
    wipeQueue: () => (redisDb === undefined ? wipeTable(db) : servers.wipeQueue(redisDb)),
    change: (ms) =>
      new Promise((done) => {
        const end = () => {
          clearTimeout(timer);
          listeners.delete(end);
          done();
        };
        const timer = setTimeout(end, ms);
        listeners.add(end);
      }),
    world: () => Object.fromEntries(CLOUDS.map((c) => [c, structuredClone(range.clouds[c].snapshot())])),
    startMachines: () => {
      for (const [id, power] of powers) machines.get(id)?.power.set(power);
    },
    close,
  };
}

/** PostgreSQL ends one of two that wait for each other, a worker's statement or this one. */
async function wipeTable(db: Database, tries = 10): Promise<void> {
  try {
    await db.query('delete from quell_queue.job');
  } catch (error) {
    if (tries === 1) throw error;
    await wipeTable(db, tries - 1);
  }
}
