import type { Reply } from '../../src/command/surface.ts';
import { type Ballot, PEOPLE } from './ballot.ts';
import type { Press } from './history.ts';
import type { Injector } from './injector.ts';
import { type PlanSeen, plansOf, votersOf } from './looking.ts';
import type { Slot } from './slot.ts';

/** Ms after which a person takes it that nobody heard. */
const PATIENCE = 8000;

export interface Company {
  slot: Slot;
  injector: Injector;
  channel: string;
  now: () => number;
  presses: Press[];
}

let deliveries = 0;

function inbound(company: Company, person: string, dedupe: string) {
  const { channel } = company;
  const where = { surface: 'slack', tenant: 'lab', channel } as const;
  return { who: { surface: 'slack', tenant: 'lab', user: person } as const, where, dedupe };
}

const delivery = () => `chaos:${++deliveries}`;

/** Says one command through one chat process. Undefined where no answer came. */
export async function say(company: Company, person: string, text: string, chat: 0 | 1): Promise<Reply | undefined> {
  const seat = company.slot.chats[chat];
  const answer = await seat.ask({ ask: 'command', text, from: inbound(company, person, delivery()) }, PATIENCE);
  return answer?.reply;
}

async function deliver(company: Company, ballot: Ballot, plan: PlanSeen, chat: 0 | 1, dedupe: string): Promise<void> {
  const { person, decision, by } = ballot;
  const reason = decision === 'deny' ? 'not this one' : '';
  const from = inbound(company, person, dedupe);
  const press: Press = { person, decision, digest: plan.digest, plan: plan.id, at: company.now(), delivered: false };
  company.presses.push(press);
  const answer = await company.slot.chats[chat].ask(
    by === 'button'
      ? { ask: 'press', verb: decision, ref: plan.id, values: reason ? { reason } : {}, from }
      : { ask: 'command', text: `${decision} ${plan.id}${reason ? ` ${reason}` : ''}`, from },
    PATIENCE,
  );
  if (!answer?.reply) return;
  press.delivered = true;
  press.answer = `${answer.reply.card.title}: ${answer.reply.card.summary}`;
}

/** One ballot, as often as the chat delivers it. */
async function press(company: Company, ballot: Ballot, plan: PlanSeen): Promise<void> {
  const dedupe = delivery();
  const other = ballot.chat === 0 ? 1 : 0;
  const ways: (0 | 1)[] = [
    ballot.chat,
    ...(ballot.again === 'no' ? [] : [ballot.again === 'same' ? ballot.chat : other]),
  ];
  if (ballot.again !== 'no') company.injector.note('click-duplicated', `${ballot.person}, ${ballot.again} process`);
  await Promise.all(ways.map((chat) => deliver(company, ballot, plan, chat, dedupe)));
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** People press what the scenario says, each at its time; resolves when every press was answered, or given up. */
export async function cast(company: Company, ballots: readonly Ballot[], newest: PlanSeen, superseded?: PlanSeen) {
  const underway: Promise<void>[] = [];
  if (ballots.some((b) => b.reordered)) company.injector.note('click-reordered', `${ballots.length} presses at once`);
  for (const ballot of ballots) {
    const plan = ballot.of === 'superseded' ? superseded : newest;
    if (!plan) continue;
    if (ballot.late) {
      await pause(Math.min(7000, Math.max(0, plan.approveBy.getTime() - company.now() + 200)));
      company.injector.note('click-late', ballot.person);
    } else if (ballot.afterMs > 0) await pause(ballot.afterMs);
    underway.push(press(company, ballot, plan));
  }
  await Promise.all(underway);
}

/** Everybody whose vote does not stand in the record presses once more: their card still asks them. */
export async function pressAgain(company: Company, plan: PlanSeen, requester: string, chat: 0 | 1): Promise<void> {
  const voted = new Set((await votersOf(company.slot.db, plan.id)).map((v) => v.person));
  const due = PEOPLE.filter((p) => p !== requester && !voted.has(p));
  const ballot = { decision: 'approve', afterMs: 0, chat, by: 'button', again: 'no', of: 'newest' } as const;
  await Promise.all(due.map((person) => press(company, { ...ballot, person, late: false, reordered: false }, plan)));
}

/** The requester takes it back. */
export async function takeBack(company: Company, plan: PlanSeen, requester: string, chat: 0 | 1): Promise<void> {
  const ballot = { decision: 'deny', afterMs: 0, chat, by: 'text', again: 'no', of: 'newest' } as const;
  await press(company, { ...ballot, person: requester, late: false, reordered: false }, plan);
}

export async function planNow(company: Company, incident: string, id: string): Promise<PlanSeen> {
  const plan = (await plansOf(company.slot.db, incident)).find((p) => p.id === id);
  if (!plan) throw new Error(`plan ${id} is gone from the record`);
  return plan;
}
