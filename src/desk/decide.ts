import { tooLate } from '../approval/too-late.ts';
import { type Ballot, castVote, checkVote, type Voted } from '../approval/vote.ts';
import { noticeCard } from '../card/notice.ts';
import { outcomeOf } from '../card/outcome.ts';
import { nameOf } from '../card/view.ts';
import type { Reply } from '../command/surface.ts';
import type { Vote } from '../domain/approval.ts';
import { toTheSecond } from '../domain/clock.ts';
import { Fault } from '../domain/fault.ts';
import type { Person } from '../domain/person.ts';
import { type Plan, shortDigest } from '../domain/plan.ts';
import { signInFor, stagesFor } from './fresh.ts';
import type { Ask, DeskParts } from './parts.ts';
import { secondsSince } from './question.ts';
import { reply } from './reply.ts';
import { refuseUnread } from './unread.ts';

const SAID = { approve: 'approved', deny: 'denied', 'break-glass': 'broke the glass for' } as const;

/** The vote that this request would be. */
export function ballotOf<D extends Vote['decision']>(
  parts: DeskParts,
  ask: Ask,
  decision: D,
): Ballot & { decision: D } {
  const { plan, incident } = ask.about!;
  return {
    plan: plan!,
    incident,
    person: ask.person,
    actor: ask.actor,
    decision,
    authenticated: ask.authenticated,
    sinceSeconds: secondsSince(plan!.createdAt, parts.now()),
    ...(ask.through ? { through: ask.through } : {}),
    policy: ask.policy!,
    ...(ask.replacedBy ? { replacedBy: ask.replacedBy } : {}),
    ...(ask.values.reason ? { reason: ask.values.reason } : {}),
    ...(decision === 'break-glass' ? { second: ask.values.nobody! } : {}),
  };
}

function again(earlier: Vote): Fault {
  return new Fault({
    code: 'approval.again',
    message: `You ${SAID[earlier.decision]} this plan at ${toTheSecond(earlier.at)} already.`,
    fix: 'Your vote counts once.',
  });
}

function late(plan: Plan, votes: Vote[], people: readonly Person[]): Fault {
  const message = tooLate(plan, votes);
  if (message) {
    const fix = `Press Ask again on the card, or say \`again ${plan.id}\`.`;
    return new Fault({ code: 'approval.late', message, fix });
  }
  if (plan.status === 'superseded') {
    return new Fault({
      code: 'approval.late',
      message: 'This plan was replaced by a newer one. Your vote was not counted; decide on the newer card.',
      fix: `\`plan ${plan.id}\` shows what took its place.`,
    });
  }
  const by = votes.map((v) => `${SAID[v.decision]} by ${nameOf(people, v.person)}`).join(', ');
  return new Fault({
    code: 'approval.late',
    message: `Plan ${shortDigest(plan.digest)} is ${plan.status}${by ? `, ${by}` : ''}; your vote came too late.`,
    fix: `\`plan ${plan.id}\` shows how it stands.`,
  });
}

/**
 * Casts it, makes what it allows due, and says what has come of it.
 * @throws Fault `approval.again`, `approval.late`, and those of `castVote`
 */
export async function counted(
  parts: DeskParts,
  people: readonly Person[],
  ballot: Ballot,
): Promise<{ said: string; voted: Voted }> {
  const voted = await castVote(parts.approvals, (e) => parts.incidents.note(e), people, ballot);
  if (voted.outcome === 'again') throw again(voted.earlier);
  if (voted.outcome === 'late') throw late(voted.plan, voted.votes, people);
  await parts.queue.wake(voted.due);
  const run = await parts.jobs.runOf(ballot.plan.id);
  const { sentence } = outcomeOf({ plan: voted.plan, run, votes: voted.votes });
  return { said: `You ${SAID[ballot.decision]} plan ${shortDigest(ballot.plan.digest)}. ${sentence}`, voted };
}

export function votedReply(ballot: Ballot, { said, voted }: { said: string; voted: Voted }): Reply {
  const { plan, decision } = ballot;
  return reply(noticeCard(`Plan ${shortDigest(plan.digest)}: ${SAID[decision]}`, said, plan.body.mode), {
    plan: plan.id,
    digest: plan.digest,
    status: voted.plan.status,
    votes: voted.votes,
  });
}

/** @throws Fault `approval.late` when a sign-in for it would come too late already */
function checkOpen(parts: DeskParts, ask: Ask, plan: Plan, votes: Vote[]): void {
  const over = parts.now() > Date.parse(plan.approveBy);
  if (plan.status !== 'pending' || over) throw late(plan, votes, ask.people);
}

/**
 * Approves at once what needs no fresh sign-in, and gives a page to sign in for the rest. Where all of it needs one,
 * nothing is cast before.
 */
export async function approve(parts: DeskParts, ask: Ask): Promise<Reply> {
  const ballot = ballotOf(parts, ask, 'approve');
  await checkVote(parts.approvals, (e) => parts.incidents.note(e), ask.people, ballot);
  const unread = refuseUnread(parts, ask, ballot.plan);
  if (unread) return unread;
  const { fresh, plain } = stagesFor(ballot);
  if (fresh.length === 0) return votedReply(ballot, await counted(parts, ask.people, ballot));
  const votes = await parts.approvals.votes(ballot.plan.id);
  const mine = votes.find((v) => v.person === ask.person.id);
  if (mine && (mine.proof || mine.decision !== 'approve')) throw again(mine);
  if (mine || plain.length === 0) {
    checkOpen(parts, ask, ballot.plan, votes);
    return signInFor(parts, ask, ballot, mine ? `You approved this plan at ${toTheSecond(mine.at)}. ` : '');
  }
  const cast = await counted(parts, ask.people, ballot);
  if (cast.voted.plan.status !== 'pending') return votedReply(ballot, cast);
  if (parts.stepUp) return signInFor(parts, ask, ballot, `${cast.said} `);
  const titles = fresh.map((s) => `"${s.title}"`).join(', ');
  const lacking = `It does not count for ${titles}, which needs a fresh sign-in: none is configured.`;
  return votedReply(ballot, { ...cast, said: `${cast.said} ${lacking}` });
}

export async function deny(parts: DeskParts, ask: Ask): Promise<Reply> {
  const ballot = ballotOf(parts, ask, 'deny');
  return votedReply(ballot, await counted(parts, ask.people, ballot));
}

/** Never cast without a fresh sign-in, whatever quell.yaml says of others. */
export async function breakGlass(parts: DeskParts, ask: Ask): Promise<Reply> {
  const ballot = ballotOf(parts, ask, 'break-glass');
  await checkVote(parts.approvals, (e) => parts.incidents.note(e), ask.people, ballot);
  const unread = refuseUnread(parts, ask, ballot.plan);
  if (unread) return unread;
  checkOpen(parts, ask, ballot.plan, await parts.approvals.votes(ballot.plan.id));
  return signInFor(parts, ask, ballot, '');
}
