import { isDeepStrictEqual } from 'node:util';
import { check } from './checker/check.ts';
import { collect, recoveriesOf } from './collect.ts';
import type { History, InjectedFault, Violation } from './history.ts';
import { type Course, Incident } from './incident.ts';
import { Injector, type Outages } from './injector.ts';
import type { Company } from './people.ts';
import type { Scenario } from './scenario.ts';
import type { Slot } from './slot.ts';

/** Ms in which an incident must come to its end, whatever strikes it. */
const LIMIT_MS = 240_000;

/**
 * Ms in which cards must show the truth once everything is well again: a chat that was away is tried again every fifteen
 * seconds, and a channel takes one message a second.
 */
const CARDS_MS = 35_000;

/** What comes right by itself, once there is time: a card that was away, a plan that nobody voted on. */
const RESTING: ReadonlySet<string> = new Set(['cards', 'lost']);

export interface Judged {
  scenario: Scenario;
  violations: Violation[];
  faults: InjectedFault[];
  recoveries: number[];
  /** Ms. */
  took: number;
  /** The slot is as it was before, and may be used again. */
  clean: boolean;
  history: History | undefined;
}

interface Surroundings {
  outages: Outages;
  injectors: Set<Injector>;
  now: () => number;
  stop?: AbortSignal;
  /** Where something is known to be wrong, nobody needs to wait for long until it shows. */
  patience?: { limitMs: number; cardsMs: number };
}

/** One scenario in one slot, judged. Undefined when the laboratory was stopped in the middle of it. */
export async function runOnce(slot: Slot, scenario: Scenario, around: Surroundings): Promise<Judged | undefined> {
  const { now, outages, injectors, stop, patience = { limitMs: LIMIT_MS, cardsMs: CARDS_MS } } = around;
  const began = now();
  const injector = new Injector(slot, scenario.faults, outages, now);
  injectors.add(injector);
  const from = { before: slot.world(), firstCall: (slot.range.kernel.calls.at(-1)?.seq ?? 0) + 1 };
  const company: Company = { slot, injector, channel: `C${scenario.seed}-${scenario.run}`, now, presses: [] };
  const limit = AbortSignal.timeout(patience.limitMs);
  const signal = stop ? AbortSignal.any([limit, stop]) : limit;
  const incident = new Incident(company, scenario, signal);
  const judged = (violations: Violation[], history?: History): Judged => ({
    scenario,
    violations,
    faults: injector.happened,
    recoveries: history ? recoveriesOf(injector.hits, history.record) : [],
    took: now() - began,
    clean: violations.length === 0 && isDeepStrictEqual(from.before, slot.world()),
    history,
  });
  try {
    const course = await incident.run();
    const history = await settle(company, scenario, course, from, signal, patience.cardsMs);
    slot.startMachines();
    return judged([...check(history), ...endsOf(slot)], history);
  } catch (error) {
    await injector.heal();
    if (stop?.aborted) return undefined;
    const at = `${incident.doing} (last answer: ${incident.answer})`;
    const why = limit.aborted ? `no end within ${patience.limitMs / 1000} s, at: ${at}` : `${String(error)}, at: ${at}`;
    const course: Course = { incident: incident.id, contained: undefined, released: 'not' };
    const history = await collect(company, scenario, course, from).catch(() => undefined);
    return judged([{ promise: 'lost', what: why }, ...endsOf(slot)], history);
  } finally {
    injectors.delete(injector);
  }
}

/** Processes that ended by themselves, which none ever may. */
function endsOf(slot: Slot): Violation[] {
  const ends = [...slot.chats, ...slot.workers].flatMap((seat) => seat.unexpected.splice(0));
  return ends.map((what) => ({ promise: 'lost', what }));
}

/** The history once its cards have come to rest; what a card says wrong after that, it says wrong for good. */
async function settle(
  company: Company,
  scenario: Scenario,
  course: Course,
  from: { before: unknown; firstCall: number },
  signal: AbortSignal,
  cardsMs: number,
): Promise<History> {
  const { slot, now } = company;
  const until = now() + cardsMs;
  for (;;) {
    signal.throwIfAborted();
    const history = await collect(company, scenario, course, from);
    if (now() > until || !check(history).some((v) => RESTING.has(v.promise))) return history;
    await slot.chat.next(1000);
  }
}
