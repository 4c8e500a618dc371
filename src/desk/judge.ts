import { replacedBy, standing } from '../approval/lend.ts';
import type { Answer } from '../approval/policy.ts';
import { noOf, stamp } from '../approval/stamp.ts';
import { lacking } from '../approval/too-late.ts';
import type { Command } from '../command/table.ts';
import type { NewEvent } from '../domain/event.ts';
import { Fault } from '../domain/fault.ts';
import type { Person } from '../domain/person.ts';
import { shortDigest } from '../domain/plan.ts';
import { theIncident } from './incident.ts';
import type { Ask, DeskParts } from './parts.ts';
import { planFacts, questionOf } from './question.ts';

/** Decisions: nobody makes one while a group cannot be read, for a no may hang on a group as well as a yes. */
const DECIDES: ReadonlySet<string> = new Set([
  'approve',
  'deny',
  'break-glass',
  'withdraw',
  'narrow',
  'review',
  'delegate',
  'undelegate',
]);

/** Votes, whose refusal names who can. */
export const VOTES: ReadonlySet<string> = new Set(['approve', 'deny', 'break-glass']);

function takes(command: Command, name: string): boolean {
  return command.args.some((a) => a.name === name);
}

/** What the command is about, read once. */
export async function aboutOf(parts: DeskParts, ask: Ask, command: Command): Promise<Ask['about']> {
  if (takes(command, 'plan')) return parts.plans.ballot(ask.values.plan!);
  if (takes(command, 'incident')) return { incident: await theIncident(parts, ask) };
  return undefined;
}

function known(people: readonly Person[], ask: Ask): Person {
  const person = people.find((p) => p.id === ask.person.id);
  if (person) return person;
  throw new Fault({
    code: 'command.unknown-you',
    message: 'Quell does not know you any more, so it does nothing for you.',
    fix: 'Ask whoever keeps `people` in quell.yaml.',
  });
}

/** What changes something, by somebody with the groups of this moment: those at least that can be read. */
async function acting(parts: DeskParts, ask: Ask, command: Command): Promise<Ask> {
  const [about, people] = await Promise.all([aboutOf(parts, ask, command), parts.surePeople()]);
  return { ...ask, person: known(people, ask), people, ...(about ? { about } : {}) };
}

async function looking(parts: DeskParts, ask: Ask, command: Command): Promise<Ask> {
  const about = await aboutOf(parts, ask, command);
  return { ...ask, ...(about ? { about } : {}) };
}

/** The no of somebody whose groups are not all known: one of the others may be enough. */
function unread(verb: string): Fault {
  return new Fault({
    code: 'people.unreadable',
    message: `Your groups in the chat cannot be read now, and without them \`${verb}\` is not for you.`,
    fix: 'Try again in a minute, or ask somebody whose groups stand in quell.yaml.',
    retry: 'later',
  });
}

/** A decision, by somebody with the groups of this moment and those that were lent. */
async function deciding(parts: DeskParts, ask: Ask, command: Command): Promise<Ask> {
  const [about, people, lent] = await Promise.all([
    aboutOf(parts, ask, command),
    parts.peopleNow(),
    parts.delegations.delegations(),
  ]);
  const person = known(people, ask);
  if (!about?.plan) return { ...ask, person, people, ...(about ? { about } : {}) };
  // Most people neither lend nor borrow, and nobody waits for a further read because of those who do.
  const lending = lent.some((d) => d.from === person.id || d.to === person.id);
  const votes = lending || command.verb === 'withdraw' ? await parts.approvals.votes(about.plan.id) : [];
  const { through, ...who } = standing(person, lent, people, {
    plan: about.plan,
    suspects: about.incident.suspects,
    votes,
  });
  const other = replacedBy(person.id, votes);
  return {
    ...ask,
    person: who,
    people,
    through,
    about: { ...about, votes },
    ...(other ? { replacedBy: people.find((p) => p.id === other.person)?.name ?? other.person } : {}),
  };
}

/** Who asked for a plan, or commands its incident, ends it; everybody else takes back the own vote. */
export function takesBack(ask: Ask): boolean {
  const { plan, incident, votes = [] } = ask.about ?? {};
  if (!plan || plan.body.requester === ask.person.id) return false;
  if (incident?.commander !== ask.person.id) return true;
  // The commander's own vote comes back while nothing rests on votes yet; after that, what is meant can only be the plan.
  const rests = plan.status !== 'pending' || lacking(plan, votes).length < plan.body.stages.length;
  return !rests && votes.some((v) => v.person === ask.person.id);
}

/** A no to whoever wanted more than to look is part of the record, with what policy answered. */
function refused(ask: Ask, verb: string, policy: Answer, decides: boolean, no: Fault): NewEvent {
  const { plan, incident } = ask.about ?? {};
  const what = plan ? ` plan ${shortDigest(plan.digest)}` : '';
  return {
    stream: incident?.id ?? 'quell',
    type: decides ? 'approval.refused' : 'command.refused',
    actor: ask.actor,
    summary: `${ask.person.name} tried to ${verb}${what}: ${no.message}`,
    data: { ...(plan ? { plan: plan.id, digest: plan.digest } : {}), decision: verb, ...stamp(policy) },
  };
}

/**
 * Reads what the command is about, and asks policy. What policy refuses is thrown, but for votes: theirs is told where
 * it is cast, with who can.
 * @throws Fault `command.refused`, `approval.policy`, `people.unreadable`
 */
export async function judge(parts: DeskParts, asked: Ask, command: Command): Promise<Ask> {
  const decides = DECIDES.has(command.verb);
  const read = decides ? deciding : command.reads ? looking : acting;
  const ask = await read(parts, asked, command);
  const verb = command.verb === 'withdraw' && takesBack(ask) ? 'take-back' : command.verb;
  const { plan, incident } = ask.about ?? {};
  const policy = await parts.policy.ask(
    questionOf(ask, verb, command.reads === true, { incident, plan: plan && planFacts(plan, parts.now()) }),
  );
  if (policy.allow || VOTES.has(command.verb)) return { ...ask, policy };
  const no = ask.person.unread ? unread(verb) : noOf(policy, decides ? 'approval.policy' : 'command.refused');
  if (!command.reads) await parts.incidents.note([refused(ask, verb, policy, decides, no)]);
  throw no;
}
