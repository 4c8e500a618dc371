import type { Card } from '../domain/card.ts';
import type { IncidentView } from './view.ts';

/** What people are asked to do in a drill; undefined for an incident that is none. */
export function runbookCard(view: IncidentView): Card | undefined {
  const started = view.told.find((e) => e.type === 'drill.started');
  const lines = started?.data.runbook;
  if (!Array.isArray(lines)) return undefined;
  const { incident } = view;
  return {
    kind: 'runbook',
    id: incident.id,
    mode: incident.mode,
    severity: incident.severity,
    tone: 'neutral',
    title: `Runbook: ${incident.title}`,
    summary: `DRILL on the range: ${lines.length} things to do. No real cloud is touched.`,
    blocks: [
      {
        block: 'text',
        text: ['This is a drill. It runs on simulated clouds, with real approvals. No real cloud is touched.'],
      },
      { block: 'list', title: '', items: lines.map((line, i) => [`${i + 1}. ${String(line)}`]) },
    ],
    buttons: [],
    path: `/incidents/${incident.id}`,
  };
}
