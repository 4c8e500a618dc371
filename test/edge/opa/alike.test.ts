import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decisions } from '../../../src/approval/policy.ts';
import { openPolicy } from '../../../src/edge/opa/open.ts';
import { canonical, sha256 } from '../../../src/plan/digest.ts';
import { hasOpa, type Opa, startOpa } from './opa.ts';
import { asked, damaged, PLAN, QUESTION, questions, STAGE, TABLE } from './questions.ts';

const log = { warn: () => undefined };
const inProcess = () => openPolicy({ directory: 'policy', log });

/** What an answer says, without the id that each has of its own. */
function said<T extends { id: string }>({ id, ...rest }: T): Omit<T, 'id'> {
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  return rest;
}

function answersTheTable(policy: () => Decisions) {
  it.each(TABLE)('%s', async (_, difference, allow, rules) => {
    const question = asked(difference);
    const answer = await policy().ask(question);
    expect(answer).toMatchObject({ allow, rules, input: sha256(canonical(question)) });
    // A no is never without a sentence and a way out.
    if (!allow)
      expect([answer.why, answer.fix]).toEqual([expect.stringMatching(/\w.*\.$/), expect.stringMatching(/\w.*\.$/)]);
  });

  it('says what each stage needs, in order, and which ask for a fresh sign-in', async () => {
    const both = { ...STAGE, id: 'both', clouds: ['aws', 'gcp'] as const };
    const door = { ...STAGE, id: 'door', actions: ['gcp.iam.disable-workload-identity-pool'] };
    const stages = [STAGE, { ...both, clouds: [...both.clouds] }, door];
    const question = asked({ verb: 'contain', plan: { ...PLAN, stages } });
    expect(await policy().demands(question)).toMatchObject({
      allow: true,
      rules: ['demands.asked', 'fresh.cross-cloud', 'fresh.federation'],
      stages: [false, true, true].map((fresh) => ({ needs: STAGE.needs, fresh })),
    });
    expect((await policy().demands({ ...question, freshSignIn: 'never' })).stages.map((s) => s.fresh)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('freezes no plan with a stage that names nobody', async () => {
    const question = asked({ verb: 'contain', plan: { ...PLAN, stages: [STAGE, { ...STAGE, needs: [] }] } });
    expect(await policy().demands(question)).toMatchObject({ allow: false, rules: ['demands.nobody'], stages: [] });
  });
}

describe('policy in this process', () => {
  let policy: Decisions;
  beforeAll(async () => {
    policy = await inProcess();
  });

  answersTheTable(() => policy);

  it('gives each decision an id of its own', async () => {
    const [one, two] = [await policy.ask(QUESTION), await policy.ask(QUESTION)];
    expect(one.id).not.toBe(two.id);
    expect(said(one)).toEqual(said(two));
  });

  it('allows nothing because a part is missing or is something else', async () => {
    await fc.assert(
      fc.asyncProperty(
        questions.chain((question) => fc.record({ question: fc.constant(question), broken: damaged(question) })),
        async ({ question, broken }) => {
          const [before, after] = [await policy.ask(question), await policy.ask(broken.question)];
          // Another name or verb is another question; what is gone opens nothing.
          const gone = !(broken.path.at(-1)! in Object(holderOf(broken)));
          if (gone && typeof broken.path.at(-1) === 'string' && !mayLack(question.verb, broken.path.join('.'))) {
            if (after.allow) expect(before.allow, JSON.stringify(broken)).toBe(true);
          }
          expect(typeof after.allow).toBe('boolean');
          if (after.allow) expect(after.rules.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 600 },
    );
  }, 60_000);

  it('takes no notice of what it does not know', async () => {
    await fc.assert(
      fc.asyncProperty(
        questions,
        fc.dictionary(fc.constantFrom('weather', 'x', 'y'), fc.jsonValue()),
        async (q, more) => {
          const { input: _, ...one } = said(await policy.ask(q));
          const { input: __, ...two } = said(await policy.ask({ ...more, ...q }));
          expect(two).toEqual(one);
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it('answers no to what is no question at all, and never rejects', async () => {
    for (const nothing of [
      null,
      undefined,
      7,
      '',
      [],
      {},
      { verb: 'approve', person: { id: Number.NaN } },
      { verb: 1n },
    ]) {
      expect(await policy.ask(nothing as never)).toMatchObject({ allow: false });
      expect(await policy.demands(nothing as never)).toMatchObject({ allow: false, stages: [] });
    }
    expect(await policy.ask(QUESTION)).toMatchObject({ allow: true });
  });

  it('answers about a plan of 2,000 stages', async () => {
    const stages = Array.from({ length: 2000 }, (_, i) => ({
      ...STAGE,
      id: `s${i}`,
      clouds: ['aws', 'gcp'] as ('aws' | 'gcp')[],
    }));
    const demands = await policy.demands(asked({ verb: 'contain', plan: { ...PLAN, stages } }));
    expect(demands.stages).toHaveLength(2000);
    expect(demands.stages.every((s) => s.fresh)).toBe(true);
  });
});

/** Commands that are about no incident: naming one can only refuse them, to somebody who is suspected in it. */
const ABOUT_NOTHING = new Set(
  'whoami help link unlink incidents approvals playbooks action audit delegations reviews declare drill delegate undelegate'.split(
    ' ',
  ),
);

/** A group that no longer says who lent it is the person's own: who asks says so, and is believed. */
const LENDER = /^person\.through\.[^.]+$/;

function mayLack(verb: string, part: string): boolean {
  return (part === 'incident' && ABOUT_NOTHING.has(verb)) || LENDER.test(part);
}

function holderOf({ path, question }: { path: (string | number)[]; question: unknown }): unknown {
  return path.slice(0, -1).reduce<unknown>((at, key) => Object(at)[key], question);
}

describe.skipIf(!hasOpa)('an OPA server (needs opa)', () => {
  let opa: Opa;
  let server: Decisions;
  let local: Decisions;
  beforeAll(async () => {
    opa = await startOpa();
    server = await openPolicy({ url: opa.url, directory: 'policy', timeoutMs: 10_000, log });
    local = await inProcess();
  });
  afterAll(() => opa.stop());

  answersTheTable(() => server);

  it('answers as the WebAssembly does, whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        expect(said(await server.ask(question))).toEqual(said(await local.ask(question)));
        expect(said(await server.demands(question))).toEqual(said(await local.demands(question)));
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('answers as the WebAssembly does, whatever is broken in the question', async () => {
    await fc.assert(
      fc.asyncProperty(questions.chain(damaged), async ({ question }) => {
        expect(said(await server.ask(question))).toEqual(said(await local.ask(question)));
        expect(said(await server.demands(question))).toEqual(said(await local.demands(question)));
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('writes each decision into its log, under the id that the answer has', async () => {
    const { id } = await server.ask(QUESTION);
    await expect
      .poll(() => opa.log().find((line) => line.decision_id === id))
      .toMatchObject({ path: 'quell/answer', input: QUESTION, result: { allow: true, rules: ['approve.member'] } });
  });

  it('lets nobody put another policy in, or read it', async () => {
    const put = await fetch(`${opa.url}/v1/policies/answer.rego`, {
      method: 'PUT',
      body: 'package quell\nanswer := 1',
    });
    const data = await fetch(`${opa.url}/v1/data`, { method: 'PUT', body: '{}' });
    const read = await fetch(`${opa.url}/v1/policies`);
    expect([put.status, data.status, read.status]).toEqual([401, 401, 401]);
    expect(await server.ask(QUESTION)).toMatchObject({ allow: true });
  });

  it('without its decision log gives no id, and then no answer', async () => {
    const silent = await startOpa(['--ignore=*.json', '--ignore=*.yaml', '--ignore=*_test.rego']);
    try {
      const policy = await openPolicy({ url: silent.url, directory: 'policy', timeoutMs: 10_000, log });
      expect(await policy.ask(QUESTION)).toMatchObject({ allow: false, rules: ['policy.malformed'] });
    } finally {
      await silent.stop();
    }
  });

  it('with a token in its environment asks for it', async () => {
    const token = 'a-token-that-is-fake';
    const guarded = await startOpa(undefined, { OPA_TOKEN: token });
    try {
      const settings = { url: guarded.url, directory: 'policy', timeoutMs: 10_000, log };
      const without = await openPolicy(settings);
      expect(await without.ask(QUESTION)).toMatchObject({ allow: false, rules: ['policy.unreachable'] });
      const holder = await openPolicy({ ...settings, token });
      expect(await holder.ask(QUESTION)).toMatchObject({ allow: true });
      expect(JSON.stringify(guarded.log())).not.toContain(token);
    } finally {
      await guarded.stop();
    }
  });

  it('that is gone is a no, and that is back is asked again', async () => {
    const brief = await startOpa();
    const policy = await openPolicy({ url: brief.url, directory: 'policy', timeoutMs: 10_000, log });
    expect(await policy.ask(QUESTION)).toMatchObject({ allow: true });
    await brief.stop();
    expect(await policy.ask(QUESTION)).toMatchObject({ allow: false, rules: ['policy.unreachable'] });
  });
});
