/** A source of numbers that gives the same ones for the same seed, anywhere. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** As `between`, but small numbers are as likely as large ones: each doubling has its share. */
  early(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** One of the names, as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
  shuffled<T>(items: readonly T[]): T[];
  /** A source of its own for one purpose, so that a change of one part of a scenario leaves the others as they were. */
  fork(label: string): Random;
}

/** FNV-1a over the label, with the seed as its start. */
function mix(seed: number, label: string): number {
  let hash = (2166136261 ^ seed) >>> 0;
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 16777619) >>> 0;
  return hash;
}

/** Mulberry32: 32 bits of state, which is plenty to choose faults with. */
export function randomOf(seed: number, label = ''): Random {
  const start = mix(seed, label);
  let state = start;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    early: (low, high) => Math.min(high, Math.floor(low * ((high + 1) / low) ** next())),
    chance: (probability) => next() < probability,
    pick: (from) => from[Math.floor(next() * from.length)]!,
    weighted(weights) {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let rest = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        rest -= weight;
        if (rest < 0) return name;
      }
      return entries.at(-1)![0];
    },
    shuffled(items) {
      const rest = [...items];
      for (let i = rest.length - 1; i > 0; i--) {
        const j = between(0, i);
        [rest[i], rest[j]] = [rest[j]!, rest[i]!];
      }
      return rest;
    },
    fork: (own) => randomOf(start, own),
  };
}
