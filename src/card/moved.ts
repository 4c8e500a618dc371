import type { Button, Card, Text } from '../domain/card.ts';
import type { Event } from '../domain/event.ts';
import type { Fault } from '../domain/fault.ts';
import type { Incident, Place } from '../domain/incident.ts';
import type { Notice } from './thread.ts';
import type { IncidentView } from './view.ts';

type Told = Pick<Notice, 'key' | 'card' | 'tell' | 'surfaces'>;

function aboutMove(incident: Incident, title: string, text: Text, summary: string, buttons: Button[] = []): Card {
  return {
    kind: 'notice',
    id: incident.id,
    about: [incident.id],
    mode: incident.mode,
    severity: incident.severity,
    tone: 'warning',
    title,
    summary,
    blocks: [{ block: 'text', text }],
    buttons,
    path: `/incidents/${incident.id}`,
  };
}

/** The last time that the place of an incident took no card, and another one was chosen. */
function moveOf({ told }: IncidentView): Event | undefined {
  return told.findLast((event) => event.type === 'command.moved');
}

/** Where its people may be found: with its cards, and where it was declared. */
function surfacesOf(view: IncidentView): Place['surface'][] {
  const from = (moveOf(view)?.data.from as { surface?: Place['surface'] } | undefined)?.surface;
  const here = view.incident.place?.surface;
  return [...new Set([here, from])].filter((surface) => surface !== undefined);
}

/** Says in the incident's thread, and to its commander alone, that the cards are not where the incident was declared, and why. */
export function movedNotice(view: IncidentView): Told[] {
  const { incident } = view;
  const event = moveOf(view);
  if (!event) return [];
  const { why, fix, link } = event.data;
  const said = `${incident.id} cannot be shown where it was declared. ${String(why)} ${String(fix)} This incident stays in Quell’s home channel, with all its plans.`;
  const text: Text = [{ person: incident.commander }, `: ${said}`];
  const open: Button[] =
    typeof link === 'string'
      ? [{ verb: 'channel', ref: incident.id, label: 'Open that channel', style: 'primary', href: link }]
      : [];
  const card = aboutMove(incident, 'In another channel', text, said, open);
  return [{ key: `moved:${incident.id}`, card, tell: [incident.commander], surfaces: surfacesOf(view) }];
}

/** Told to the commander alone: no channel takes the incident's card. */
export function homelessNotice(view: IncidentView, { message, fix }: Fault): Told {
  const { incident } = view;
  const said = `${incident.id} is open and in the record, but Quell can show it in no channel, neither where it was declared nor in a home channel. ${message} ${fix} Its card comes then. Meanwhile the console and the shell have the same commands.`;
  const card = aboutMove(incident, 'In no channel', [said], said);
  return { key: `homeless:${incident.id}`, card, tell: [incident.commander], surfaces: surfacesOf(view) };
}

/** Told to the commander alone: the channel in which the cards stand takes no more. */
export function shutNotice(view: IncidentView, { message, fix }: Fault): Told {
  const { incident } = view;
  const said = `${incident.id} is open, and its channel takes no cards of Quell any more: what stands there is old. ${message} ${fix} The cards follow then. Meanwhile people are told alone what is theirs, and the console and the shell have the same commands.`;
  const card = aboutMove(incident, 'Its channel is shut', [said], said);
  return { key: `shut:${incident.id}`, card, tell: [incident.commander], surfaces: surfacesOf(view) };
}

/** What stays of a card that was posted again in another thread. */
export function leftCard(card: Card): Card {
  const summary = 'This card stands in another thread now, because the first message of this one was deleted.';
  return { ...card, tone: 'neutral', summary, blocks: [{ block: 'text', text: [summary] }], buttons: [] };
}
