import { Fault } from '../../domain/fault.ts';
import { faultWithoutAnswer } from './fault.ts';

/**
 * The last sieve before the actions: what a client throws on its own account (a deserializer that meets nothing, an
 * aborted poll) becomes a Fault as well.
 */
export function faultsOnly<T extends object>(calls: T): T {
  const guarded = Object.entries(calls).map(([name, call]) => {
    if (typeof call !== 'function') return [name, call];
    const guard = async (...given: unknown[]) => {
      try {
        return await call(...given);
      } catch (error) {
        if (error instanceof Fault) throw error;
        // A TypeError here is a client that read an answer of another shape than it expected.
        const read = error instanceof TypeError ? new SyntaxError(error.message, { cause: error }) : error;
        throw faultWithoutAnswer(read, `the call ${name}`);
      }
    };
    return [name, guard];
  });
  return Object.fromEntries(guarded) as T;
}
