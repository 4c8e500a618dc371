import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLOUDS, type Cloud, type CloudEdge } from '../../src/domain/action.ts';
import type { Drill } from '../../src/drill/file.ts';
import { startQuell } from '../../src/process/start.ts';
import { groundOf } from '../../src/range/ground.ts';
import { type Range, startRange } from '../../src/range/range.ts';
import { WORLD } from '../../src/range/world.ts';
import { field, type Stage, startStage } from './stage.ts';

let s: Stage;
/** The world of the drill; the stage's own stands for the real clouds. */
let rehearsal: Range | undefined;
let touched: string[];

/** The production account, which the range does not have. */
const REAL = '999900001111';

/** A live edge that is never to be touched: it knows the real account, and says when it is asked for anything. */
function untouchable(cloud: Cloud): CloudEdge {
  const touch = (what: string): never => {
    touched.push(`${cloud} ${what}`);
    throw new Error(`the live edge of ${cloud} was touched`);
  };
  return {
    cloud,
    targets: () => [{ id: REAL, name: 'production' }],
    open: async (target, access) => touch(`${target} ${access}`),
    check: async () => touch('check'),
    close: async () => undefined,
  };
}

const drill: Drill = {
  name: 'monthly',
  title: 'Stolen identity',
  pattern: '0 10 * * 2#1',
  tz: 'Europe/Berlin',
  playbook: 'compromised-workload-identity',
  with: { identity: 'ml-train' },
  severity: 3,
  runbook: ['Read the plan card.', 'Two people approve.'],
};

const setup = () => ({
  drills: [drill],
  live: {
    edges: Object.fromEntries(CLOUDS.map((c) => [c, untouchable(c)])),
    identities: new Map([['prod', { name: 'prod', aws: { account: REAL, region: 'eu-central-1', role: 'prod' } }]]),
  },
  freshRange: async () => {
    rehearsal = await startRange({ realNow: Date.now, random: Math.random, settleMs: 20 });
    const range = rehearsal;
    return { ...groundOf(range), close: () => range.close() };
  },
});

beforeEach(async () => {
  touched = [];
  rehearsal = undefined;
  s = await startStage(setup());
});
afterEach(async () => {
  await s.close();
  await rehearsal?.close();
  expect(touched).toEqual([]);
});

describe('a drill', () => {
  it('runs on the range with real approvals, marked in every card, and no live edge is touched', async () => {
    const incident = field(await s.must('bo', 'drill monthly'), 'id');
    expect(incident).toBe('DRILL-1');
    const head = (await s.must('ana', `show ${incident}`)).card;
    expect(head).toMatchObject({ mode: 'drill', severity: 3 });
    const [started] = (await s.timeline(incident)).filter((e) => e.type === 'drill.started');
    expect(started!.data).toMatchObject({ drill: 'monthly', runbook: drill.runbook });

    const [plan] = await s.quell.desk.plans.plansOf(incident);
    expect(plan).toMatchObject({ status: 'pending', body: { mode: 'drill', requester: 'quell' } });
    const writes = () => rehearsal!.kernel.calls.filter((c) => c.write && c.who === 'quell-responder').length;
    expect(writes()).toBe(0);
    await s.must('bo', `approve ${plan!.id}`);
    await s.must('dee', `approve ${plan!.id}`);
    expect(await s.follow(plan!.id)).toMatchObject({ state: 'contained' });
    expect(writes()).toBeGreaterThan(0);
    expect((await s.must('ana', `plan ${plan!.id}`)).card).toMatchObject({ mode: 'drill', tone: 'good' });

    rehearsal!.kernel.advance(48 * 3600);
    const release = field(await s.must('cy', `release ${incident}`), 'plan');
    await s.must('bo', `approve ${release}`);
    expect(await s.follow(release)).toMatchObject({ state: 'released' });
    // What stands for the real clouds saw nobody at all.
    expect(s.range.kernel.calls).toEqual([]);
  });

  it('cannot name what only the live configuration knows', async () => {
    await s.must('bo', 'drill monthly');
    const byName = await s.say('ana', 'contain compromised-workload-identity identity=prod incident=DRILL-1');
    expect(byName).toMatchObject({ exit: 1, card: { id: 'command.unknown-identity' } });
    expect(byName.card.summary).not.toContain(REAL);
    // Even a step that somehow names the real account meets the range's edge, which does not know it.
    for (const access of ['read', 'write'] as const) {
      const open = s.quell.desk.plan.open('drill', 'aws', REAL, access);
      await expect(open).rejects.toMatchObject({ code: 'aws.unknown-target' });
    }
  });

  it('and an incident in earnest stay apart: neither closes, contains or shows the other', async () => {
    await s.must('ana', 'declare something real sev=1');
    await s.must('bo', 'drill monthly');
    const real = await s.say('ana', 'contain compromised-workload-identity identity=ml-train incident=INC-1');
    expect(real.card.id).toBe('command.unknown-identity');
    expect((await s.must('ana', 'show INC-1')).card.mode).toBe('live');
    expect(JSON.stringify((await s.must('ana', 'incidents')).card)).toContain('DRILL SEV3');
  });

  it('is one, when two people start it at the same moment', async () => {
    const replies = await Promise.all([s.say('ana', 'drill monthly'), s.say('bo', 'drill monthly')]);
    expect(replies.map((r) => r.card.id).toSorted()).toEqual(['drill.running', 'notice']);
    expect(await s.quell.desk.incidents.incidents('all')).toHaveLength(1);
    const [plan] = await s.quell.desk.plans.plansOf('DRILL-1');
    await s.must('bo', `approve ${plan!.id}`);
    await s.must('dee', `approve ${plan!.id}`);
    expect(await s.follow(plan!.id)).toMatchObject({ state: 'contained' });
  });

  it('that is over cannot be carried on: its range is gone', async () => {
    await s.must('bo', 'drill monthly');
    const [plan] = await s.quell.desk.plans.plansOf('DRILL-1');
    await s.must('bo', `deny ${plan!.id} enough for today`);
    await s.must('bo', 'close DRILL-1');
    const open = s.quell.desk.plan.open('drill', 'aws', WORLD.aws.account, 'read');
    await expect(open).rejects.toMatchObject({ code: 'drill.range-gone' });
    expect(field(await s.must('bo', 'drill monthly'), 'id')).toBe('DRILL-2');
  });
});

/** What the record has, as soon as it has it. */
async function announced<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const changed = s.quell.nextChange();
    const found = await read();
    if (found) return found;
    await changed;
  }
}

describe('a scheduled drill', () => {
  it('starts by itself when its time comes, asked for by nobody', async () => {
    await s.close();
    s = await startStage({ ...setup(), drills: [{ ...drill, pattern: '* * * * * *' }] });
    const first = await announced(async () => (await s.quell.desk.incidents.incidents('all'))[0]);
    expect(first).toMatchObject({ id: 'DRILL-1', mode: 'drill', commander: 'quell' });
    const plan = await announced(async () => (await s.quell.desk.plans.plansOf('DRILL-1'))[0]);
    expect(plan).toMatchObject({ status: 'pending', body: { requester: 'quell', mode: 'drill' } });
    await s.must('bo', `approve ${plan.id}`);
    await s.must('dee', `approve ${plan.id}`);
    expect(await s.follow(plan.id)).toMatchObject({ state: 'contained' });
  });

  it('is kept with its pattern and time zone, and forgotten with its file', async () => {
    const schedules = async () => {
      const { rows } = await s.quell.db.query<{ row: string }>(
        `select row_to_json(x)::text as row from quell_queue.scheduler x`,
      );
      return rows.map((r) => r.row);
    };
    expect(await schedules()).toEqual([expect.stringMatching(/0 10 \* \* 2#1/)]);
    expect((await schedules())[0]).toContain('Europe/Berlin');
    const without = await startQuell({ ...s.setup, drills: [] });
    expect(await schedules()).toEqual([]);
    await without.close();
  });
});
