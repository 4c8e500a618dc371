import type { History, Violation } from '../history.ts';
import { cards } from './cards.ts';
import { chain } from './chain.ts';
import { lateTruth } from './late-truth.ts';
import { lost } from './lost.ts';
import { type Case, read } from './read.ts';
import { receipt } from './receipt.ts';
import { release } from './release.ts';
import { twice } from './twice.ts';
import { unapproved } from './unapproved.ts';

export type { Violation } from '../history.ts';

/** The promises, each with its judge. None of them knows the engine: they read what it left behind. */
export const PROMISES: Record<string, (seen: Case) => Violation[]> = {
  unapproved,
  lost,
  twice,
  receipt,
  release,
  chain,
  cards,
  'late-truth': lateTruth,
};

/** Every promise that this history breaks, with what shows it; empty when all were kept. */
export function check(history: History): Violation[] {
  const seen = read(history);
  return Object.values(PROMISES).flatMap((judge) => judge(seen));
}
