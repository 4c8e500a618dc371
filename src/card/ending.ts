import { CLOUD_NAMES } from '../domain/action.ts';
import type { Block, Button, Text } from '../domain/card.ts';
import { shortDigest } from '../domain/plan.ts';
import { planButtons } from './buttons.ts';
import { stepsOf } from './limits.ts';
import { outcomeOf } from './outcome.ts';
import { notice } from './plan-notice.ts';
import type { Notice } from './thread.ts';
import type { IncidentView, PlanView } from './view.ts';
import { distinct } from './words.ts';

/** Differences that are posted before the rest is counted. */
const FEW = 3;

/** Whoever asked and whoever voted, each once; a signal that asked is nobody. */
function concerned({ plan, votes }: PlanView, without?: string): string[] {
  const all = distinct([plan.body.requester, ...votes.map((v) => v.person)]);
  return all.filter((person) => person !== 'quell' && person !== without);
}

/** `Ana, Bo: …`, and without the names where there is nobody to call. */
function called(people: readonly string[], ...said: Text): Text {
  if (people.length === 0) return said;
  return [...people.flatMap((person, i): Text => (i === 0 ? [{ person }] : [', ', { person }])), ': ', ...said];
}

function buttons(view: IncidentView, plan: PlanView): Button[] {
  return planButtons(plan, view.incident, false).filter((b) => ['retry', 'again', 'release'].includes(b.verb));
}

function planName({ plan }: PlanView): string {
  return `plan ${shortDigest(plan.digest)}`;
}

/** What the clouds were when somebody approved, and what they were found to be. */
function differences(plan: PlanView): Block[] {
  const found = stepsOf(plan).flatMap((planned): Text[] => {
    const step = plan.run.steps.find((s) => s.id === planned.id && s.state === 'changed');
    return step?.fault ? [[`${CLOUD_NAMES[planned.cloud]}: ${planned.title}: ${step.fault.message}`]] : [];
  });
  const rest: Text[] = found.length > FEW ? [[`${found.length - FEW} more on the plan's card`]] : [];
  return found.length > 0 ? [{ block: 'list', title: 'What changed', items: [...found.slice(0, FEW), ...rest] }] : [];
}

/** At once, to whoever asked and whose approvals it undoes. */
export function denied(view: IncidentView, plan: PlanView): Notice[] {
  const { id, status, body } = plan.plan;
  const vote = plan.votes.find((v) => v.decision === 'deny');
  if (status !== 'denied' || !vote) return [];
  const people = concerned(plan, vote.person);
  if (people.length === 0) return [];
  const what = people.length === 1 && people[0] === body.requester ? 'your plan' : planName(plan);
  const end = `. A revised request is a new one, linked to this.`;
  const text = called(people, { person: vote.person }, ` denied ${what}: ${vote.reason}${end}`);
  const again = buttons(view, plan).filter((b) => b.verb === 'again');
  return [{ key: `denied:${id}`, card: notice(view, plan, 'Denied', text, { buttons: again }), tell: people }];
}

/** Something was done, or tried: what has come of it. */
function outcome(view: IncidentView, plan: PlanView): Notice {
  const { id, body } = plan.plan;
  const { tone, sentence } = outcomeOf(plan);
  const people = concerned(plan);
  const text = called(people, sentence);
  const title = body.kind === 'release' ? 'Release ended' : 'Containment ended';
  const blocks: Block[] = [{ block: 'text', text }, ...differences(plan)];
  const card = notice(view, plan, title, text, { tone, blocks, buttons: buttons(view, plan) });
  return { key: `outcome:${id}`, card, tell: people };
}

/** Whoever withdrew it knows; whose vote it was does not. */
function withdrawn(view: IncidentView, plan: PlanView): Notice[] {
  const event = plan.told?.findLast((e) => e.type === 'approval.withdrawn');
  const by = event?.actor.person;
  const people = concerned(plan, by);
  if (people.length === 0) return [];
  const why = typeof event?.data.reason === 'string' ? `: ${event.data.reason}` : '';
  const who: Text = by ? [{ person: by }, ` withdrew ${planName(plan)}${why}`] : [`${planName(plan)} was withdrawn`];
  const text = called(people, ...who, '. Nothing was changed.');
  const card = notice(view, plan, 'Withdrawn', text, { buttons: buttons(view, plan) });
  return [{ key: `ended:${plan.plan.id}`, card, tell: people }];
}

/** What Ask again is for, or what it has made. */
function then({ later }: PlanView, say: string): string {
  return later ? `Asked again as plan ${shortDigest(later.digest)}.` : say;
}

/** It never began: its time ended, or a cloud was not as somebody had approved it. */
function unbegun(plan: PlanView): { title: string; said: string } {
  const moved = plan.run.steps.filter((s) => s.state === 'changed').map((s) => s.id);
  if (moved.length > 0) {
    const clouds = distinct(stepsOf(plan).flatMap((s) => (moved.includes(s.id) ? [CLOUD_NAMES[s.cloud]] : [])));
    const end = then(plan, 'Look at the difference, then press Ask again.');
    return {
      title: 'Stopped before acting',
      said: `not started. ${clouds.join(' and ')} changed since the plan was made. ${end}`,
    };
  }
  if (plan.plan.status !== 'expired') return { title: 'Expired', said: outcomeOf(plan).sentence };
  const who = plan.votes.length > 0 ? 'nobody else' : 'nobody';
  const why = `${who} approved in time, so ${planName(plan)} expired and nothing was changed.`;
  return { title: 'Expired', said: `${why} ${then(plan, 'Press Ask again.')}` };
}

/**
 * Once it has ended, and never before it is verified: told to whoever asked and whoever voted. A denial has told them, and
 * that another plan took its place stands with the other one.
 */
export function ended(view: IncidentView, plan: PlanView): Notice[] {
  const { id, status } = plan.plan;
  if (plan.run.state === 'running') return [];
  if (plan.run.steps.some((s) => s.receipt || s.state === 'failed')) return [outcome(view, plan)];
  if (status === 'denied' || status === 'superseded') return [];
  if (status === 'withdrawn') return withdrawn(view, plan);
  if (!plan.run.steps.some((s) => s.state === 'expired' || s.state === 'changed')) return [];
  const { title, said } = unbegun(plan);
  const people = concerned(plan);
  const text = called(people, said);
  const blocks: Block[] = [{ block: 'text', text }, ...differences(plan)];
  const card = notice(view, plan, title, text, { blocks, buttons: buttons(view, plan) });
  return [{ key: `ended:${id}`, card, tell: people }];
}
