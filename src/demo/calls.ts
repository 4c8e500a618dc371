import { CLOUDS, type Cloud } from '../domain/action.ts';
import type { Call } from '../range/kernel.ts';
import type { Range } from '../range/range.ts';

/** Longest wait for the attackers, in ms: they try several times a second. */
const PATIENCE = 20_000;

/** Resolves once `count` new calls like this were seen on every cloud. Rejects when one of them stays silent. */
export function nextCalls(range: Range, wanted: (call: Call) => boolean, count: number): Promise<void> {
  const left = new Map<Cloud, number>(CLOUDS.map((c) => [c, count]));
  return new Promise((done, fail) => {
    const silent = () => {
      stop();
      const names = [...left].filter(([, n]) => n > 0).map(([c]) => c);
      fail(new Error(`The range saw no such call on ${names.join(', ')} for ${PATIENCE / 1000} s.`));
    };
    const timer = setTimeout(silent, PATIENCE);
    const unlisten = range.kernel.onCall((call) => {
      if (!wanted(call)) return;
      left.set(call.cloud, left.get(call.cloud)! - 1);
      if ([...left.values()].some((n) => n > 0)) return;
      stop();
      done();
    });
    const stop = () => {
      clearTimeout(timer);
      unlisten();
    };
  });
}
