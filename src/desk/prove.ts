import { commandOf } from '../command/parse.ts';
import type { Reply } from '../command/surface.ts';
import type { Proof } from '../domain/approval.ts';
import { Fault } from '../domain/fault.ts';
import type { Person, Principal } from '../domain/person.ts';
import { ballotOf, counted, votedReply } from './decide.ts';
import { judge } from './judge.ts';
import type { DeskParts } from './parts.ts';

/** A decision that somebody signed in for. */
export interface Proven {
  plan: string;
  /** Of the plan as the person saw it. */
  digest: string;
  person: Person;
  principal: Principal;
  decision: 'approve' | 'break-glass';
  authenticated: string;
  reason?: string;
  second?: string;
  proof: Proof;
}

/**
 * Casts the vote that a fresh sign-in was made for. Everything is looked at again: groups, policy, digest and state are
 * those of this moment, and not those of the press.
 * @throws Fault when it does not count
 */
export async function castProven(parts: DeskParts, proven: Proven): Promise<Reply> {
  const { plan, digest, person, principal, decision, authenticated, reason, second, proof } = proven;
  const values = { plan, ...(reason ? { reason } : {}), ...(second ? { nobody: second } : {}) };
  const actor = { person: person.id, surface: principal.surface };
  const ask = await judge(
    parts,
    { person, people: parts.people, actor, principal, authenticated, values },
    commandOf(decision)!,
  );
  const now = ask.about?.plan?.digest;
  if (now !== digest || proof.digest !== digest) {
    throw new Fault({
      code: 'approval.changed',
      message: 'The plan is not the one that you signed in for, so your sign-in counts for nothing.',
      fix: 'Look at the plan card again, and decide about what it shows now.',
    });
  }
  if (decision === 'break-glass' && !(reason && second)) {
    throw new Fault({
      code: 'approval.reasons',
      message: 'Breaking the glass needs two reasons: why now, and why nobody else can decide.',
      fix: 'Begin again with both.',
    });
  }
  const ballot = { ...ballotOf(parts, ask, decision), proof };
  return votedReply(ballot, await counted(parts, ask.people, ballot));
}
