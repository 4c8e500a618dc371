import { noticeCard } from '../card/notice.ts';
import { nameOf } from '../card/view.ts';
import type { Reply } from '../command/surface.ts';
import { Fault } from '../domain/fault.ts';
import type { Incident, Mode } from '../domain/incident.ts';
import { nearest } from '../domain/nearest.ts';
import { event, theIncident } from './incident.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';

/** One person or identity, by what it is called. @throws Fault `command.unknown-person`: a wrong name would bar nobody */
function suspectOf(parts: DeskParts, mode: Mode, word: string): string {
  const called = word.replace(/^@/, '').toLowerCase();
  const identities = [...parts.identities(mode).keys()];
  const known = parts.people.find((p) => p.id === called)?.id ?? identities.find((id) => id.toLowerCase() === called);
  if (known !== undefined) return known;
  const named = parts.people.filter((p) => p.name.toLowerCase() === called);
  if (named.length === 1) return named[0]!.id;
  const names = [...parts.people.flatMap((p) => [p.id, p.name]), ...identities];
  const near = nearest(
    called,
    names.map((name) => name.toLowerCase()),
  );
  const meant = names.find((name) => name.toLowerCase() === near);
  const others = meant ? `Did you mean ${meant}?` : 'People and identities are listed in quell.yaml.';
  throw new Fault({
    code: 'command.unknown-person',
    message:
      named.length > 1
        ? `${named.length} people are called ${word.slice(0, 40)}.`
        : `Quell knows no person and no identity called ${word.slice(0, 40)}.`,
    fix: named.length > 1 ? `Say which: ${named.map((p) => p.id).join(' or ')}.` : others,
  });
}

/** Who is named in a text, parted by commas; each once. @throws Fault `command.unknown-person` */
export function suspectsOf(parts: DeskParts, mode: Mode, text = ''): string[] {
  const words = text.split(',').map((word) => word.trim());
  return [...new Set(words.filter(Boolean).map((word) => suspectOf(parts, mode, word)))];
}

/** The incident's suspects as they will be. @throws Fault `incident.suspects` where nothing would change */
function changed(incident: Incident, named: readonly string[], cleared: boolean): string[] {
  const { id, suspects } = incident;
  const after = cleared ? suspects.filter((s) => !named.includes(s)) : [...new Set([...suspects, ...named])];
  if (after.length !== suspects.length) return after;
  throw new Fault({
    code: 'incident.suspects',
    message: `That is so already: under suspicion in ${id} ${suspects.join(', ') || 'is nobody'}.`,
    fix: `\`show ${id}\` says who is; \`suspect <who>\` adds somebody, and cleared=yes takes it back.`,
  });
}

/** Puts somebody under suspicion, or takes that back. The gate looks at it before each change that has not begun. */
export async function suspect(parts: DeskParts, ask: Ask): Promise<Reply> {
  const { id, mode } = await theIncident(parts, ask);
  const cleared = ask.values.cleared === 'yes';
  const named = suspectsOf(parts, mode, ask.values.who);
  const who = named.map((s) => nameOf(parts.people, s)).join(', ');
  const did = cleared ? `cleared ${who} of suspicion` : `put ${who} under suspicion`;
  const { incident, due } = await parts.incidents.suspect(id, ask.person.id, (now) => {
    const suspects = changed(now, named, cleared);
    const type = cleared ? 'command.cleared' : 'command.suspected';
    return { suspects, event: event(id, ask, type, `${ask.person.name} ${did}`, { named, suspects }) };
  });
  await parts.queue.wake(due);
  const text = cleared
    ? `${who}: cleared in ${id}. Votes that stood before count again.`
    : `${who}: under suspicion in ${id}, so no vote of theirs counts here, those given before included. What has begun goes on; \`suspect ${named.join(',')} cleared=yes\` by somebody else takes it back.`;
  return reply(noticeCard(`${id}: ${cleared ? 'cleared' : 'under suspicion'}`, text, mode), incident);
}
