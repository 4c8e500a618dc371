import type { Card } from '../../domain/card.ts';
import { asFault, type Fault } from '../../domain/fault.ts';
import type { Asker, Desk } from './desk.ts';

/** A Fault as a card, for what goes wrong before the front is reached. */
export function faultCard(fault: Fault): Card {
  return {
    kind: 'fault',
    id: fault.code,
    mode: 'live',
    tone: 'bad',
    title: 'Not done',
    summary: `${fault.message} ${fault.fix}`,
    blocks: [
      { block: 'warning', text: [fault.message] },
      { block: 'text', text: [fault.fix] },
    ],
    buttons: [],
  };
}

/** Does the work; what goes wrong is told to the person who asked, and never ends the process. */
export async function guarded(desk: Desk, to: Asker, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const fault = asFault(thrown);
    const cause = fault.cause instanceof Error ? fault.cause.message : String(fault.cause ?? '');
    desk.log.error({ code: fault.code, cause }, what);
    await desk.send.add(to.conversation, desk.message(faultCard(fault))).catch(() => {
      desk.log.error({ code: fault.code }, 'a failure could not be told to the person who asked');
    });
  }
}
