import type { Decisions, PlanFacts, Question, StageFacts } from '../approval/policy.ts';
import { ROLES, type Role } from '../approval/roles.ts';
import { COMMANDS } from '../command/table.ts';

/** A stage of one cloud that asks for one person of `owners`, or of `managers` after five minutes. */
export const STAGE: StageFacts = {
  id: 'stop',
  clouds: ['aws'],
  actions: ['aws.iam.revoke-role-sessions'],
  // biome-ignore lint/suspicious/noThenProperty: the word that quell.yaml and plans use for the next tier; it is a list.
  needs: [{ group: 'owners', count: 1, then: [{ group: 'managers', afterSeconds: 300 }] }],
};

export const PLAN: PlanFacts = {
  id: 'example',
  digest: '7f3a91c2'.repeat(8),
  status: 'pending',
  kind: 'contain',
  mode: 'live',
  requester: 'requester',
  early: false,
  breakGlass: 'directors',
  askedSecondsAgo: 10,
  stages: [STAGE],
};

/** Somebody who has nothing to do with the plan: neither group, nor request, nor command. */
export const BYSTANDER: Question = {
  verb: 'help',
  reads: true,
  person: { id: 'somebody', groups: ['choir'], roles: [], through: {} },
  surface: 'slack',
  incident: { id: 'INC-7', mode: 'live', severity: 1, commander: 'commander', suspects: ['suspect'], status: 'open' },
  plan: PLAN,
};

/** Every command, asked for by a bystander of each role: what the policy is printed from, and compared by. */
export function everyRole(): { verb: string; role: Role; question: Question }[] {
  return COMMANDS.flatMap((command) =>
    ROLES.map((role) => ({
      verb: command.verb,
      role,
      question: {
        ...BYSTANDER,
        verb: command.verb,
        reads: 'reads' in command,
        person: { ...BYSTANDER.person, roles: [role] },
      },
    })),
  );
}

/** What a policy says to all of them; a word for each, such as `yes run.responder`. One after the other: a server may be small. */
export async function answersTo(policy: Decisions): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  for (const { verb, role, question } of everyRole()) {
    const { allow, rules } = await policy.ask(question);
    said.set(`${verb} by ${role}`, `${allow ? 'yes' : 'no'} ${rules.join(' ')}`);
  }
  return said;
}
