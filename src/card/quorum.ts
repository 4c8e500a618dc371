import { approvers, EVER, groupsAsked } from '../approval/needs.ts';
import { type Demand, missing } from '../domain/approval.ts';
import type { Text } from '../domain/card.ts';
import type { Incident } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import type { PlanView } from './view.ts';

/** People named for one group before the rest is counted: a mention calls somebody at night. */
const NAMED = 5;

/** The largest count of each group, with the tiers that follow it. */
function largest(needs: readonly Demand[]): Demand[] {
  const most = new Map<string, Demand>();
  for (const need of needs) if (need.count > (most.get(need.group)?.count ?? 0)) most.set(need.group, need);
  return [...most.values()];
}

/** What is still asked for: the largest count of each group over the stages that lack votes. */
export function openNeeds({ plan, votes }: PlanView): Demand[] {
  return largest(plan.body.stages.flatMap((stage) => missing(stage, votes, plan.createdAt)));
}

/** Up to five people as mentions, and how many more. */
export function mentions(people: readonly Person[], between = ' or '): Text {
  const rest = people.length - NAMED;
  const names = people
    .slice(0, NAMED)
    .flatMap((p, i): Text => (i === 0 ? [{ person: p.id }] : [between, { person: p.id }]));
  return rest > 0 ? [...names, `${between}${rest} more`] : names;
}

/** Stages, counted from one, that still wait for this person's sign-in: Approve was pressed, and counts there only with it. */
export function unprovenStages({ plan, votes }: PlanView, person: Person, needs: readonly Demand[]): number[] {
  const mine = votes.find((v) => v.person === person.id);
  if (mine?.decision !== 'approve' || mine.proof) return [];
  const asked = groupsAsked(needs, EVER);
  return plan.body.stages.flatMap((stage, i) => {
    const open = stage.fresh ? groupsAsked(missing(stage, votes, plan.createdAt), EVER) : new Set<string>();
    return person.groups.some((g) => asked.has(g) && open.has(g)) ? [i + 1] : [];
  });
}

/** Who can still vote on one need, so many seconds after the request: whoever has not, or still has to sign in for it. */
export function stillAble(
  view: PlanView,
  incident: Incident,
  people: readonly Person[],
  needs: readonly Demand[],
  sinceSeconds: number,
): Person[] {
  const voted = new Set(view.votes.map((v) => v.person));
  const { requester } = view.plan.body;
  return approvers(needs, people, requester, incident.suspects, sinceSeconds).filter(
    (p) => !voted.has(p.id) || unprovenStages(view, p, needs).length > 0,
  );
}

/** Who of a group can still vote, apart from whoever has pressed already and lacks the sign-in. */
function whoIsLeft(view: PlanView, able: readonly Person[], needs: readonly Demand[]): Text {
  if (able.length === 0) return ['nobody is left'];
  const pressed = able.filter((p) => unprovenStages(view, p, needs).length > 0);
  const rest = able.filter((p) => !pressed.includes(p));
  if (pressed.length === 0) return mentions(rest);
  const has = pressed.length === 1 ? 'has' : 'have';
  return [
    ...(rest.length > 0 ? [...mentions(rest), '; '] : []),
    ...mentions(pressed, ' and '),
    ` pressed Approve and still ${has} to sign in`,
  ];
}

/** `0/2 of security-oncall (@Bo or @Cy), from 03:16 cloud-platform too`. */
export function quorum(view: PlanView, incident: Incident, people: readonly Person[]): Text {
  const { plan } = view;
  const asked = largest(plan.body.stages.flatMap((s) => s.needs));
  const open = new Map(openNeeds(view).map((n) => [n.group, n.count]));
  return asked.flatMap((need, i): Text => {
    const left = open.get(need.group) ?? 0;
    // A raised need of one stage alone can be more open than the largest.
    const got = Math.max(0, need.count - left);
    const one = [{ group: need.group, count: 1 }];
    const able = left > 0 ? stillAble(view, incident, people, one, 0) : [];
    const who: Text = left > 0 ? [' (', ...whoIsLeft(view, able, one), ')'] : [];
    const tiers = left > 0 ? (need.then ?? []) : [];
    const later = tiers.flatMap(
      (t): Text => [', from ', { time: after(plan.createdAt, t.afterSeconds) }, ` ${t.group} too`],
    );
    return [`${i > 0 ? '; ' : ''}${got}/${need.count} of ${need.group}`, ...who, ...later];
  });
}

function after(at: string, seconds: number): string {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}
