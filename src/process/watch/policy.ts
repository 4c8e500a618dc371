import type { Answer, Policy } from '../../approval/policy.ts';
import type { Meter } from '../../edge/metrics/meter.ts';

/** An answer that no rule gave stands under the word of why there was none, and is a no. */
const saidBy = ({ allow, rules }: Answer) => (allow ? 'yes' : rules[0]?.startsWith('policy.') ? 'none' : 'no');

/** The policy, watched: how long people wait for it, and whether it answers. */
export function watchedPolicy(policy: Policy, meter: Meter): Policy {
  const timed = async <A extends Answer>(ask: () => Promise<A>): Promise<A> => {
    const seconds = meter.stopwatch();
    const answer = await ask();
    meter.asked(saidBy(answer), seconds());
    return answer;
  };
  return {
    ...policy,
    ask: (question) => timed(() => policy.ask(question)),
    demands: (question) => timed(() => policy.demands(question)),
  };
}
