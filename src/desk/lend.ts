import type { Delegation } from '../approval/record.ts';
import { stamp } from '../approval/stamp.ts';
import { listCard, noticeCard } from '../card/notice.ts';
import { clock, plain } from '../card/seen.ts';
import { nameOf } from '../card/view.ts';
import type { Reply } from '../command/surface.ts';
import type { Text } from '../domain/card.ts';
import type { NewEvent } from '../domain/event.ts';
import { Fault } from '../domain/fault.ts';
import { thePerson } from './incident.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';
import { untilOf } from './until.ts';

function refused(message: string, fix: string): Fault {
  return new Fault({ code: 'approval.delegation', message, fix });
}

/** Groups to lend: own ones, all or those named. What was lent to somebody is not theirs to lend on. */
function groupsOf(ask: Ask): string[] {
  const own = ask.person.groups.filter((g) => !ask.through?.[g]);
  const named = ask.values.groups?.split(/[\s,]+/).filter(Boolean);
  if (!named) return own;
  const stray = named.find((g) => !own.includes(g));
  if (stray === undefined) return [...new Set(named)];
  throw refused(`You are not in ${stray.slice(0, 60)}, so you cannot lend it.`, `Yours are ${own.join(', ')}.`);
}

function event(ask: Ask, type: NewEvent['type'], summary: string, data: NewEvent['data']): NewEvent {
  return { stream: 'quell', type, actor: ask.actor, summary, data: { ...data, ...stamp(ask.policy) } };
}

export async function delegate(parts: DeskParts, ask: Ask): Promise<Reply> {
  const { person, values } = ask;
  const to = thePerson(parts, values.person!);
  if (to.id === person.id) throw refused('You have your own right already.', 'Name somebody else.');
  const until = untilOf(values.until!, parts.now());
  const groups = groupsOf(ask);
  const why = values.reason ? { reason: values.reason.slice(0, 500) } : {};
  const lent = { from: person.id, to: to.id, groups, until, ...why };
  const summary = `${to.name} may vote for ${person.name} in ${groups.join(', ')} until ${clock(until)}${why.reason ? `: ${why.reason}` : ''}`;
  const made = await parts.delegations.delegate(lent, event(ask, 'approval.delegated', summary, lent));
  const text: Text = [
    `${to.name} may vote for you in ${groups.join(', ')} until `,
    { time: until },
    '. You may still vote first; undelegate ends it.',
  ];
  return reply(noticeCard(`${to.name} votes for you`, plain(text), undefined, [{ block: 'text', text }]), made);
}

/** Which lending is meant: the one named, or the only one that this person lent or got. */
function meant(ask: Ask, all: readonly Delegation[]): Delegation {
  const mine = all.filter((d) => d.from === ask.person.id || d.to === ask.person.id);
  const { id } = ask.values;
  const found = id === undefined ? (mine.length === 1 ? mine[0] : undefined) : mine.find((d) => d.id === id);
  if (found) return found;
  const ids = mine.map((d) => d.id).join(', ');
  throw refused(
    id === undefined && mine.length > 1
      ? 'You have lent or got more than one right.'
      : 'You have lent or got no such right.',
    ids ? `Name one: ${ids}.` : '`delegations` lists those that are in force.',
  );
}

export async function undelegate(parts: DeskParts, ask: Ask): Promise<Reply> {
  const one = meant(ask, await parts.delegations.delegations());
  const summary = `${ask.person.name} ended the lending of ${one.groups.join(', ')} from ${nameOf(parts.people, one.from)} to ${nameOf(parts.people, one.to)}`;
  const ended = await parts.delegations.endDelegation(
    one.id,
    event(ask, 'approval.delegation-ended', summary, { id: one.id, from: one.from, to: one.to }),
  );
  if (!ended) throw refused('It is over already.', '`delegations` lists those that are in force.');
  return reply(noticeCard('Lending ended', `${summary}.`), one);
}

export async function delegations(parts: DeskParts): Promise<Reply> {
  const all = await parts.delegations.delegations();
  const items = all.map(
    (d): Text => [
      { code: d.id },
      ' ',
      { person: d.to },
      ` votes in the place of ${nameOf(parts.people, d.from)} for ${d.groups.join(', ')} until `,
      { time: d.until },
      d.reason ? `: ${d.reason}` : '',
    ],
  );
  const said =
    all.length === 0 ? 'Nobody has lent a right.' : `${all.length} lent right${all.length === 1 ? '' : 's'}.`;
  return reply(
    listCard('Lent rights', said, [{ block: 'list', title: '', items: items.length > 0 ? items : [[said]] }]),
    all,
  );
}
