import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './client.ts';
import { openTeam, type Team, WITHOUT_CLIENT } from './team.ts';

const LIMIT = 180_000;
const PLAN = 'Contain ml-train on 3 clouds';

// One request that is narrowed, denied, asked again and approved; the later ones look at what the earlier left behind.
describe.skipIf(WITHOUT_CLIENT)(
  `approvals in a real Teams client${WITHOUT_CLIENT ? ` (${WITHOUT_CLIENT})` : ''}`,
  { shuffle: false, timeout: LIMIT },
  () => {
    let team: Team;
    let ada: Client;
    let bo: Client;

    beforeAll(async () => {
      team = await openTeam();
      ({ ada, bo } = team);
    }, LIMIT);
    afterAll(() => team?.close());

    const plans = () => team.running.quell.desk.plans.plansOf('INC-1');
    const steps = (plan: Awaited<ReturnType<typeof plans>>[number]) => plan.body.stages.flatMap((s) => s.steps);

    it('begin with a plan, and are listed for whoever asks what waits, in the own chat', async () => {
      await ada.says('declare ml-train used from outside sev=1');
      await bo.sees(/ml-train used from outside/);
      await ada.says('contain compromised-workload-identity identity=ml-train incident=INC-1');
      await bo.sees(PLAN);
      await bo.opens('Personal Chat');
      await bo.asks('approvals');
      await bo.sees(/your vote until/);
      await bo.pictureOf('Approvals', 'teams-approvals');
      await bo.opens('General');
    });

    it('are made smaller in a form that the record fills, in the place of the card', async () => {
      await ada.button('Narrow…').click();
      const form = ada.card('Narrow this plan');
      await form.getByRole('checkbox').first().waitFor();
      const before = (await plans()).at(-1)!;
      expect(await form.getByRole('checkbox').count()).toBe(steps(before).length);
      await form.getByRole('checkbox').last().uncheck();
      await ada.pictureOf('Narrow this plan', 'teams-narrow');
      await form.getByRole('button', { name: 'Ask for less', exact: true }).click();
      await expect.poll(async () => steps((await plans()).at(-1)!).length).toBe(steps(before).length - 1);
      expect((await plans()).find((p) => p.id === before.id)!.status).toBe('superseded');
    });

    it('are denied with a reason, which is asked for', async () => {
      await bo.sees(/its votes are void/);
      await bo.button('Deny…').click();
      const form = bo.card('Deny this plan');
      await form.getByRole('button', { name: 'Deny', exact: true }).click();
      await bo.sees('Please fill this in.', form);
      expect((await plans()).at(-1)!.status).toBe('pending');
      await form.getByRole('textbox').fill('training must end first');
      await form.getByRole('button', { name: 'Deny', exact: true }).click();
      await expect.poll(async () => (await plans()).at(-1)!.status).toBe('denied');
      await ada.sees(/training must end first/);
      await ada.pictureOf(PLAN, 'teams-denied');
    });

    it('are asked for again, given, and end in the record', async () => {
      await ada.button('Ask again').click();
      await expect.poll(async () => (await plans()).at(-1)!.status).toBe('pending');
      await bo.button('Approve').click();
      await bo.sees(/each step verified/);
    });
  },
);
