import { createHash } from 'node:crypto';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, so that nobody waits for it alone in the end. */
const LONGEST = ['test/chaos/chaos.test.ts', 'test/edge/queue/sentinel.test.ts', 'test/e2e/', 'test/edge/queue/'];

function rank({ moduleId }: TestSpecification): number {
  const at = LONGEST.findIndex((place) => moduleId.includes(place));
  return at < 0 ? LONGEST.length : at;
}

/** Files in an order that the seed draws, but for the longest, which begin first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    const drawn = new Map(files.map((f) => [f, createHash('sha256').update(`${seed} ${f.moduleId}`).digest('hex')]));
    return files.toSorted((a, b) => rank(a) - rank(b) || (drawn.get(a)! < drawn.get(b)! ? -1 : 1));
  }
}
