import { lacking } from '../approval/too-late.ts';
import { missing } from '../domain/approval.ts';
import { toTheMinute } from '../domain/clock.ts';
import { listed } from '../domain/listed.ts';
import { stepsOf } from './limits.ts';
import type { PlanView } from './view.ts';
import { distinct } from './words.ts';

/** `step 2`, `steps 2 and 4`, `steps 2, 3 and 4`, `steps 2, 3, 4 and 6 more`. */
export function sayNumbers(numbers: readonly number[]): string {
  const few = numbers.slice(0, 3);
  const rest = numbers.length - few.length;
  const parts = [...few.map(String), ...(rest > 0 ? [`${rest} more`] : [])];
  return `step${parts.length === 1 ? '' : 's'} ${listed(parts)}`;
}

/** Whose votes these stages lacked: `nobody of cloud-platform approved`, `nobody else of …` where one of two did. */
function nobody({ plan, votes }: PlanView, stages: readonly number[]): string {
  const own = stages.map((i) => plan.body.stages[i]!);
  const open = own.flatMap((stage) => missing(stage, votes, plan.createdAt).map((need) => ({ stage, need })));
  const groups = distinct(open.map(({ need }) => need.group));
  const some = open.some(({ stage, need }) => stage.needs.some((n) => n.group === need.group && n.count > need.count));
  // A press without its sign-in was no vote.
  const fresh = own.every((stage) => stage.fresh) ? ', with a fresh sign-in,' : '';
  return `nobody${some ? ' else' : ''} of ${groups.join(' or ')} approved${fresh}`;
}

function notDone(view: PlanView, numbers: readonly number[], why: string): string {
  const said = sayNumbers(numbers);
  const verb = numbers.length === 1 ? 'was' : 'were';
  return `${said.charAt(0).toUpperCase()}${said.slice(1)} of ${stepsOf(view).length} ${verb} not done: ${why}.`;
}

/** Which steps never began because a time had ended: that for the votes, and then whose they lacked, or that for the work. */
export function outOfTime(view: PlanView): string[] {
  const { plan, run, votes } = view;
  const short = new Set(run.steps.filter((s) => s.state === 'expired' && !s.receipt).map((s) => s.id));
  const open = new Set(lacking(plan, votes));
  const all = plan.body.stages.flatMap((stage, i) => stage.steps.map((step) => ({ id: step.id, stage: i })));
  const at = all.flatMap(({ id, stage }, i) => (short.has(id) ? [{ number: i + 1, stage }] : []));
  const unapproved = at.filter(({ stage }) => open.has(stage));
  const unbegun = at.filter(({ stage }) => !open.has(stage));
  const numbers = (list: typeof at) => list.map(({ number }) => number);
  const them = (list: typeof at) => (list.length === 1 ? 'it' : 'them');
  const who = () => nobody(view, [...new Set(unapproved.map(({ stage }) => stage))]);
  const ended = (list: typeof at) =>
    `the time to carry ${them(list)} out ended at ${toTheMinute(plan.executeBy)}, before ${list.length === 1 ? 'it' : 'they'} had begun`;
  return [
    ...(unapproved.length > 0
      ? [notDone(view, numbers(unapproved), `${who()} ${them(unapproved)} by ${toTheMinute(plan.approveBy)}`)]
      : []),
    ...(unbegun.length > 0 ? [notDone(view, numbers(unbegun), ended(unbegun))] : []),
  ];
}
