import type { Verification } from '../../domain/action.ts';
import type { Claim } from '../../job/record.ts';
import { attributesOf } from './jobs.ts';
import type { Watch } from './watch.ts';

/** One wake-up, watched: a span of its own below the plan, once it turns out whose step it is. */
export function watchedStep({ traces, doing }: Watch, work: () => Promise<void>): Promise<void> {
  return doing.run({}, () =>
    traces.run('job step', {}, async () => {
      await work();
      const { claim } = doing.getStore() ?? {};
      if (claim) traces.note(attributesOf(claim));
    }),
  );
}

/** One look at whether a change works, watched. */
export function watchedLook({ traces }: Watch, claim: Claim, look: () => Promise<Verification>): Promise<Verification> {
  const { cloud, action } = claim.planned;
  return traces.run('verify look', { 'quell.cloud': cloud, 'quell.action': action }, async () => {
    const seen = await look();
    traces.note({ 'quell.outcome': seen.state });
    return seen;
  });
}
