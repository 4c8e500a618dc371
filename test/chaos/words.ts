import type { Inbound, Reply } from '../../src/command/surface.ts';
import type { Keys, Orders, Wanted } from '../e2e/worker-orders.ts';

/** What a child process is started for. */
export interface ChildOrders {
  role: 'chat' | 'worker';
  databaseUrl: string;
  redisUrl: string | undefined;
  clouds: Pick<Orders, 'aws' | 'gcp' | 'azure'>;
  approveSeconds: number;
  executeSeconds: number;
}

/** What people, and the laboratory itself, ask of a child. */
export type Asked =
  | { ask: 'command'; text: string; from: Inbound }
  | { ask: 'press'; verb: string; ref: string; values: Record<string, string>; from: Inbound }
  /** Answers when every card shows the record. */
  | { ask: 'shown' }
  /** Hands the same wake-ups to the queue, as often as they stand here. */
  | { ask: 'wake'; ids: string[] };

/** A call of the chat's API, as the adapter makes it. */
export interface ChatCall {
  method: string;
  args: Record<string, unknown>;
}

export type ToChild =
  | { to: 'start'; orders: ChildOrders }
  | { to: 'key'; id: number; key: Keys[keyof Keys] }
  | { to: 'ask'; id: number; asked: Asked }
  | { to: 'clock'; aheadMs: number }
  | { to: 'chat'; id: number; answer?: Record<string, unknown>; error?: string };

export type FromChild =
  | { from: 'ready' }
  | { from: 'failed'; message: string }
  | { from: 'want'; id: number; wanted: Wanted }
  | { from: 'answer'; id: number; reply?: Reply }
  | { from: 'chat'; id: number; call: ChatCall }
  | { from: 'log'; level: 'warn' | 'error'; message: string; data: string };
