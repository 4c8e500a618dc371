import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Receipt } from '../../../src/domain/action.ts';
import type { Demand, Vote } from '../../../src/domain/approval.ts';
import type { NewEvent } from '../../../src/domain/event.ts';
import { QUELL } from '../../../src/domain/person.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { type Engine, startEngine, tiered } from './engine.ts';

/** More runs look deeper: `QUELL_MODEL_RUNS=2500 npx vitest run test/edge/postgres/gate-holds.test.ts`. */
const RUNS = Number(process.env.QUELL_MODEL_RUNS ?? 60);

let e: Engine;
beforeAll(async () => {
  e = await startEngine();
  for (const door of ['0', '1']) e.doors.open.set(door, true);
});
afterAll(() => e.close());

const GROUPS = ['security', 'cloud', 'lead'] as const;
const PEOPLE = ['ana', 'bo', 'cy', 'di', 'el', 'mallory'] as const;
const REQUESTER = 'ana';
/** Seconds. Time passes in steps of 45, so that no moment is near to a deadline. */
const TIMES = { tier: 60, approve: 600, execute: 920, step: 45 };

const who = fc.constantFrom(...PEOPLE);
const need = fc.record({
  group: fc.constantFrom('security' as const, 'cloud' as const),
  count: fc.constantFrom(1, 1, 2),
  lead: fc.boolean(),
});
const stage = fc.record({
  // One line mostly: what several ask for together is seldom met.
  needs: fc.oneof({ weight: 4, arbitrary: fc.tuple(need) }, { weight: 1, arbitrary: fc.array(need, { maxLength: 2 }) }),
  fresh: fc.constantFrom(false, false, true),
});
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('vote' as const),
      who,
      decision: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'break-glass' as const),
      groups: fc.oneof(
        fc.constantFrom(...GROUPS).map((group) => [group]),
        fc.subarray([...GROUPS], { minLength: 1 }),
      ),
      lender: fc.constantFrom(undefined, undefined, 'bo' as const, 'bo' as const, 'ana' as const, 'mallory' as const),
      proof: fc.constantFrom('none' as const, 'own' as const, 'own' as const, 'another' as const),
    }),
  },
  {
    // One person’s right, in the hands of several.
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('vote' as const),
      who: fc.constantFrom('cy' as const, 'di' as const, 'el' as const),
      decision: fc.constant('approve' as const),
      groups: fc.constantFrom('security' as const, 'cloud' as const).map((group) => [group]),
      lender: fc.constant('bo' as const),
      proof: fc.constant('own' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deny' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take back' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), steps: fc.constantFrom(1, 2, 21) }) },
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** What people have said and not taken back, as they would remember it. */
interface Memory {
  now: number;
  said: (Pick<Vote, 'person' | 'decision' | 'groups'> & {
    through: Record<string, string>;
    proven: boolean;
    at: number;
  })[];
  over: boolean;
}

const event = (): NewEvent => ({ stream: e.incident.id, type: 'job.modelled', actor: QUELL, summary: 'x', data: {} });
const receipt: Receipt = { prior: {}, readAt: '2026-11-22T03:12:40.000Z' };

/** Whether this stage may begin, told from memory: by people, one finger each. */
function mayBegin(plan: Plan, n: number, m: Memory): boolean {
  const { needs, fresh } = plan.body.stages[n]!;
  if (needs.length === 0 || m.over || m.now > TIMES.execute || m.said.some((v) => v.decision === 'deny')) return false;
  const anyFresh = plan.body.stages.some((s) => s.fresh && s.needs.length > 0);
  const broken = m.said.some(
    (v) =>
      v.decision === 'break-glass' &&
      v.person !== 'mallory' &&
      v.groups.includes(plan.body.breakGlass ?? 'nobody') &&
      !(plan.body.breakGlass! in v.through) &&
      (v.proven || !anyFresh),
  );
  if (broken) return true;
  const bad = ['ana', 'mallory'];
  return needs.every((line) => {
    const fingers = new Set<string>();
    for (const v of m.said) {
      if (v.decision !== 'approve' || bad.includes(v.person) || (fresh && !v.proven)) continue;
      const tiers = (line.then ?? []).filter((t) => v.at >= t.afterSeconds).map((t) => t.group);
      for (const group of [line.group, ...tiers].filter((g) => v.groups.includes(g))) {
        const lender = v.through[group];
        if (lender === undefined) fingers.add(v.person);
        else if (!bad.includes(lender) && !m.said.some((o) => o.person === lender)) fingers.add(lender);
      }
    }
    return fingers.size >= line.count;
  });
}

async function doIt(plan: Plan, a: Act, m: Memory): Promise<void> {
  switch (a.do) {
    case 'pass':
      m.now += a.steps * TIMES.step;
      for (const [table, columns] of [
        ['plan', ['created_at', 'approve_by', 'execute_by']],
        ['vote', ['at']],
      ] as const)
        await e.db.query(
          `update ${table} set ${columns.map((c) => `${c} = ${c} - make_interval(secs => $2)`).join(', ')}
           where ${table === 'plan' ? 'id' : 'plan'} = $1`,
          [plan.id, a.steps * TIMES.step],
        );
      return;
    case 'withdraw':
      if ((await e.waiting.withdraw(plan, event())).outcome === 'withdrawn') m.over = true;
      return;
    case 'take back':
      if ((await e.waiting.takeBack(plan, a.who, event())).outcome === 'taken-back')
        m.said = m.said.filter((v) => v.person !== a.who);
      return;
    case 'deny': {
      const { outcome } = await e.approve(plan, a.who, ['security'], { decision: 'deny', reason: 'no' });
      if (outcome === 'counted')
        m.said.push({ person: a.who, decision: 'deny', groups: ['security'], through: {}, proven: false, at: m.now });
      return;
    }
    case 'vote': {
      const lender = a.lender === a.who ? undefined : a.lender;
      const through: Record<string, string> = lender ? { [a.groups[0]!]: lender } : {};
      const digest = a.proof === 'own' ? plan.digest : 'f'.repeat(64);
      const { outcome } = await e.approve(plan, a.who, a.groups, {
        decision: a.decision,
        through,
        ...(a.decision === 'break-glass' ? { reason: 'now', second: 'alone' } : {}),
        ...(a.proof === 'none'
          ? {}
          : { proof: { method: 'oidc', issuer: 'i', subject: 's', at: receipt.readAt, digest, evidence: 'e' } }),
      });
      if (outcome !== 'counted') return;
      const before = m.said.find((v) => v.person === a.who);
      const { decision, groups } = a;
      // A sign-in proves what its moment allows, not what the press did.
      if (before?.decision === decision) Object.assign(before, { proven: true, groups, through });
      else {
        m.said = m.said.filter((v) => v !== before);
        m.said.push({ person: a.who, decision, groups, through, proven: a.proof === 'own', at: m.now });
      }
    }
  }
}

/** A bug makes every step due, whatever was said; a worker takes each one and asks to act. */
async function tries(plan: Plan): Promise<number[]> {
  const run = plan.id.replace('plan', 'run');
  const began: number[] = [];
  for (const [n, { steps }] of plan.body.stages.entries()) {
    const { id } = steps[0]!;
    await e.db.query(
      `update step set state = 'due', due_at = now(), intent_at = null, lease_until = null, lease_owner = null
       where run = $1 and id = $2`,
      [run, id],
    );
    const claim = await e.record.claim(run, id, 'w', 60);
    const fence = { run, step: id, lease: claim!.lease };
    if ('receipt' in (await e.record.intend(fence, receipt, 4, event()))) began.push(n);
    // As it was, so that the next words are said about a plan of which nothing has begun.
    await e.db.query(
      `update step set state = 'waiting', due_at = null, intent_at = null, lease_until = null, lease_owner = null
       where run = $1 and id = $2`,
      [run, id],
    );
  }
  return began;
}

it('no order of votes, sign-ins, tiers, lent rights, suspects and withdrawals lets a step begin without its quorum', {
  timeout: RUNS * 1000,
}, async () => {
  let [begun, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(stage, { minLength: 1, maxLength: 2 }),
      fc.constantFrom(undefined, 'security', 'lead'),
      fc.array(act, { minLength: 3, maxLength: 12 }),
      async (stages, breakGlass, acts) => {
        const wanted = stages.map(({ needs, fresh }, n) => ({
          doors: [String(n)],
          fresh,
          needs: needs.map(
            ({ group, count, lead }): Demand => (lead ? tiered(group, count, 'lead', TIMES.tier) : { group, count }),
          ),
        }));
        const plan = await e.plan(wanted, { requester: REQUESTER, ...(breakGlass ? { breakGlass } : {}) });
        await e.db.query(
          `update plan set approve_by = created_at + make_interval(secs => $2), execute_by = created_at + make_interval(secs => $3)
           where id = $1`,
          [plan.id, TIMES.approve, TIMES.execute],
        );
        const memory: Memory = { now: 0, said: [], over: false };
        for (const a of acts) {
          await doIt(plan, a, memory);
          const may = plan.body.stages.flatMap((_, n) => (mayBegin(plan, n, memory) ? [n] : []));
          const did = await tries(plan);
          begun += did.length;
          refused += plan.body.stages.length - did.length;
          expect(may, `${JSON.stringify(memory)} ${JSON.stringify(wanted)}`).toEqual(expect.arrayContaining(did));
        }
      },
    ),
    { numRuns: RUNS, endOnFailure: RUNS > 100 },
  );
  // Both happened, so that the promise was tried.
  expect(begun).toBeGreaterThan(RUNS / 4);
  expect(refused).toBeGreaterThan(RUNS);
});
