import { approvers } from '../approval/needs.ts';
import { missing } from '../domain/approval.ts';
import type { Text } from '../domain/card.ts';
import type { Incident } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import type { Needs } from '../domain/playbook.ts';
import { stepsOf } from './limits.ts';
import type { PlanView } from './view.ts';
import { count, duration } from './words.ts';

type Fact = { label: string; value: Text };

/** People named for one group before the rest is counted: a mention calls somebody at night. */
const NAMED = 5;

/** What is still asked for: the largest count of each group over the stages that lack votes. */
export function openNeeds(view: PlanView): Needs[] {
  const most = new Map<string, number>();
  for (const need of view.plan.body.stages.flatMap((stage) => missing(stage, view.votes, view.plan.createdAt)))
    most.set(need.group, Math.max(need.count, most.get(need.group) ?? 0));
  return [...most].map(([group, n]) => ({ group, count: n }));
}

/** Who can give the votes that are missing: `1 of security-oncall (@Bo or @Cy) and 1 of cloud-platform (@Cy)`. */
function whoCan(view: PlanView, incident: Incident, people: readonly Person[]): Text {
  const voted = new Set(view.votes.map((v) => v.person));
  const text: Text = [];
  for (const need of openNeeds(view)) {
    const able = approvers([need], people, view.plan.body.requester, incident.suspects).filter((p) => !voted.has(p.id));
    const rest = able.length - NAMED;
    const names = able
      .slice(0, NAMED)
      .flatMap((p, i): Text => (i === 0 ? [{ person: p.id }] : [' or ', { person: p.id }]));
    const more = rest > 0 ? ` or ${rest} more` : '';
    text.push(`${text.length > 0 ? ' and ' : ''}${need.count} of ${need.group} (`, ...names, `${more})`);
  }
  return text;
}

/** Which of these steps a release undoes, without promising more than each of them does. */
function reversal(view: PlanView): string {
  const steps = stepsOf(view);
  const [none, partly] = (['none', 'partly'] as const).map((how) => steps.filter((s) => s.reversible === how).length);
  if (!none && !partly) return 'Everything here can be put back.';
  const parts = [
    ...(none ? [`${count(none, 'step')} of ${steps.length} cannot be put back`] : []),
    ...(partly ? [`${count(partly, 'step')} of ${steps.length} only in part (see Details)`] : []),
  ];
  return `${parts.join(', and ')}; everything else can be put back.`;
}

function putBack(view: PlanView): Text {
  const back = reversal(view);
  const after = Math.max(0, ...stepsOf(view).map((s) => s.safeReleaseAfterSeconds));
  if (after === 0) return [back];
  const from = safeFrom(view);
  return from === undefined
    ? [`${back} Safe to release ${duration(after)} after it is applied.`]
    : [`${back} Safe to release from `, { time: from }, '.'];
}

/** When the last token that this run cut off is dead; undefined while some of it is still to be applied. */
function safeFrom(view: PlanView): string | undefined {
  if (view.run.state === 'running') return undefined;
  const ends = stepsOf(view).flatMap((planned) => {
    const at = view.run.steps.find((s) => s.id === planned.id)?.receipt?.applied?.at;
    return at ? [Date.parse(at) + planned.safeReleaseAfterSeconds * 1000] : [];
  });
  return ends.length > 0 ? new Date(Math.max(...ends)).toISOString() : undefined;
}

/** Who asked, who can decide and until when, and whether it can be undone. */
export function decisionFacts(view: PlanView, incident: Incident, people: readonly Person[]): Fact[] {
  const { plan } = view;
  const { requester, reason, kind } = plan.body;
  // What the incident is called stands above already.
  const why = reason && reason !== incident.title ? `: ${reason}` : '';
  const facts: Fact[] = [];
  if (kind === 'contain') facts.push({ label: 'Put back', value: putBack(view) });
  facts.push({ label: 'Asked by', value: [{ person: requester }, ' ', { time: plan.createdAt }, why] });
  if (plan.status === 'pending') {
    facts.push(
      { label: 'Can approve', value: [...whoCan(view, incident, people), ', until ', { time: plan.approveBy }] },
      { label: 'Steps start by', value: [{ time: plan.executeBy }] },
    );
  }
  for (const vote of view.votes) {
    const label = vote.decision === 'approve' ? 'Approved by' : 'Denied by';
    const how = `, ${vote.authenticated}${vote.reason ? `: ${vote.reason}` : ''}`;
    facts.push({ label, value: [{ person: vote.person }, ' ', { time: vote.at }, how] });
  }
  return facts;
}
