import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { People } from '../../src/process/people.ts';
import { CONTAIN, type Stage, startStage } from './stage.ts';

/** Ana is on call by quell.yaml. What Bo, Cy and Dee are, Slack alone knows. */
const ALL = [
  { id: 'ana', name: 'Ana Ruiz', groups: ['responders'], slack: 'UANA' },
  { id: 'bo', name: 'Bo Lind', groups: [], slack: 'UBO' },
  { id: 'cy', name: 'Cy Okafor', groups: [], slack: 'UCY' },
  { id: 'dee', name: 'Dee Park', groups: [], slack: 'UDEE' },
];
const MEMBERS = new Map([
  ['security-oncall', new Set(['UBO', 'UDEE'])],
  ['cloud-platform', new Set(['UDEE'])],
  ['auditors', new Set(['UCY'])],
]);
const away = new Fault({ code: 'people.unreadable', message: 'Slack is away.', fix: 'Wait.', retry: 'later' });

let s: Stage;
let up: boolean;
beforeEach(async () => {
  up = true;
  const read = async () => {
    if (up) return MEMBERS;
    throw away;
  };
  const directory = new People(ALL);
  directory.keepGroups({ now: read, lately: read });
  s = await startStage({ directory });
  s.quell.desk.personOf = directory.personOf;
  await s.must('ana', 'declare x sev=1');
});
afterEach(() => s.close());

describe('while the groups that a chat keeps cannot be read', () => {
  const acts = ['severity 2', 'assign cy', 'close INC-1', 'release INC-1', 'note hello', CONTAIN, 'declare y'];

  it.each(acts)('nobody gets a right by it: `%s` by an auditor', async (text) => {
    expect((await s.say('cy', text)).card.id).toBe('command.refused');
    up = false;
    expect((await s.say('cy', text)).card.id).toBe('people.unreadable');
    expect((await s.timeline('INC-1')).map((e) => e.type)).not.toContain('command.closed');
    up = true;
  });

  it('what people may see hangs on what is known of them, and they are told why it is less', async () => {
    await s.must('bo', 'timeline INC-1');
    up = false;
    const reply = await s.say('bo', 'note hello');
    expect(reply.card.summary).toContain('Your groups in the chat cannot be read now');
    expect((await s.say('bo', 'timeline INC-1')).card.id).toBe('people.unreadable');
    expect((await s.must('bo', 'whoami')).data).toMatchObject({ roles: [] });
    up = true;
    await s.must('bo', 'note hello');
    await s.must('bo', 'timeline INC-1');
  });

  it('whoever is on call by quell.yaml opens an incident and asks for its containment; votes wait', async () => {
    up = false;
    await s.must('ana', 'declare z sev=1');
    await s.must('ana', `${CONTAIN} incident=INC-2`);
    const [plan] = await s.quell.desk.plans.plansOf('INC-2');
    expect((await s.say('bo', `approve ${plan!.id}`)).card.id).toBe('people.unreadable');
    up = true;
    await s.must('bo', `approve ${plan!.id}`);
    await s.must('dee', `approve ${plan!.id}`);
    expect((await s.follow(plan!.id)).state).toBe('contained');
  });

  it('a refusal says in the record what policy answered', async () => {
    up = false;
    await s.say('cy', 'severity 3');
    expect((await s.timeline('INC-1')).at(-1)).toMatchObject({
      type: 'command.refused',
      actor: { person: 'cy' },
      data: { decision: 'severity', policy: { id: expect.any(String), rules: ['run.role'] } },
    });
  });
});
