import { standing } from '../approval/lend.ts';
import { EVER, groupsAsked } from '../approval/needs.ts';
import type { Delegation } from '../approval/record.ts';
import { noticeCard } from '../card/notice.ts';
import { type IncidentView, nameOf, type PlanView } from '../card/view.ts';
import type { ChatOut } from '../command/surface.ts';
import type { Place } from '../domain/incident.ts';
import type { Needs } from '../domain/playbook.ts';
import type { Record } from './record.ts';

export interface RoomParts {
  out(surface: Place['surface']): ChatOut | undefined;
  /** Remembers where the incident is now. */
  moved(incident: IncidentView['incident'], place: Place): Promise<void>;
  floors: { readonly [name: string]: readonly Needs[] };
  /** Rights to vote that are lent at this moment. */
  lent(): Promise<readonly Delegation[]>;
}

/** Groups that a plan calls: those of its stages, the tiers that were asked so far, and whoever may break the glass. */
function groupsOf({ plan, told = [], votes }: PlanView): Set<string> {
  const { stages, breakGlass } = plan.body;
  const needs = stages.flatMap((stage) => stage.needs);
  // Where it was broken, everybody is told who might ever have approved.
  if (votes.some((vote) => vote.decision === 'break-glass')) return groupsAsked(needs, EVER);
  if (plan.status !== 'pending') return new Set();
  const tiers = told
    .filter((e) => e.type === 'approval.escalated')
    .map((e) => String(e.data.what).replace(/^tier:/, ''));
  return new Set([...needs.map((need) => need.group), ...tiers, ...(breakGlass ? [breakGlass] : [])]);
}

/** Whoever commands, whoever asked, and whoever may be asked to decide, by a right of their own or a lent one; never a suspect. */
function called(view: IncidentView, floors: RoomParts['floors'], lent: readonly Delegation[]): string[] {
  const { incident, people, plans } = view;
  const { suspects } = incident;
  const members = (groups: Set<string>, about?: PlanView) =>
    people
      .filter((p) => standing(p, lent, people, { suspects, ...about }).groups.some((group) => groups.has(group)))
      .map((p) => p.id);
  const always = new Set(Object.values(floors).flatMap((needs) => needs.map((n) => n.group)));
  const asked = plans.flatMap((one) => [one.plan.body.requester, ...members(groupsOf(one), one)]);
  return [...new Set([incident.commander, ...members(always), ...asked])].filter(
    (id) => people.some((p) => p.id === id) && !suspects.includes(id),
  );
}

/**
 * Gives an incident a room of its own before its first card is posted, on a surface that makes rooms. One whose cards stand
 * somewhere already stays there.
 */
export async function inItsRoom(view: IncidentView, parts: RoomParts): Promise<IncidentView> {
  const { incident } = view;
  const { place } = incident;
  if (!place || place.thread || incident.status !== 'open') return view;
  const out = parts.out(place.surface);
  if (!out?.room) return view;
  const room = await out.room(incident, called(view, parts.floors, await parts.lent()));
  if (!room || room.channel === place.channel) return view;
  await parts.moved(incident, room);
  return { ...view, incident: { ...incident, place: room } };
}

/**
 * Whoever may be the attacker reads no further. Where the surface does not let Quell, one of those who are called is told
 * alone: the commander, unless that is the suspect.
 */
async function withoutSuspects(
  { incident, people }: IncidentView,
  out: ChatOut,
  [first]: readonly string[],
): Promise<void> {
  const { id, mode, suspects } = incident;
  // A suspect may also be an identity of a cloud, which is in no room.
  const known = people.filter((p) => suspects.includes(p.id)).map((p) => p.id);
  const left = (await out.expel?.(incident, known)) ?? [];
  if (left.length === 0 || !first) return;
  const names = left.map((person) => nameOf(people, person)).join(', ');
  const text = `${names}: under suspicion in ${id}, and Slack does not let Quell take them out of its channel. Take them out yourself.`;
  await out.tell?.(first, noticeCard('A suspect may still read along', text, mode), `still-in:${id}:${left.join(',')}`);
}

/**
 * Brings whoever is called by now into the incident's room: where only its members read, nobody else can be mentioned.
 * Suspects are taken out of it.
 */
export async function intoItsRoom(view: IncidentView, parts: Omit<RoomParts, 'moved'>): Promise<void> {
  const { incident } = view;
  const out = incident.place && parts.out(incident.place.surface);
  if (!out?.invite && !out?.expel) return;
  const who = called(view, parts.floors, await parts.lent());
  const done = await Promise.allSettled([
    incident.status === 'open' ? out.invite?.(incident, who) : undefined,
    withoutSuspects(view, out, who),
  ]);
  const failed = done.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Incidents that wait for votes, where somebody has lent a right, or taken it back, since this was asked last. */
export function openLending({ delegations, plans }: Pick<Record, 'delegations' | 'plans'>): () => Promise<string[]> {
  let before = '[]';
  return async () => {
    const now = JSON.stringify((await delegations.delegations()).map((d) => d.id));
    if (now === before) return [];
    const waiting = (await plans.pending()).map(({ incident }) => incident.id);
    before = now;
    return waiting;
  };
}
