import { stamp } from '../approval/stamp.ts';
import { incidentCard } from '../card/incident.ts';
import { listCard, noticeCard } from '../card/notice.ts';
import { nameOf } from '../card/view.ts';
import { count } from '../card/words.ts';
import type { Reply } from '../command/surface.ts';
import type { Text } from '../domain/card.ts';
import type { NewEvent } from '../domain/event.ts';
import { Fault } from '../domain/fault.ts';
import type { Incident, Severity } from '../domain/incident.ts';
import { nearest } from '../domain/nearest.ts';
import type { Person } from '../domain/person.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';
import { suspectsOf } from './suspect.ts';
import { loadView } from './view.ts';

/** The incident that a command is about: the one named, the one of this thread, or the only open one. */
export async function theIncident(parts: DeskParts, ask: Ask): Promise<Incident> {
  if (ask.about) return ask.about.incident;
  if (ask.values.incident) return parts.incidents.incident(ask.values.incident);
  const here = ask.where && (await parts.incidents.incidentAt(ask.where));
  if (here) return here;
  const open = await parts.incidents.incidents('open');
  if (open.length === 1) return open[0]!;
  throw new Fault({
    code: 'command.which-incident',
    message:
      open.length === 0
        ? 'There is no open incident.'
        : `There are ${open.length} open incidents, and this is not the thread of one.`,
    fix:
      open.length === 0
        ? '`declare <what is known>` opens one.'
        : `Add incident=${open[0]!.id}, or write in the incident’s thread.`,
  });
}

/** Cards of this incident come by themselves where the asking person is looking; a reply need not repeat them. */
export function inThread(incident: Incident, ask: Ask): boolean {
  const { surface } = ask.principal;
  return surface !== 'console' && surface === incident.place?.surface && ask.where?.channel === incident.place.channel;
}

export function event(
  stream: string,
  ask: Ask,
  type: NewEvent['type'],
  summary: string,
  data: NewEvent['data'] = {},
): NewEvent {
  return { stream, type, actor: ask.actor, summary, data: { ...data, ...stamp(ask.policy) } };
}

export async function declare(parts: DeskParts, ask: Ask): Promise<Reply> {
  const title = ask.values.title!.slice(0, 150);
  const severity = Number(ask.values.sev ?? 2) as Severity;
  const suspects = suspectsOf(parts, 'live', ask.values.suspect);
  const place = ask.where ? { ...ask.where } : parts.defaultPlace;
  // An incident gets a thread of its own; one declared inside a thread does not take that one over.
  if (place) delete place.thread;
  const incident = await parts.incidents.declare(
    { title, severity, mode: 'live', commander: ask.person.id, suspects, ...(place ? { place } : {}) },
    (id) =>
      event(id, ask, 'command.declared', `${ask.person.name} declared ${id}: ${title}`, {
        incident: id,
        severity,
        title,
      }),
  );
  if (inThread(incident, ask)) {
    const text = `${incident.id} is open and you command it. Its card comes in the channel where you declared it, unless Quell tells you of another; everything else comes in its thread.`;
    return reply(noticeCard(`${incident.id} is open`, text, incident.mode), incident);
  }
  return reply(incidentCard(await loadView(parts, incident.id)), incident);
}

export async function incidents(parts: DeskParts, ask: Ask): Promise<Reply> {
  const status = (ask.values.status ?? 'open') as 'open' | 'closed' | 'all';
  const all = await parts.incidents.incidents(status);
  // Whoever may be the attacker learns nothing of it here either.
  const list = all.filter((i) => !i.suspects.includes(ask.person.id));
  const items = list.map(
    (i): Text => [
      { strong: i.id },
      ` ${i.mode === 'drill' ? 'DRILL ' : ''}SEV${i.severity} ${i.status}: ${i.title}. Commander ${nameOf(parts.people, i.commander)}`,
    ],
  );
  const which = status === 'all' ? 'incidents' : `${status} incidents`;
  return reply(
    listCard(`${list.length} ${which}`, list.map((i) => `${i.id} ${i.title}`).join('; ') || `No ${which}.`, [
      { block: 'list', title: '', items },
    ]),
    list,
  );
}

export async function show(parts: DeskParts, ask: Ask): Promise<Reply> {
  const { id } = await theIncident(parts, ask);
  const view = await loadView(parts, id);
  return reply(incidentCard(view), {
    incident: view.incident,
    plans: view.plans.map((p) => ({
      plan: p.plan.id,
      digest: p.plan.digest,
      status: p.plan.status,
      run: p.run.state,
      steps: p.run.steps,
    })),
  });
}

export async function timeline(parts: DeskParts, ask: Ask): Promise<Reply> {
  const incident = await theIncident(parts, ask);
  const events = await parts.audit.events(incident.id);
  const items = events.map((e): Text => [{ time: e.at }, ` ${e.type}: ${e.summary}`]);
  const card = listCard(`Timeline of ${incident.id}`, count(events.length, 'event'), [
    { block: 'list', title: '', items },
  ]);
  return reply({ ...card, mode: incident.mode, path: `/incidents/${incident.id}` }, events);
}

/** @throws Fault `command.unknown-person` */
export function thePerson(parts: DeskParts, id: string): Person {
  const person = parts.people.find((p) => p.id === id.toLowerCase());
  if (person) return person;
  const near = nearest(
    id.toLowerCase(),
    parts.people.map((p) => p.id),
  );
  throw new Fault({
    code: 'command.unknown-person',
    message: `Quell knows nobody called ${id.slice(0, 40)}.`,
    fix: near ? `Did you mean ${near}?` : 'People are listed under `people` in quell.yaml.',
  });
}

export async function assign(parts: DeskParts, ask: Ask): Promise<Reply> {
  const incident = await theIncident(parts, ask);
  const person = thePerson(parts, ask.values.person!);
  const told = event(
    incident.id,
    ask,
    'command.assigned',
    `${person.name} commands now; handed over by ${ask.person.name}`,
    { to: person.id },
  );
  const after = await parts.incidents.change(incident.id, { commander: person.id }, [told]);
  return reply(
    noticeCard(`${incident.id}: ${person.name} commands`, `${person.name} commands ${incident.id} now.`, incident.mode),
    after,
  );
}

export async function note(parts: DeskParts, ask: Ask): Promise<Reply> {
  const incident = await theIncident(parts, ask);
  const text = ask.values.text!.slice(0, 1000);
  await parts.incidents.note([event(incident.id, ask, 'command.noted', `${ask.person.name}: ${text}`, { text })]);
  return reply(noticeCard('Noted', `Written into the timeline of ${incident.id}.`, incident.mode), {
    incident: incident.id,
    text,
  });
}

export async function severity(parts: DeskParts, ask: Ask): Promise<Reply> {
  const incident = await theIncident(parts, ask);
  const to = Number(ask.values.to) as Severity;
  const why = ask.values.reason ? `: ${ask.values.reason}` : '';
  const told = event(incident.id, ask, 'command.severity', `${ask.person.name} set severity ${to}${why}`, {
    from: incident.severity,
    to,
  });
  const after = await parts.incidents.change(incident.id, { severity: to }, [told]);
  return reply(noticeCard(`${incident.id}: SEV${to}`, `${incident.id} has severity ${to} now.`, incident.mode), after);
}

export async function close(parts: DeskParts, ask: Ask): Promise<Reply> {
  const incident = await theIncident(parts, ask);
  const why = ask.values.reason ? `: ${ask.values.reason}` : '';
  const after = await parts.incidents.close(incident.id, (chain) => {
    const told = event(incident.id, ask, 'command.closed', `${ask.person.name} closed ${incident.id}${why}`, chain);
    // The stream of all incidents keeps this one's head, so that its end cannot be cut off unseen.
    return [told, { ...told, stream: 'quell' }];
  });
  if (incident.mode === 'drill') await parts.drills.end();
  return reply(
    noticeCard(`${incident.id} closed`, `${incident.id} is closed. Its record stays.`, incident.mode),
    after,
  );
}
