import { parseArgs } from 'node:util';
import type { What } from './profile/profile.ts';

/** What can be measured by itself, in this order. */
export const PARTS = [
  'start',
  'click',
  'next',
  'steps',
  'runs',
  'growth',
  'workers',
  'trips',
  'card',
  'range',
] as const;
export type Part = (typeof PARTS)[number];

const QUEUES = ['redis', 'postgres'] as const;
export type QueueName = (typeof QUEUES)[number];

export interface Wanted {
  parts: ReadonlySet<Part>;
  queues: ReadonlySet<QueueName>;
  /** Whether even a run that takes many minutes is waited for. */
  patient: boolean;
}

/** What the command line asks for. */
export interface Asked extends Wanted {
  json: boolean;
  /** Whether docs/performance.md and its numbers are written. */
  write: boolean;
  profile: What | undefined;
}

const WHAT: readonly What[] = ['click', 'steps', 'large'];

function listed<T extends string>(name: string, given: string | undefined, known: readonly T[]): Set<T> {
  const words = given === undefined ? [...known] : given.split(',');
  const wrong = words.filter((word) => !known.includes(word as T));
  if (wrong.length > 0) throw new Error(`--${name} ${wrong.join(',')}: choose among ${known.join(', ')}`);
  return new Set(words as T[]);
}

/** @throws Error that names what can be asked for */
export function asked(args: readonly string[]): Asked {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      patient: { type: 'boolean', default: false },
      only: { type: 'string' },
      queue: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const parts = listed<Part>('only', values.only, PARTS);
  const queues = listed('queue', values.queue, QUEUES);
  const [profile] = values.profile === undefined ? [] : listed('profile', values.profile, WHAT);
  if (values.write && (parts.size < PARTS.length || queues.size < QUEUES.length)) {
    throw new Error('--write needs every figure: leave out --only and --queue');
  }
  const { json, write, patient } = values;
  return { parts, queues, patient, json, write, profile };
}
