import { nowMs } from './clock.ts';

/** How often something is done: this often, but no longer than so, and then at least so often. */
export interface Turns {
  most: number;
  least: number;
  limitMs: number;
}

/** Whether a turn counts, turn by turn: those that warm up do not. A busy machine gets fewer turns instead of more minutes. */
export function* turns({ most, least, limitMs }: Turns, warmUp: number): Generator<boolean> {
  for (let i = 0; i < warmUp; i++) yield false;
  const until = nowMs() + limitMs;
  for (let i = 0; i < most && (i < least || nowMs() < until); i++) yield true;
}
