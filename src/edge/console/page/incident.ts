import type { Incident } from '../../../domain/incident.ts';
import { card, ordered } from '../render/card.ts';
import { chart } from '../render/chart.ts';
import { chartOf } from '../render/chart-data.ts';
import { commandBox, exampleOf, nextStep } from '../render/command.ts';
import { type Html, html } from '../render/html.ts';
import { icon } from '../render/icon.ts';
import { region } from '../render/page.ts';
import { marks } from '../render/state.ts';
import { type Names, time, visible } from '../render/text.ts';
import { timeline } from '../render/timeline.ts';
import { type Drawn, frameOf, notFound, rangeRegion, type Visit } from './visit.ts';

function head(of: Incident, names: Names): Html {
  const open = of.status === 'open';
  return html`${of.mode === 'drill' && html`<p class="drill-band">${icon('info')}<strong>DRILL</strong> A rehearsal on simulated clouds. No real cloud is touched.</p>`}
    <header class="incident-head"><p class="marks">${marks(of)}<code class="id">${visible(of.id)}</code>
      <span class="state ${open ? 'busy' : 'neutral'}">${icon(open ? 'dot' : 'check')}${of.status}</span></p>
    <h1>${visible(of.title)}</h1>
    <p class="quiet">Declared ${time(of.declaredAt)}, commander @${visible(names(of.commander) ?? of.commander)}${
      of.suspects.length > 0 &&
      html`, suspected: ${of.suspects.map((s, i) => html`${i > 0 && ', '}<code>${visible(s)}</code>`)}`
    }</p></header>`;
}

/** One incident: its cards, what the attackers' calls come to, and everything that happened. */
export async function incident(visit: Visit, id: string): Promise<Drawn> {
  const found = await visit.desk.page(id);
  if (!found) throw notFound('incident of that name');
  const { acting } = visit.session;
  await visit.desk.see(acting, 'show', found.incident.id);
  await visit.desk.see(acting, 'timeline', found.incident.id);
  const frame = frameOf(visit, found.incident.id);
  const { range } = visit.desk;
  const planned = found.incident.status === 'closed' || found.cards.some((c) => c.kind === 'plan');
  const regions: Drawn['regions'] = {
    ...rangeRegion(visit, frame),
    head: { on: ['changed'], content: head(found.incident, frame.names) },
    cards: {
      on: ['changed'],
      content: html`${!planned && nextStep(frame)}${ordered(found.cards).map((c) => card(c, frame))}`,
    },
    ...(range && {
      chart: {
        on: ['changed', 'calls'],
        content: chart(chartOf({ ...found, calls: range.calls(), contained: range.contained(), nowMs: visit.nowMs })),
      },
    }),
    timeline: { on: ['changed'], content: timeline(found.timeline, frame.names) },
  };
  return {
    title: `${found.incident.mode === 'drill' ? 'DRILL ' : ''}${found.incident.id} ${found.incident.title}`,
    follow: found.incident.id,
    regions,
    body: (reply) => html`${regions.range && region('range', regions.range)}${region('head', regions.head!)}
      ${commandBox(frame, exampleOf(visit.example, id))}${reply}
      <div class="columns"><div class="column">${region('cards', regions.cards!)}</div>
      <div class="column">${regions.chart && region('chart', regions.chart)}${region('timeline', regions.timeline!)}</div></div>`,
  };
}
