import type { Incident } from '../../../domain/incident.ts';
import { type Html, html, key } from './html.ts';
import { icon } from './icon.ts';
import { marks } from './state.ts';
import { clock, type Names, visible } from './text.ts';

function row(of: Incident, names: Names): Html {
  const open = of.status === 'open';
  return html`<li class="incident ${of.mode} ${of.status}" data-key="incident-${key(of.id)}" data-say="${of.id}: ${of.status}, ${visible(of.title)}">
    <a href="/incidents/${encodeURIComponent(of.id)}"><span class="marks">${marks(of)}<code class="id">${visible(of.id)}</code>
      <span class="state ${open ? 'busy' : 'neutral'}">${icon(open ? 'dot' : 'check')}${of.status}</span></span>
      <span class="title">${visible(of.title)}</span>
      <span class="quiet">declared <span class="date">${visible(of.declaredAt.slice(0, 10))}</span> ${clock(of.declaredAt)}, commander @${visible(names(of.commander) ?? of.commander)}</span></a></li>`;
}

/** Open ones first, then by severity, then the newest. */
export function incidents(all: readonly Incident[], names: Names): Html {
  const order = (of: Incident) => (of.status === 'open' ? of.severity : 9);
  const sorted = [...all].sort((a, b) => order(a) - order(b) || (a.declaredAt < b.declaredAt ? 1 : -1));
  if (sorted.length === 0) return html`<p class="empty">No incident yet. Declare one in the box above.</p>`;
  return html`<ul class="incidents">${sorted.map((i) => row(i, names))}</ul>`;
}
