import { card } from '../render/card.ts';
import { html } from '../render/html.ts';
import { region } from '../render/page.ts';
import { type Drawn, frameOf, notFound, rangeRegion, type Visit } from './visit.ts';

/** A plan with all of its changes, and the buttons: who decides here has seen the whole. */
export async function plan(visit: Visit, id: string): Promise<Drawn> {
  const found = await visit.desk.plan(id);
  if (!found) throw notFound('plan of that name');
  await visit.desk.see(visit.session.acting, 'plan', found.id);
  const frame = frameOf(visit);
  const regions: Drawn['regions'] = {
    ...rangeRegion(visit, frame),
    plan: { on: ['changed'], content: card(found, frame) },
  };
  return {
    title: `Plan ${found.id}`,
    regions,
    body: (reply) => html`${regions.range && region('range', regions.range)}
      ${found.mode === 'drill' && html`<p class="drill-band"><strong>DRILL</strong> A rehearsal on simulated clouds. No real cloud is touched.</p>`}
      <h1>Plan in full</h1>${reply}<div class="full-plan">${region('plan', regions.plan!)}</div>`,
  };
}
