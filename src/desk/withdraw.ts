import { stamp } from '../approval/stamp.ts';
import { noticeCard } from '../card/notice.ts';
import type { Reply } from '../command/surface.ts';
import type { NewEvent } from '../domain/event.ts';
import { Fault } from '../domain/fault.ts';
import { shortDigest } from '../domain/plan.ts';
import { takesBack } from './judge.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';

function event(ask: Ask, type: NewEvent['type'], did: string): NewEvent {
  const { plan, incident } = ask.about!;
  const { reason } = ask.values;
  return {
    stream: incident.id,
    type,
    actor: ask.actor,
    summary: `${ask.person.name} ${did} plan ${shortDigest(plan!.digest)}${reason ? `: ${reason}` : ''}`,
    data: {
      plan: plan!.id,
      digest: plan!.digest,
      surface: ask.actor.surface,
      authenticated: ask.authenticated,
      ...(reason ? { reason } : {}),
      ...stamp(ask.policy),
    },
  };
}

async function takeBack(parts: DeskParts, ask: Ask): Promise<Reply> {
  const plan = ask.about!.plan!;
  const short = shortDigest(plan.digest);
  const { outcome, votes } = await parts.waiting.takeBack(
    plan,
    ask.person.id,
    event(ask, 'approval.taken-back', 'took back the vote on'),
  );
  if (outcome === 'none') {
    throw new Fault({
      code: 'approval.no-vote',
      message: `You have no vote on plan ${short} that could be taken back.`,
      fix: 'Whoever asked for a plan, or commands its incident, can withdraw the plan itself.',
    });
  }
  if (outcome === 'late') {
    throw new Fault({
      code: 'approval.late',
      message: `Something rests on your vote on plan ${short} already, so it stands.`,
      fix: `The requester or the commander can still stop what has not started: \`withdraw ${plan.id}\`.`,
    });
  }
  return reply(noticeCard('Vote taken back', `Your vote on plan ${short} no longer counts.`, plan.body.mode), {
    plan: plan.id,
    votes,
  });
}

/** The own vote, or for the requester and the incident's commander the plan itself. */
export async function withdraw(parts: DeskParts, ask: Ask): Promise<Reply> {
  if (takesBack(ask)) return takeBack(parts, ask);
  const plan = ask.about!.plan!;
  const short = shortDigest(plan.digest);
  const { outcome, stopped } = await parts.waiting.withdraw(plan, event(ask, 'approval.withdrawn', 'withdrew'));
  if (outcome === 'late') {
    throw new Fault({
      code: 'approval.late',
      message: `Nothing of plan ${short} is left to stop.`,
      fix: `\`plan ${plan.id}\` shows how it stands; \`release\` puts back what was done.`,
    });
  }
  const said = `${stopped} step${stopped === 1 ? '' : 's'} that had not started never will.`;
  return reply(noticeCard(`Plan ${short} withdrawn`, said, plan.body.mode), { plan: plan.id, stopped });
}
