import { faultCard } from '../../card/notice.ts';
import { asFault } from '../../domain/fault.ts';
import { type Asker, alone, type Desk } from './desk.ts';

/** Does the work; what goes wrong is told to the person who asked, and never ends the process. */
export async function guarded(desk: Desk, to: Asker, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const fault = asFault(thrown);
    const cause = fault.cause instanceof Error ? fault.cause.message : String(fault.cause ?? '');
    desk.log.error({ code: fault.code, cause }, what);
    // It may tell of what was asked, so it goes nowhere where others read.
    await alone(desk, to, desk.message(faultCard(fault))).catch(() => {
      desk.log.error({ code: fault.code }, 'a failure could not be told to the person who asked');
    });
  }
}
