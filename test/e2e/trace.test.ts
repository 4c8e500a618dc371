import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Policy } from '../../src/approval/policy.ts';
import { COMMANDS, type Command, type Verb } from '../../src/command/table.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { openStepUps, prove, type Stand, startStand } from '../approval/stand.ts';
import { baseSetup } from './setup.ts';
import { field } from './stage.ts';

/** Each command that does more than show something. */
const ACTING = (COMMANDS as readonly Command[]).filter((c) => !c.reads).map((c) => c.verb as Verb);

let s: Stand;
let asked: { verb: string; answer: Answer }[];
let refuse: boolean;

/** The shipped policy, which says no to everything when it is told to. */
async function heard(): Promise<Policy> {
  const { policy } = await baseSetup('', []);
  return {
    ...policy,
    ask: async (question) => {
      const real = await policy.ask(question);
      const answer = refuse ? { ...real, allow: false, rules: ['test.no'], why: 'Not today.', fix: 'Wait.' } : real;
      asked.push({ verb: question.verb, answer });
      return answer;
    },
  };
}

beforeAll(async () => {
  [asked, refuse] = [[], false];
  const breakGlass = { group: 'responders', reviewSeconds: 3600 };
  s = await startStand({ policy: await heard(), rules: { escalation: {}, freshSignIn: 'never', breakGlass } });
  openStepUps(s);
  s.quell.desk.linking = {
    ask: async () => ({ url: 'https://quell.example.com/link/x', until: '2027-01-01T00:05:00.000Z' }),
    answer: async () => ({ issuer: 'https://login.example.com', subject: 'sub-ana' }),
    personBy: () => undefined,
    subjectOf: () => undefined,
    link: async (_, __, ___, event) => s.quell.desk.incidents.note([event]),
    unlink: async (_, __, event) => {
      await s.quell.desk.incidents.note([event]);
      return true;
    },
  };
});
afterAll(() => s.close());

/** Decisions of policy that the audit log names. */
async function stamps(): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for await (const { body } of s.quell.desk.audit.all()) {
    const { data } = JSON.parse(body) as { data: JsonObject };
    all.push(...([data.policy, data.asked].filter(Boolean) as JsonObject[]));
  }
  return all;
}

/** What policy said last about this verb stands in the log: its id, the hash of what it was asked, and its rules. */
async function traced(verb: string): Promise<void> {
  const { answer } = asked.findLast((a) => a.verb === verb)!;
  const { id, input, rules } = answer;
  expect(rules).not.toEqual([]);
  expect(await stamps(), verb).toContainEqual({ id, input, rules });
}

let presses = 0;
const typed = (person: string, text: string) =>
  s.quell.front.command(text, {
    who: { surface: 'cli', tenant: 'local', user: person },
    dedupe: `trace:${++presses}`,
  });
async function must(person: string, text: string) {
  const reply = await typed(person, text);
  expect(reply.exit, `${text}: ${reply.card.summary}`).toBe(0);
  return reply;
}
const CONTAIN = 'contain compromised-workload-identity identity=ml-train incident=INC-1';
const plan = async () => field(await must('ana', CONTAIN), 'plan');

/** A step of this plan has come to this state. */
async function put(id: string, state: string): Promise<string> {
  const { rows } = await s.quell.db.query<{ id: string }>(
    `update step set state = $2 where ctid = (select step.ctid from step join run on run.id = step.run where run.plan = $1 limit 1)
     returning id`,
    [id, state],
  );
  return rows[0]!.id;
}

/** Each verb in a situation where it is allowed. Played from the first to the last, on one record. */
const ALLOWED: Partial<Record<Verb, () => Promise<unknown>>> = {
  declare: () => must('ana', 'declare x sev=1'),
  note: () => must('ana', 'note seen in eu-central-1'),
  severity: () => must('ana', 'severity 2'),
  suspect: () => must('ana', 'suspect ml-train'),
  assign: () => must('ana', 'assign ana'),
  contain: plan,
  narrow: async () => {
    const id = await plan();
    const { body } = await s.quell.desk.plans.plan(id);
    await must('ana', `narrow ${id} drop=${body.stages[0]!.steps[0]!.id}`);
  },
  deny: async () => must('bo', `deny ${await plan()} no`),
  withdraw: async () => must('ana', `withdraw ${await plan()}`),
  again: async () => {
    const id = await plan();
    await must('ana', `withdraw ${id}`);
    await must('ana', `again ${id}`);
  },
  delegate: () => must('dee', 'delegate bo until=1h'),
  undelegate: () => must('dee', 'undelegate'),
  link: () => must('ana', 'link AAAA-BBBB'),
  unlink: () => must('ana', 'unlink'),
  approve: async () => {
    const id = await plan();
    await must('bo', `approve ${id}`);
    await must('dee', `approve ${id}`);
    await s.follow(id);
  },
  retry: async () => {
    const id = await plan();
    await put(id, 'failed');
    await must('ana', `retry ${id}`);
  },
  settle: async () => {
    const id = await plan();
    await must('ana', `settle ${id} step=${await put(id, 'in-doubt')} as=skip`);
  },
  'break-glass': async () => {
    const id = await plan();
    const { digest } = await s.quell.desk.plans.plan(id);
    const glass = { decision: 'break-glass', reason: 'data leaves', second: 'all in one aeroplane' } as const;
    expect((await prove(s, 'ana', { id, digest }, glass)).exit).toBe(0);
    await s.follow(id);
  },
  review: async () => {
    const [open] = await s.quell.desk.reviews.openReviewsFor('zoe');
    await must('bo', `review ${open!.plan} as=justified note=seen`);
  },
  release: () => must('ana', 'release INC-1 reason=over'),
  drill: async () => {
    const name = s.setup.drills[0]!.name;
    await must('ana', `drill ${name}`);
  },
  close: async () => {
    await must('ana', 'declare y');
    await must('ana', 'close INC-2');
  },
};

describe('every decision of policy about more than looking stands in the audit log', { shuffle: false }, () => {
  it('and none of the table is left out here', () => {
    expect(Object.keys(ALLOWED).sort()).toEqual([...ACTING].sort());
  });

  describe('when it was a yes', () => {
    it.each(Object.keys(ALLOWED) as Verb[])('%s', async (verb) => {
      await ALLOWED[verb]!();
      await traced(verb);
    });
  });

  describe('when it was a no', () => {
    beforeAll(async () => {
      const [one] = await s.quell.desk.plans.plansOf('INC-1');
      held = one!.id;
      refuse = true;
    });
    let held: string;

    it.each(ACTING)('%s', async (verb) => {
      const { example } = (COMMANDS as readonly Command[]).find((c) => c.verb === verb)!;
      const about = example.replace('7F3A-91C2', held).replace('INC-7', 'INC-1');
      const takes = (COMMANDS as readonly Command[])
        .find((c) => c.verb === verb)!
        .args.some((a) => a.name === 'incident');
      const text = takes && !about.includes('INC-1') ? `${about} incident=INC-1` : about;
      const reply = await typed('ana', text);
      expect([reply.exit, reply.card.summary]).toEqual([1, expect.any(String)]);
      await traced(asked.at(-1)!.verb);
    });
  });
});
