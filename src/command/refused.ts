import type { Reply } from './surface.ts';

/** The code of the fault that a reply reports if it is one. */
export function faultCode(reply: Reply): string | undefined {
  return reply.card.kind === 'fault' ? reply.card.id : undefined;
}

/** Decided already: there is nothing to correct and nothing to send once more. */
const DECIDED = new Set(['approval.late', 'approval.again', 'approval.replaced', 'command.again', 'plan.started']);

/** Whether a form that was answered so stays open with the reason in it, so that nothing typed is lost. */
export function mayMend(reply: Reply): boolean {
  const code = faultCode(reply);
  return code !== undefined && !DECIDED.has(code) && reply.card.buttons.length === 0;
}
