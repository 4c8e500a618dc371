import type { Engine, Measured } from './figures.ts';

/** Samples from `low` to `high`, one a step. */
const samples = (low: number, high: number) => Array.from({ length: high - low + 1 }, (_, i) => low + i);

const trips = (worker: number) => ({ click: 3, worker, cards: 5, queue: 4, beforeFirstChange: 9 });

function engine(slower: number): Engine {
  const over = (floor: number[]) => floor.map((ms) => ms * slower);
  const floor = samples(1, 100);
  return {
    clicks: { declare: over(floor), plan: over(floor), any: over(floor), write: over(over(floor)), floor },
    cards: { paced: over(floor), burst: over(floor), pacedFloor: floor, burstFloor: floor },
    nexts: { any: over(floor), write: over(floor), floor },
    rates: { spread: [100, 300, 200], single: [50], floor: [400] },
    fleet: {
      1: { quell: [100], floor: [200] },
      4: { quell: [150], floor: [200] },
      10: { quell: [180], floor: [200] },
    },
    growth: {
      1: { planMs: 4, stepMs: 8 },
      10: { planMs: 2, stepMs: 4 },
      100: { planMs: 1, stepMs: 2 },
      1000: { planMs: 1, stepMs: 3 },
      10000: { wouldTakeMs: 90_000 },
    },
    runs: { quell: 30, floor: 120 },
    trips: { one: trips(4), large: trips(128), perStep: { record: slower, queue: 2 } },
  };
}

/** A run of the bench whose every figure can be told by heart: on Redis 1.5 times the floor, on PostgreSQL twice. */
export const MEASURED: Measured = {
  redis: engine(1.5),
  postgres: engine(2),
  range: { planCardMs: 80, clickToWriteMs: 30 },
  started: { startMs: 900, idleMb: 120, demoMs: 2400, residentMb: { start: 150, after: 160 } },
  machine: { node: '24.0.0', cores: 2, seconds: 200, loadBefore: 0 },
};
