import { median } from '../bench/report/numbers.ts';
import type { Endured } from './endure.ts';
import type { Fair, Severe } from './fair.ts';
import { grows, type Slope, slopeOf } from './slope.ts';
import type { Size } from './stand.ts';
import type { Sample } from './watch.ts';

/** MiB a minute that a process may certainly grow by: nothing that would fill a machine between two updates. */
const MAY_GROW = 0.2;
/** MiB that it may grow by in any case: what is compiled late. In a short run this is most of what is seen. */
const LATE = 2;
/** Files, sockets and handles that a process may hold more at the end than in its middle: pools fill when they are used. */
const MORE_HANDLES = 6;
/** Entries of the queue that may be left over at rest: BullMQ's own marks, which are four, whatever went through. */
const LEFT_OVER = 8;

export interface Measured {
  size: Size;
  /** Where wake-ups travelled. */
  queue: 'redis' | 'postgres';
  accounts: number;
  fair: Fair;
  severe: Severe;
  endured: Endured;
  /** The most calls in flight of any account, counted by the cloud. */
  mostPerAccount: number;
  /** Doors that were shut by more than one call. */
  twice: number;
  /** How often a person was told to try again. */
  refusals: number;
}

export interface Judgement {
  what: string;
  ok: boolean;
  /** What was measured, with its bound. */
  said: string;
}

export interface Growth {
  name: string;
  heap: Slope;
  rss: Slope;
}

const secondHalf = (samples: readonly Sample[]) => samples.slice(Math.floor(samples.length / 2));

/** Each process over the second half of the endurance, when everything has been compiled and every pool filled. */
export function growthOf({ watched }: Endured): Growth[] {
  return watched.processes.map(({ name, samples }) => {
    const of = (key: 'heapMb' | 'rssMb') =>
      slopeOf(secondHalf(samples).map((s) => ({ minute: s.minute, value: s[key] })));
    return { name, heap: of('heapMb'), rss: of('rssMb') };
  });
}

/** What is usual: peaks come with the load, and what is never closed raises every look. */
const usual = (samples: readonly Sample[], key: 'files' | 'sockets' | 'handles') => median(samples.map((s) => s[key]));

function handles({ watched }: Endured): Judgement[] {
  return (['files', 'sockets', 'handles'] as const).map((key) => {
    const grown = watched.processes.map(({ name, samples }) => {
      const third = Math.ceil(samples.length / 3);
      const [middle, last] = [usual(samples.slice(third, 2 * third), key), usual(samples.slice(-third), key)];
      return { name, middle, last, by: last - middle };
    });
    const worst = grown.reduce((a, b) => (b.by > a.by ? b : a));
    return {
      what: `open ${key} do not grow`,
      ok: worst.by <= MORE_HANDLES,
      said: `${worst.name}: ${worst.middle} in the middle third, ${worst.last} in the last one`,
    };
  });
}

function memory(endured: Endured): Judgement[] {
  const allowed = Math.max(MAY_GROW, LATE / (endured.minutes / 2));
  return growthOf(endured).map(({ name, heap, rss }) => ({
    what: `memory of ${name} is flat`,
    ok: !grows(heap, allowed),
    said: `${heap.perMinute.toFixed(2)} ± ${heap.noise.toFixed(2)} MiB a minute, where ${allowed.toFixed(2)} may be; resident ${rss.perMinute.toFixed(2)} ± ${rss.noise.toFixed(2)}`,
  }));
}

/** What an installation owes those who wait for it. Nothing here is a time. */
export function judge({ size, accounts, fair, severe, endured, mostPerAccount, twice }: Measured): Judgement[] {
  const inHand = Math.min(size.workers * size.concurrency, accounts * size.perAccount);
  return [
    {
      what: 'a large run does not starve a small one',
      ok: fair.wentBefore <= fair.wereLeft / 4,
      said: `${fair.wentBefore} of the ${fair.wereLeft} steps that were left went before it`,
    },
    {
      what: 'severity first',
      ok: severe.wentBefore <= 2 * inHand,
      said: `${severe.wentBefore} of ${severe.wereLeft} queued SEV3 steps went before the SEV1 run's last, with ${inHand} in hand`,
    },
    {
      what: 'the limit of an account is kept',
      ok: mostPerAccount <= size.perAccount,
      said: `${mostPerAccount} calls in flight at most, the limit is ${size.perAccount}`,
    },
    {
      what: 'the limit of an account was tried',
      ok: mostPerAccount >= size.perAccount,
      said: `${mostPerAccount} in flight at most`,
    },
    { what: 'no door was shut twice', ok: twice === 0, said: `${twice} doors` },
    {
      what: 'the queue is empty at rest',
      ok: endured.rest.queueEntries <= LEFT_OVER,
      said: `${endured.rest.queueEntries} entries in ${endured.rest.queueKeys} keys`,
    },
    ...handles(endured),
    ...memory(endured),
  ];
}
