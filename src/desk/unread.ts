import { fitsCard } from '../card/fit.ts';
import { faultCard } from '../card/notice.ts';
import type { Reply } from '../command/surface.ts';
import { Fault } from '../domain/fault.ts';
import { type Plan, shortDigest } from '../domain/plan.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';
import { pageOf } from './view.ts';

/** A plan that its card cannot hold is approved only where all of it can be read: undefined when it may be decided here. */
export function refuseUnread(parts: DeskParts, ask: Ask, plan: Plan): Reply | undefined {
  const { surface } = ask.principal;
  if ((surface !== 'slack' && surface !== 'teams') || fitsCard(plan.body)) return undefined;
  const page = pageOf(parts, plan.id);
  const fault = new Fault({
    code: 'approval.unread',
    message: `Plan ${shortDigest(plan.digest)} is larger than a card can show, so it is decided where all of it can be read.`,
    fix: page ? `Open its page: ${page}` : `Type \`quell plan ${plan.id}\` in a shell, and approve it there.`,
  });
  const button = page && { verb: 'approve', ref: plan.id, label: 'Read it all', style: 'primary' as const, href: page };
  const card = { ...faultCard(fault, plan.body.mode), ...(button ? { buttons: [button] } : {}) };
  return reply(card, { error: fault.toJSON() }, 1);
}
