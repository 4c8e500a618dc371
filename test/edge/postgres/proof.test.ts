import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan.ts';
import { type Engine, startEngine } from './engine.ts';

let e: Engine;
beforeEach(async () => {
  e = await startEngine();
  for (const door of ['front', 'back']) e.doors.open.set(door, true);
});
afterEach(() => e.close());

const proof = (plan: Plan) => ({
  method: 'oidc' as const,
  issuer: 'https://id.example.com',
  subject: 's',
  at: new Date().toISOString(),
  digest: plan.digest,
  evidence: 'e',
});
/** The first stage takes a press; the second one wants a sign-in for it. */
const planned = () =>
  e.plan([
    { doors: ['front'], needs: [{ group: 'security', count: 1 }] },
    { doors: ['back'], needs: [{ group: 'cloud', count: 1 }], fresh: true },
  ]);

it('a sign-in proves the rights of its own moment: a group that was left since the press approves nothing', async () => {
  const plan = await planned();
  await e.approve(plan, 'bo', ['security', 'cloud']);
  await e.drain();
  expect(e.doors.writes).toEqual(['front=false']);
  await e.approve(plan, 'bo', ['security'], { proof: proof(plan) });
  await e.drain();
  expect(e.doors.writes).toEqual(['front=false']);
  expect((await e.plans.plan(plan.id)).status).toBe('pending');
  expect((await e.approvals.votes(plan.id))[0]).toMatchObject({ groups: ['security'] });
});

it('nor does a right that was lent at the press and taken back since', async () => {
  const plan = await planned();
  await e.approve(plan, 'bo', ['security', 'cloud'], { through: { cloud: 'dee' } });
  await e.approve(plan, 'bo', ['security'], { proof: proof(plan) });
  await e.drain();
  expect(e.doors.writes).toEqual(['front=false']);
});

it('and a right that came since the press counts once proven', async () => {
  const plan = await planned();
  await e.approve(plan, 'bo', ['security']);
  await e.approve(plan, 'bo', ['security', 'cloud'], { proof: proof(plan) });
  await e.drain();
  expect(e.doors.writes).toEqual(['front=false', 'back=false']);
});
