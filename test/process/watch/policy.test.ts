import { expect, it } from 'vitest';
import type { Answer, Policy, Question } from '../../../src/approval/policy.ts';
import { QUIET_METER } from '../../../src/edge/metrics/meter.ts';
import { watchedPolicy } from '../../../src/process/watch/policy.ts';

const QUESTION = { verb: 'approve' } as Question;

async function told(answer: Pick<Answer, 'allow' | 'rules'>): Promise<string[]> {
  const heard: string[] = [];
  const whole = { ...answer, id: '1', input: 'a' };
  const policy: Policy = {
    ask: async () => whole,
    demands: async () => ({ ...whole, stages: [] }),
    rolesOf: () => [],
  };
  const meter = {
    ...QUIET_METER,
    stopwatch: () => () => 0.25,
    asked: (...said: unknown[]) => heard.push(said.join(' ')),
  };
  const watched = watchedPolicy(policy, meter);
  expect(await watched.ask(QUESTION)).toEqual(whole);
  expect(await watched.demands(QUESTION)).toEqual({ ...whole, stages: [] });
  return heard;
}

it.each([
  ['yes', { allow: true, rules: ['approve.member'] }],
  ['no', { allow: false, rules: ['approve.member'] }],
  ['no', { allow: false, rules: [] }],
  ['none', { allow: false, rules: ['policy.late'] }],
])('an answer of the policy counts as %s', async (said, answer) => {
  expect(await told(answer)).toEqual([`${said} 0.25`, `${said} 0.25`]);
});
