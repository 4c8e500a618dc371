import { Fault } from '../domain/fault.ts';

/** An attempt that was begun may have reached its cloud; whoever looks at the step must not believe that it did not. */
export function soFar(begun: boolean) {
  return begun
    ? {
        done: 'nothing more is done, and what an earlier try has begun may have happened',
        fix: '`release` puts it back; or ask for a fresh plan.',
      }
    : { done: 'nothing was done', fix: 'Run the same command again for a fresh plan.' };
}

/** A step whose plan may not be carried out any more. @param begun an earlier try had begun to act */
export function expiredFault(begun = false): Fault {
  const { done, fix } = soFar(begun);
  return new Fault({
    code: 'job.expired',
    message: `The time in which this plan could be carried out is over; ${done}.`,
    fix,
  });
}

/** A step that the votes in the record do not cover any more: they were taken back, or the plan was ended. */
export function notApproved(begun: boolean): Fault {
  const { done, fix } = soFar(begun);
  return new Fault({
    code: 'job.not-approved',
    message: `The votes in the record do not cover this stage any more; ${done}.`,
    fix,
  });
}

/** A step of a release whose containment was made anew since the release was asked for. */
export function overtaken(begun: boolean): Fault {
  const { done } = soFar(begun);
  return new Fault({
    code: 'job.overtaken',
    message: `What this step would put back was contained once more after this plan was made; ${done}.`,
    fix: 'Ask for the release again: it shows what rests on it now.',
  });
}
