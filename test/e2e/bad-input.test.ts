import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RANGE_IDENTITY } from '../../src/range/range.ts';
import { WORLD } from '../../src/range/world.ts';
import { type Stage, startStage } from './stage.ts';

let s: Stage;
beforeAll(async () => {
  s = await startStage({ protected: [`role/${WORLD.aws.exportRole}`] });
  const { aws, ...elsewhere } = RANGE_IDENTITY;
  const identities = new Map([
    ['ml-train', RANGE_IDENTITY],
    ['other-account', { ...RANGE_IDENTITY, aws: { ...aws!, account: '123412341234' } }],
    ['no-such-role', { ...RANGE_IDENTITY, aws: { ...aws!, role: 'ml-gone' } }],
    ['break-glass', { name: 'break-glass', aws: { ...aws!, role: WORLD.aws.breakGlassRole } }],
    ['exporter', { name: 'exporter', aws: { ...aws!, role: WORLD.aws.exportRole } }],
    ['nowhere', { name: 'nowhere' }],
    ['two-clouds', elsewhere],
  ]);
  s.quell.desk.identities = () => identities;
  await s.must('ana', 'declare ml-train used from outside');
});
afterAll(async () => {
  expect(s.errors).toEqual([]);
  await s.close();
});

/** What is typed, the fault's code, and what its sentence and fix must name. */
const REFUSED: [string, string, RegExp][] = [
  ['contian x', 'command.syntax', /Did you mean contain\?/],
  ['contain compromised-identity identity=ml-train', 'command.unknown-playbook', /no playbook compromised-identity/],
  ['contain gpu-hijak place=ml-train', 'command.unknown-playbook', /Did you mean gpu-hijack\?/],
  ['contain compromised-workload-identity', 'command.input', /needs identity: .*Add identity=…/],
  ['contain compromised-workload-identity identity=ml-tran', 'command.unknown-identity', /Did you mean ml-train\?/],
  [
    'contain compromised-workload-identity identity=ml-train idenity=x',
    'command.input',
    /takes no idenity.*identity=\?/,
  ],
  ['contain compromised-workload-identity identity=ml-train freeze_gpu=maybe', 'command.input', /true or false/],
  ['contain compromised-workload-identity identity="ml-train', 'command.syntax', /quote at column 48 is not closed/],
  [
    'contain compromised-workload-identity identity=ml-train incident=INC-99',
    'incident.unknown',
    /incidents status=all/,
  ],
  ['contain compromised-workload-identity identity=nowhere', 'plan.nothing', /nothing to do for these inputs/],
  [
    'contain compromised-workload-identity identity=break-glass freeze_gpu=false',
    'plan.nothing',
    /break-glass roles, which Quell never changes/,
  ],
  [
    'contain compromised-workload-identity identity=exporter freeze_gpu=false',
    'plan.nothing',
    /role\/ml-export is protected/,
  ],
  ['contain compromised-workload-identity identity=__proto__', 'command.unknown-identity', /No identity __proto__/],
  ['action aws.iam.revoke-role-session', 'command.unknown-action', /Did you mean aws\.iam\.revoke-role-sessions\?/],
  ['approve plan-99', 'plan.unknown', /no plan plan-99.*show/],
  ['approve DEAD-BEEF', 'plan.unknown', /no plan DEAD-BEEF/],
  ['approve', 'command.missing', /needs plan.*For example/],
  ['retry plan-99', 'plan.unknown', /no plan/],
  ['settle plan-99 step=x as=perhaps', 'command.syntax', /Use one of done, again, skip/],
  ['release', 'plan.nothing', /Nothing of INC-1 is left to put back/],
  ['assign anna', 'command.unknown-person', /Did you mean ana\?/],
  ['severity 9', 'command.syntax', /Use one of 1, 2, 3, 4/],
  ['declare x sev=0', 'command.syntax', /Use one of 1, 2, 3, 4/],
  ['drill last-tuesday', 'drill.unknown', /Known are first-tuesday/],
  ['show INC-404', 'incident.unknown', /no incident INC-404/],
  ['help contian', 'command.syntax', /Did you mean contain\?/],
  [`note ${'x'.repeat(3000)}`, 'command.syntax', /Say it shorter/],
];

describe('what cannot be done is refused with the cause and a fix, and changes nothing', () => {
  const cases = REFUSED.map(([text, code, said]) => ({ shown: text.slice(0, 80), text, code, said }));
  it.each(cases)('$shown', async ({ text, code, said }) => {
    const before = (await s.timeline('INC-1')).length;
    const reply = await s.say('ana', text);
    expect(reply).toMatchObject({ exit: 1, public: false, card: { kind: 'fault', id: code } });
    expect(reply.card.summary).toMatch(said);
    const { error } = reply.data as { error: { message: string; fix: string } };
    expect(error.message).toMatch(/[.?]$/);
    expect(error.fix).toMatch(/[.?…`]$/);
    expect(JSON.stringify(reply)).not.toMatch(/\bat .+:\d+:\d+\)|node_modules|undefined/);
    expect((await s.timeline('INC-1')).length).toBe(before);
  });
});

describe('a target that is not there costs its own cloud alone', () => {
  it.each([
    ['other-account', /123412341234.*(aws|accounts)/i],
    ['no-such-role', /ml-gone/],
  ])('%s', async (identity, said) => {
    const plan = await s.plan(`contain compromised-workload-identity identity=${identity}`);
    const { body } = await s.quell.desk.plans.plan(plan);
    expect(body.unplanned.length).toBeGreaterThan(0);
    const roles = body.unplanned.filter((u) => u.action.startsWith('aws.iam'));
    expect(roles.length).toBeGreaterThan(0);
    for (const line of roles) expect(`${line.why} ${line.fix}`).toMatch(said);
    const clouds = new Set(body.stages.flatMap((x) => x.steps).map((x) => x.cloud));
    expect([...clouds]).toEqual(expect.arrayContaining(['gcp', 'azure']));
    await s.must('ana', `deny ${plan} only looking`);
  });

  it('and a cloud that the identity does not use is no failure', async () => {
    const plan = await s.plan('contain compromised-workload-identity identity=two-clouds');
    const { body } = await s.quell.desk.plans.plan(plan);
    expect(body.unplanned).toEqual([]);
    expect(new Set(body.stages.flatMap((x) => x.steps).map((x) => x.cloud))).toEqual(new Set(['gcp', 'azure']));
    await s.must('ana', `deny ${plan} only looking`);
  });
});

describe('a button', () => {
  const from = (dedupe: string) => ({ who: { surface: 'console' as const, tenant: 'local', user: 'bo' }, dedupe });

  it('of a decided plan says how it was decided, and one that nobody made does nothing', async () => {
    const plan = await s.plan();
    await s.must('ana', `deny ${plan} changed my mind`);
    const stale = await s.quell.front.press('approve', plan, {}, from('click-1'));
    expect(stale.card).toMatchObject({ id: 'approval.late', summary: expect.stringContaining('denied by Ana Ruiz') });
    const unknown = await s.quell.front.press('obliterate', plan, {}, from('click-2'));
    expect(unknown.card.id).toBe('command.syntax');
    const nowhere = await s.quell.front.press('approve', "plan-1' or true --", {}, from('click-3'));
    expect(nowhere.card.id).toBe('plan.unknown');
  });
});
