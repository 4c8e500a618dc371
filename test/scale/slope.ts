import { median } from '../bench/report/numbers.ts';

/** A value at a time. */
export interface Point {
  minute: number;
  value: number;
}

/** How a value moves, in its unit a minute: the line of least squares, and how far off that may be. */
export interface Slope {
  perMinute: number;
  /** One standard error of the slope, from what the line does not explain. */
  noise: number;
}

const BUCKETS = 12;

/** Medians of equal stretches of time: what a collection leaves behind comes in spikes, and neighbours resemble each other. */
function smooth(points: readonly Point[]): Point[] {
  const first = points[0]!.minute;
  const width = (points.at(-1)!.minute - first) / BUCKETS || 1;
  const buckets = Map.groupBy(points, (p) => Math.min(BUCKETS - 1, Math.floor((p.minute - first) / width)));
  return [...buckets.values()].map((in_) => ({
    minute: median(in_.map((p) => p.minute)),
    value: median(in_.map((p) => p.value)),
  }));
}

/** @throws Error for fewer than four points, through which any line goes */
export function slopeOf(points: readonly Point[]): Slope {
  if (points.length < 4) throw new Error(`a slope of ${points.length} points says nothing`);
  const of = points.length > 2 * BUCKETS ? smooth(points) : points;
  const n = of.length;
  const x = of.reduce((sum, p) => sum + p.minute, 0) / n;
  const y = of.reduce((sum, p) => sum + p.value, 0) / n;
  const spread = of.reduce((sum, p) => sum + (p.minute - x) ** 2, 0);
  const perMinute = of.reduce((sum, p) => sum + (p.minute - x) * (p.value - y), 0) / spread;
  const left = of.reduce((sum, p) => sum + (p.value - y - perMinute * (p.minute - x)) ** 2, 0);
  return { perMinute, noise: Math.sqrt(left / (n - 2) / spread) };
}

/** Whether it certainly grows by more than is allowed: by its noise, one time in a hundred that is said by chance. */
export function grows({ perMinute, noise }: Slope, allowed: number): boolean {
  return perMinute - 2.8 * noise > allowed;
}
