import { Fault } from '../../domain/fault.ts';

function late(ms: number): Fault {
  return new Fault({
    code: 'health.late',
    message: `The record or the queue did not answer within ${ms / 1000} s.`,
    fix: '`quell doctor` says which one, and what to do.',
    retry: 'later',
  });
}

/** What `promise` gives, within `ms`. @throws Fault `health.late` */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late(ms)), ms);
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
