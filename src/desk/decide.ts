import { castVote } from '../approval/vote.ts';
import { noticeCard } from '../card/notice.ts';
import { outcomeOf } from '../card/outcome.ts';
import { nameOf } from '../card/view.ts';
import type { Reply } from '../command/surface.ts';
import type { Vote } from '../domain/approval.ts';
import { Fault } from '../domain/fault.ts';
import { shortDigest } from '../domain/plan.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';

const SAID = { approve: 'approved', deny: 'denied', 'break-glass': 'broke the glass for' } as const;

async function decide(parts: DeskParts, ask: Ask, decision: Vote['decision']): Promise<Reply> {
  const { plan, incident } = await parts.plans.ballot(ask.values.plan!);
  const voted = await castVote(parts.approvals, (e) => parts.incidents.note(e), parts.people, {
    plan,
    incident,
    person: ask.person,
    actor: ask.actor,
    decision,
    authenticated: ask.authenticated,
    ...(ask.values.reason ? { reason: ask.values.reason } : {}),
  });
  const short = shortDigest(plan.digest);
  if (voted.outcome === 'again') {
    throw new Fault({
      code: 'approval.again',
      message: `You ${SAID[voted.earlier.decision]} this plan at ${voted.earlier.at.slice(11, 19)}Z already.`,
      fix: 'Your vote counts once.',
    });
  }
  if (voted.outcome === 'late') {
    const by = voted.votes.map((v) => `${SAID[v.decision]} by ${nameOf(parts.people, v.person)}`).join(', ');
    throw new Fault({
      code: 'approval.late',
      message: `Plan ${short} is ${voted.plan.status}${by ? `, ${by}` : ''}; your vote came too late.`,
      fix: `\`plan ${plan.id}\` shows how it stands.`,
    });
  }
  await parts.queue.wake(voted.due);
  const view = { plan: voted.plan, run: await parts.jobs.runOf(plan.id), votes: voted.votes };
  const summary = `You ${SAID[decision]} plan ${short}. ${outcomeOf(view).sentence}`;
  return reply(noticeCard(`Plan ${short}: ${SAID[decision]}`, summary, plan.body.mode), {
    plan: plan.id,
    digest: plan.digest,
    status: voted.plan.status,
    votes: voted.votes,
  });
}

export const approve = (parts: DeskParts, ask: Ask): Promise<Reply> => decide(parts, ask, 'approve');
export const deny = (parts: DeskParts, ask: Ask): Promise<Reply> => decide(parts, ask, 'deny');
