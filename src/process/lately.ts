import type { Record } from './record.ts';

/** Closed incidents whose cards may not show it yet. */
const CLOSED = 20;

/** Incidents that may have changed while nobody listened. What was closed meanwhile is told too: its cards must say so. */
export async function lately(record: Record): Promise<string[]> {
  const all = await record.incidents.incidents('all');
  const open = all.filter((i) => i.status === 'open');
  const closed = all
    .filter((i) => i.status === 'closed')
    .sort((a, b) => (a.closedAt! < b.closedAt! ? 1 : -1))
    .slice(0, CLOSED);
  return [...open, ...closed].map((i) => i.id);
}
