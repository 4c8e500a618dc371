import { groupsAsked } from '../approval/needs.ts';
import type { Ballot } from '../approval/vote.ts';
import { noticeCard } from '../card/notice.ts';
import { sayStages } from '../card/words.ts';
import type { Reply } from '../command/surface.ts';
import { toTheSecond } from '../domain/clock.ts';
import { Fault } from '../domain/fault.ts';
import { type Plan, type PlannedStage, shortDigest } from '../domain/plan.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';

/** Stages that this person's vote can count for: those that ask for a fresh sign-in, and the others. */
export function stagesFor({ plan, person, sinceSeconds = 0 }: Ballot): {
  fresh: PlannedStage[];
  plain: PlannedStage[];
} {
  const mine = plan.body.stages.filter((stage) => {
    const groups = groupsAsked(stage.needs, sinceSeconds);
    return person.groups.some((g) => groups.has(g));
  });
  return { fresh: mine.filter((s) => s.fresh), plain: mine.filter((s) => !s.fresh) };
}

/** A plan asks for what nobody can give: said to whoever would decide. */
function noSignIn({ body }: Plan, decision: 'approve' | 'break-glass'): Fault {
  if (decision === 'break-glass') {
    return new Fault({
      code: 'approval.no-sign-in',
      message: 'Nobody can break the glass until an administrator sets up sign-in.',
      fix: 'Stages that ask for no sign-in can still be approved.',
      retry: 'when-fixed',
    });
  }
  const fresh = body.stages.flatMap((s, i) => (s.fresh ? [i + 1] : []));
  const one = fresh.length === 1;
  const which = fresh.length === body.stages.length ? 'this plan' : sayStages(fresh);
  const others = `Other stages can go ahead; ${one ? 'this one' : 'these'} cannot, not even by break-glass.`;
  return new Fault({
    code: 'approval.no-sign-in',
    message: `Nobody can approve ${which} until an administrator sets up sign-in.`,
    fix: fresh.length < body.stages.length ? others : 'Not even by break-glass.',
    retry: 'when-fixed',
  });
}

/**
 * A page where this person signs in again for this very plan; only then does the decision count.
 * @param said what has been done so far, as a sentence with a blank at its end; empty when nothing has
 * @throws Fault `approval.no-sign-in`, and those of the sign-in
 */
export async function signInFor(
  parts: DeskParts,
  ask: Ask,
  ballot: Ballot & { decision: 'approve' | 'break-glass' },
  said: string,
): Promise<Reply> {
  if (!parts.stepUp) throw noSignIn(ballot.plan, ballot.decision);
  const { plan, incident, decision, reason, second } = ballot;
  const { url, until } = await parts.stepUp.begin({
    plan,
    incident,
    person: ask.person,
    principal: ask.principal,
    decision,
    ...(reason ? { reason } : {}),
    ...(second ? { second } : {}),
  });
  const short = shortDigest(plan.digest);
  const what = decision === 'approve' ? 'Your approval' : 'Breaking the glass';
  const rest = said ? 'The rest' : what;
  const summary = `${said}${rest} counts once you have signed in again, for plan ${short} alone. The page serves you once, until ${toTheSecond(until)}.`;
  const card = noticeCard(`Plan ${short}: sign in again`, summary, plan.body.mode);
  const button = { verb: decision, ref: plan.id, label: 'Sign in again', style: 'primary', href: url } as const;
  return reply({ ...card, buttons: [button] }, { plan: plan.id, digest: plan.digest, signIn: { url, until } });
}
