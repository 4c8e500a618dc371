import type { Incident } from '../../domain/incident.ts';
import { LIMITS } from './limits.ts';

/** Names that are tried where others are taken. */
const TRIES = 9;

/** The part of a title that a channel's name can hold: `ML-Train, used!` as `ml-train-used`. */
function slug(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** Names for an incident's channel, the best first: `inc-7-ml-train-used`, `inc-7-ml-train-used-2`. At most 80 characters. */
export function roomNames(incident: Pick<Incident, 'id' | 'title'>): string[] {
  const words = slug(`${incident.id} ${incident.title}`) || 'incident';
  return Array.from({ length: TRIES }, (_, i) => {
    const end = i === 0 ? '' : `-${i + 1}`;
    return `${words.slice(0, LIMITS.channel.name - end.length).replace(/-+$/, '')}${end}`;
  });
}
