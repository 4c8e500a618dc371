import { commandBox, exampleOf, firstSteps } from '../render/command.ts';
import { html } from '../render/html.ts';
import { incidents } from '../render/incidents.ts';
import { region } from '../render/page.ts';
import { type Drawn, frameOf, rangeRegion, type Visit } from './visit.ts';

/** All incidents, the box for commands, and what to type first. */
export async function home(visit: Visit): Promise<Drawn> {
  const frame = frameOf(visit);
  await visit.desk.see(visit.session.acting, 'incidents');
  const all = (await visit.desk.incidents()).filter((i) => !i.suspects.includes(visit.session.acting));
  const going = all.findLast((i) => i.status === 'open')?.id;
  const regions: Drawn['regions'] = {
    ...rangeRegion(visit, frame),
    incidents: { on: ['changed'], content: incidents(all, frame.names) },
  };
  return {
    title: 'Incidents',
    regions,
    body: (reply) => html`${regions.range && region('range', regions.range)}
      <h1>Incidents</h1>${commandBox(frame, exampleOf(visit.example))}${reply}
      <div class="columns"><div class="column">${region('incidents', regions.incidents!)}</div>
      ${visit.desk.range && html`<div class="column">${firstSteps(going)}</div>`}</div>`,
  };
}
