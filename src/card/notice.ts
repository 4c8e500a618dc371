import type { Block, Card } from '../domain/card.ts';
import type { Fault } from '../domain/fault.ts';
import type { Mode } from '../domain/incident.ts';

/** A short answer to the person who asked. */
export function noticeCard(title: string, summary: string, mode: Mode = 'live', blocks: Block[] = []): Card {
  return { kind: 'notice', id: 'notice', mode, tone: 'neutral', title, summary, blocks, buttons: [] };
}

export function listCard(title: string, summary: string, blocks: Block[]): Card {
  return { kind: 'list', id: 'list', mode: 'live', tone: 'neutral', title, summary, blocks, buttons: [] };
}

/** What went wrong, and what to do. Never a stack, never a cause from the log. */
export function faultCard(fault: Fault, mode: Mode = 'live'): Card {
  const where = fault.at ? `Line ${fault.at.line}, column ${fault.at.column}: ` : '';
  return {
    kind: 'fault',
    id: fault.code,
    mode,
    tone: 'bad',
    title: fault.code.startsWith('approval.') ? 'Not counted' : 'Not done',
    summary: `${fault.message} ${fault.fix}`,
    blocks: [
      { block: 'text', text: [`${where}${fault.message}`] },
      { block: 'text', text: [fault.fix] },
    ],
    buttons: [],
  };
}
