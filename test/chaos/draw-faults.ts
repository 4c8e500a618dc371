import { ACTIONS } from '../../src/action/registry.ts';
import { CLOUDS, type Cloud } from '../../src/domain/action.ts';
import { type Fault, KINDS, type Kind, MOMENTS, type Phase, type Where } from './fault.ts';
import type { Random } from './random.ts';

/** Faults that a scenario draws, at least and at most. Not every one meets its moment. */
const FEWEST = 20;
const MOST = 34;

/**
 * The latest boundary of a phase that a fault waits for: each small enough that an incident on one cloud has as many. Weather
 * is made early, so that there are calls left for it to strike.
 */
const LATEST: Record<Where | 'close' | 'weather', number> = { cloud: 20, record: 16, queue: 8, close: 6, weather: 8 };

const NAMES = Object.keys(KINDS) as Kind[];

const WRITES = Object.fromEntries(
  CLOUDS.map((cloud) => {
    const actions = [...ACTIONS.values()].filter((a) => a.cloud === cloud);
    return [cloud, [...new Set(actions.flatMap((a) => a.permissions.write))]];
  }),
) as Record<Cloud, string[]>;

function permissionFor(random: Random, kind: Kind, cloud: Cloud): string {
  // Reads are what follows a change anyway: which one of them does not matter.
  if (kind === 'cloud-stale-read') return '*';
  const writes = kind === 'cloud-lost-answer' ? 0.8 : 0.4;
  return random.chance(writes) ? random.pick(WRITES[cloud]) : '*';
}

/** Where a fault can strike at all. While steps are carried out, a chat process talks to the record alone. */
function whereFor(random: Random, kind: Kind, phase: Phase, victim: 'worker' | 'chat'): Where {
  if (phase === 'close') return 'record';
  if (kind === 'bytes-duplicated' || kind.startsWith('cloud-')) return 'cloud';
  if (victim === 'chat')
    return phase === 'contain' ? 'record' : random.weighted<Where>({ record: 5, cloud: 4, queue: 0 });
  return random.weighted<Where>({ record: 5, cloud: 4, queue: 1 });
}

function phaseFor(random: Random, kind: Kind): Phase {
  // While a plan is made a stale read would only plan nothing; votes and steps are what it is meant for.
  if (kind === 'cloud-stale-read') return random.pick(['contain', 'release']);
  return random.weighted<Phase>({ plan: 1, contain: 6, release: 5, close: kind === 'cloud-denied' ? 0 : 0.4 });
}

function drawFault(random: Random, kind: Kind): Fault {
  const cloud = random.pick(CLOUDS);
  const phase = phaseFor(random, kind);
  const chatty = phase === 'plan' || phase === 'close' || kind.startsWith('chat-');
  const worked = kind.startsWith('cloud-') || kind === 'bytes-duplicated';
  const victim = chatty || (!worked && random.chance(0.12)) ? 'chat' : 'worker';
  const where = whereFor(random, kind, phase, victim);
  const latest = LATEST[phase === 'close' ? 'close' : kind.startsWith('cloud-') ? 'weather' : where];
  return {
    kind,
    phase,
    victim,
    where,
    moment: random.pick(MOMENTS),
    nth: random.early(1, latest),
    ms: kind === 'stop' ? random.between(1000, 17_000) : random.early(50, kind === 'half-open' ? 6000 : 2500),
    jumpMs: random.pick([-1, 1]) * random.early(1, 20) * 60_000,
    cloud,
    permission: permissionFor(random, kind, cloud),
  };
}

/** What is to go wrong in one run. Pure. */
export function drawFaults(random: Random, allowed: (kind: Kind) => boolean): Fault[] {
  const weights = Object.fromEntries(NAMES.map((k) => [k, allowed(k) ? KINDS[k] : 0])) as Record<Kind, number>;
  if (NAMES.every((k) => weights[k] === 0)) return [];
  const count = random.between(FEWEST, MOST);
  return Array.from({ length: count }, () => drawFault(random, random.weighted(weights)));
}
