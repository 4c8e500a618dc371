import type { Reply } from '../command/surface.ts';
import type { Verb } from '../command/table.ts';
import * as about from './about.ts';
import * as again from './again.ts';
import { askAgain } from './ask-again.ts';
import * as plans from './contain.ts';
import * as decide from './decide.ts';
import * as incident from './incident.ts';
import * as lend from './lend.ts';
import { linkAccount, unlinkAccount } from './link.ts';
import { narrow } from './narrow.ts';
import type { Ask, DeskParts } from './parts.ts';
import { release } from './release.ts';
import { review, reviews } from './review.ts';
import { suspect } from './suspect.ts';
import { approvals } from './waiting.ts';
import { withdraw } from './withdraw.ts';

type Handler = (parts: DeskParts, ask: Ask) => Promise<Reply>;

/** One handler a verb; a verb of the table without one does not compile. */
export const HANDLERS: Record<Verb, Handler> = {
  declare: incident.declare,
  contain: plans.contain,
  approvals,
  approve: decide.approve,
  deny: decide.deny,
  withdraw,
  narrow,
  again: askAgain,
  'break-glass': decide.breakGlass,
  reviews,
  review,
  delegate: lend.delegate,
  undelegate: lend.undelegate,
  delegations: lend.delegations,
  plan: plans.showPlan,
  retry: again.retry,
  settle: again.settle,
  release,
  incidents: incident.incidents,
  show: incident.show,
  timeline: incident.timeline,
  assign: incident.assign,
  note: incident.note,
  severity: incident.severity,
  suspect,
  close: incident.close,
  playbooks: about.playbooks,
  action: (parts, ask) => about.action(parts.plan.actions, ask.values.id),
  drill: about.drill,
  whoami: (parts, ask) => about.whoami(parts, ask),
  link: linkAccount,
  unlink: unlinkAccount,
  audit: about.audit,
  help: (_, ask) => about.help(ask.values.verb),
};
