import { Fault } from '../domain/fault.ts';

/** A step whose plan may not be carried out any more. */
export function expiredFault(): Fault {
  return new Fault({
    code: 'job.expired',
    message: 'The time in which this plan could be carried out is over; nothing was done.',
    fix: 'Run the same command again for a fresh plan.',
  });
}
