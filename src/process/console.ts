import { incidentCard } from '../card/incident.ts';
import { cloudsDone } from '../card/outcome.ts';
import { fullPlanCard, planCard } from '../card/plan.ts';
import { runbookCard } from '../card/runbook.ts';
import type { IncidentView } from '../card/view.ts';
import { mayLook } from '../desk/look.ts';
import { loadPlan, loadView } from '../desk/view.ts';
import { CLOUDS, type Cloud } from '../domain/action.ts';
import { asFault } from '../domain/fault.ts';
import type { ConsoleDesk, RangeView } from '../edge/console/desk.ts';
import type { Range } from '../range/range.ts';
import type { SurfacePorts } from './setup.ts';

/** When each cloud was proven contained, for the marks in the chart. */
function containedMarks(view: IncidentView): { cloud: Cloud; realMs: number }[] {
  const plan = view.plans.findLast((p) => p.plan.body.kind === 'contain' && p.run.steps.some((s) => s.receipt));
  if (!plan) return [];
  const { done } = cloudsDone(plan);
  const steps = plan.plan.body.stages.flatMap((s) => s.steps);
  return done.map((cloud) => {
    const ids = new Set(steps.filter((s) => s.cloud === cloud).map((s) => s.id));
    const times = plan.run.steps.filter((s) => ids.has(s.id)).map((s) => Date.parse(s.verifiedAt!));
    return { cloud, realMs: Math.max(...times) };
  });
}

/** The range as the console's chart sees it; marks are kept from the last incident that was looked at. */
export function rangeView(range: Range, ports: SurfacePorts): RangeView {
  let marks: { cloud: Cloud; realMs: number }[] = [];
  ports.changed((incident) => {
    if (incident === 'quell') return;
    void loadView(ports.desk, incident).then(
      (view) => {
        marks = containedMarks(view);
      },
      () => undefined,
    );
  });
  const { kernel } = range;
  return {
    calls: () => kernel.calls,
    onCall: (listener) => kernel.onCall(listener),
    advance: (seconds) => kernel.advance(seconds),
    now: () => kernel.now(),
    contained: () => marks.filter((m) => CLOUDS.includes(m.cloud)),
  };
}

/** Events that a page is given; the command `timeline` has them all. */
const LATEST = 400;

/** What the console shows, read from the record each time. */
export function consoleDesk(ports: SurfacePorts, range?: RangeView): ConsoleDesk {
  const { desk } = ports;
  return {
    people: () => [...desk.people],
    see(person, what, id) {
      const values = id === undefined ? {} : { [what === 'plan' ? 'plan' : 'incident']: id };
      return mayLook(desk, { surface: 'console', tenant: 'local', user: person }, what, values);
    },
    incidents: () => desk.incidents.incidents('all'),
    async page(id) {
      try {
        const view = await loadView(desk, id);
        const runbook = runbookCard(view);
        const cards = [
          incidentCard(view),
          ...(runbook ? [runbook] : []),
          ...view.plans.map((p) => planCard(p, view.incident, desk.people)),
        ];
        return { incident: view.incident, cards, timeline: await desk.audit.events(id, LATEST) };
      } catch (thrown) {
        if (asFault(thrown).code === 'incident.unknown') return undefined;
        throw thrown;
      }
    },
    async plan(id) {
      try {
        const plan = await desk.plans.plan(id);
        const incident = await desk.incidents.incident(plan.body.incident);
        return fullPlanCard(await loadPlan(desk, plan), incident, desk.people);
      } catch (thrown) {
        if (asFault(thrown).code.startsWith('plan.')) return undefined;
        throw thrown;
      }
    },
    changed: ports.changed,
    ...(range ? { range } : {}),
  };
}
