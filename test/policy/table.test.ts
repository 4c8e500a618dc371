import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/action/registry.ts';
import type { Decisions } from '../../src/approval/policy.ts';
import { ROLES } from '../../src/approval/roles.ts';
import { COMMANDS } from '../../src/command/table.ts';
import { openPolicy } from '../../src/edge/opa/open.ts';
import { asked, PLAN, STAGE } from '../edge/opa/questions.ts';

let policy: Decisions;
beforeAll(async () => {
  policy = await openPolicy({ directory: 'policy', log: { warn: () => undefined } });
});

/** Keys of an object of Rego, as it is written in rights.rego. */
function keys(name: string): string[] {
  const text = readFileSync('policy/rights.rego', 'utf8');
  const body = new RegExp(`^${name} := \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(text)![1]!;
  return [...body.matchAll(/^\t"([^"]+)":/gm)].map((m) => m[1]!);
}

describe('the table of verbs in policy/rights.rego', () => {
  it('has every command, and no verb that nobody can type but the taking back of one’s own vote', () => {
    const verbs: string[] = COMMANDS.map((c) => c.verb);
    expect(keys('verbs').toSorted()).toEqual([...verbs, 'take-back'].toSorted());
  });

  it.each(COMMANDS.map((c) => c.verb))('says by a rule who may %s', async (verb) => {
    const answers = await Promise.all(
      ROLES.map((role) =>
        policy.ask(asked({ verb, person: { id: 'zoe', groups: ['zoo'], roles: [role], through: {} } })),
      ),
    );
    for (const answer of answers) expect(answer.rules.length).toBeGreaterThan(0);
  });

  it('has the roles that roles.yaml may name', () => {
    expect(keys('rights').toSorted()).toEqual([...ROLES].toSorted());
  });
});

describe('stages that ask for a fresh sign-in', () => {
  it.each([...ACTIONS.values()].map((a) => [a.id, a.kind] as const))('%s, which is to %s', async (id, kind) => {
    const stages = [{ ...STAGE, actions: [id] }];
    const demands = await policy.demands(asked({ verb: 'contain', plan: { ...PLAN, stages } }));
    expect(demands.stages[0]!.fresh).toBe(kind === 'disable-federation');
  });
});
