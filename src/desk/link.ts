import type { Answer } from '../approval/policy.ts';
import { stamp } from '../approval/stamp.ts';
import { noticeCard } from '../card/notice.ts';
import type { Reply } from '../command/surface.ts';
import { toTheSecond } from '../domain/clock.ts';
import { Fault } from '../domain/fault.ts';
import type { Actor, Person, Principal } from '../domain/person.ts';
import type { Linking } from './linking.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';

/** Who links: an account, and the person that it already is, if any. */
export interface Linker {
  principal: Principal;
  person?: Person;
  values: Record<string, string>;
  /** What policy answered; a stranger is nobody whom it could be asked about. */
  policy?: Answer;
}

const NOT_HERE: Partial<Record<Principal['surface'], string>> = {
  console: 'You are signed in here, so there is nothing to link.',
};

function fault(code: string, message: string, fix: string): Fault {
  return new Fault({ code: `link.${code}`, message, fix });
}

function linkingOf(parts: DeskParts, { principal }: Linker): Linking {
  const why = NOT_HERE[principal.surface];
  if (why) throw fault('not-here', why, 'Type it in the chat whose account you want to link.');
  if (parts.linking) return parts.linking;
  throw fault(
    'none',
    'Nobody signs in to this Quell, so nothing can be linked.',
    'Whoever keeps quell.yaml can add `sign_in` and `console`, or your account under `people`.',
  );
}

async function page(linking: Linking, { principal }: Linker): Promise<Reply> {
  const { url, until } = await linking.ask(principal);
  const summary = `Open the page, sign in there, and type the code that it shows here. It serves until ${toTheSecond(until)}, once.`;
  const card = noticeCard('Link this account to yourself', summary);
  const open = { verb: 'link', ref: '', label: 'Sign in', style: 'primary', href: url } as const;
  return reply({ ...card, buttons: [open] }, { url, until });
}

/** Who this account is from now on: by the identity that signed in, or, the first time, by the account itself. */
function meant(linking: Linking, who: { issuer: string; subject: string }, person: Person | undefined): Person {
  const signedIn = linking.personBy(who.issuer, who.subject);
  if (signedIn && person && signedIn.id !== person.id) {
    throw fault(
      'other',
      'You signed in as somebody else than this account belongs to, so nothing was linked.',
      'Sign in as yourself, or ask whoever keeps quell.yaml.',
    );
  }
  if (!signedIn && person && linking.subjectOf(person.id) !== undefined) {
    throw fault(
      'other',
      'You signed in with another identity than the one that is known to be yours, so nothing was linked.',
      'Sign in with that one; whoever keeps quell.yaml can name another as your `subject`.',
    );
  }
  const found = signedIn ?? person;
  if (found) return found;
  throw fault(
    'nobody',
    'Neither this account nor the identity that you signed in with is anybody whom Quell knows.',
    `Ask whoever keeps quell.yaml to add you under \`people\`, with subject: ${who.subject.slice(0, 80)}.`,
  );
}

function accountOf({ surface, tenant, user }: Principal): string {
  return surface === 'cli' ? `login ${user}` : `${surface} account ${user} of ${tenant}`;
}

async function typed(linking: Linking, by: Linker, code: string): Promise<Reply> {
  const { principal } = by;
  const answer = await linking.answer(principal, code);
  if ('left' in answer) {
    if (answer.left === 0) {
      throw fault('ended', 'No code is waited for here, or three were wrong.', 'Type `link` to get a new page.');
    }
    const left = answer.left === 1 ? 'once more' : `${answer.left} times more`;
    throw fault('code', 'That is not the code.', `Look at the page again; you can try ${left}.`);
  }
  const person = meant(linking, answer, by.person);
  const actor: Actor = { person: person.id, surface: principal.surface };
  await linking.link(principal, answer, person.id, {
    stream: 'quell',
    type: 'command.linked',
    actor,
    summary: `${accountOf(principal)} is ${person.name}, who signed in at ${answer.issuer}`,
    data: { ...principal, ...answer, person: person.id, ...stamp(by.policy) },
  });
  return reply(noticeCard('Linked', `This account is ${person.name} from now on.`), { person: person.id });
}

/** A page to sign in for this account; with the code of that page, the link itself. */
export async function linkAccount(parts: DeskParts, by: Linker): Promise<Reply> {
  const linking = linkingOf(parts, by);
  return by.values.code ? typed(linking, by, by.values.code) : page(linking, by);
}

/** This account is nobody's from now on, unless quell.yaml says whose it is. */
export async function unlinkAccount(parts: DeskParts, ask: Ask): Promise<Reply> {
  const { principal, person, actor } = ask;
  const linking = linkingOf(parts, ask);
  const ended = await linking.unlink(principal, person.id, {
    stream: 'quell',
    type: 'command.unlinked',
    actor,
    summary: `${accountOf(principal)} is no longer linked to ${person.name}`,
    data: { ...principal, person: person.id, ...stamp(ask.policy) },
  });
  if (!ended)
    throw fault('none', 'This account is linked to nobody by a link.', 'What quell.yaml says is changed there.');
  return reply(noticeCard('Unlinked', 'This account is linked to nobody any more. Send link to link it again.'), null);
}
