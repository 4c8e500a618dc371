import type { Event } from '../../../domain/event.ts';
import { type Html, html } from './html.ts';
import { moment, type Names, visible } from './text.ts';

const SHOWN = 200;

function entry(event: Event, names: Names): Html {
  const who = event.actor.person === 'quell' ? 'Quell' : `@${names(event.actor.person) ?? event.actor.person}`;
  const via = event.actor.surface === 'quell' ? '' : ` on ${event.actor.surface}`;
  const [room] = event.type.split('.');
  return html`<li data-key="event-${event.seq}"><span class="when">${moment(event.at)}</span><span class="room">${room}</span>
    <span class="what">${visible(event.summary)} <span class="quiet">${visible(who + via)}</span></span></li>`;
}

/** Newest first: what has just happened is what a reader comes for. A day's date stands above its events. */
export function timeline(events: readonly Event[], names: Names): Html {
  const newest = events.toReversed().slice(0, SHOWN);
  const days = Map.groupBy(newest, (e) => e.at.slice(0, 10));
  const left = (newest.at(-1)?.seq ?? 1) - 1;
  return html`<section class="panel timeline" aria-labelledby="timeline-title"><h2 id="timeline-title">Timeline <span class="quiet">newest first, UTC</span></h2>
    ${events.length === 0 && html`<p class="quiet">Nothing has happened yet.</p>`}
    ${[...days].map(([day, of]) => html`<h3>${visible(day)}</h3><ol reversed>${of.map((e) => entry(e, names))}</ol>`)}
    ${left > 0 && html`<p class="quiet">${left} older entries: the command timeline shows them.</p>`}</section>`;
}
