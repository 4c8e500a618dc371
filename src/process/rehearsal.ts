import { type Attack, startAttack } from '../range/attack.ts';
import { groundOf } from '../range/ground.ts';
import { type Range, startRange } from '../range/range.ts';
import type { Ground } from './setup.ts';

/** Longest real time in ms until a change in the range is enforced. */
export const SETTLE = 1500;

/** The range of the drill that runs, with its attackers. A new one throws the old one away. */
export class Rehearsal {
  private running: { range: Range; attack: Attack } | undefined;
  private readonly clock: { now: () => number; random: () => number };

  constructor(clock: { now: () => number; random: () => number }) {
    this.clock = clock;
  }

  readonly fresh = async (): Promise<Ground> => {
    await this.close();
    const range = await startRange({ realNow: this.clock.now, random: this.clock.random, settleMs: SETTLE });
    this.running = { range, attack: startAttack(range) };
    return { ...groundOf(range), close: () => this.close() };
  };

  async close(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await running?.attack.stop();
    await running?.range.close();
  }
}
