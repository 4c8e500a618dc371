import { randomUUID } from 'node:crypto';
import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { readBuilt } from './built.ts';
import { type Evaluator, Unanswered } from './evaluator.ts';

/**
 * The policy in this process: WebAssembly that OPA built from the same Rego, made once and asked again and again.
 * @throws Fault `policy.stale`, `policy.unreadable`
 */
export async function openWasm(directory: string): Promise<Evaluator> {
  const { wasm } = await readBuilt(directory);
  let policy = await loadPolicy(wasm);
  return {
    async evaluate(decision, question) {
      let results: unknown;
      try {
        results = policy.evaluate(question, `quell/${decision}`);
      } catch (cause) {
        // Its memory may be left half written.
        policy = await loadPolicy(wasm);
        throw cause;
      }
      const [first] = Array.isArray(results) ? results : [];
      if (first === undefined)
        throw new Unanswered(
          'policy.undefined',
          'The policy has no rules of Quell, so the answer is no.',
          'Build it anew with `npm run policy`.',
        );
      return { id: randomUUID(), result: first.result };
    },
  };
}
