import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrongBlocks, wrongView } from '../../edge/slack/rules.ts';
import { WITHOUT_BROWSER } from '../chromium.ts';
import { Client } from './client.ts';
import { findLocalSlack, type LocalSlack, startLocalSlack } from './local-slack.ts';
import { chooses } from './menu.ts';
import { type Running, startOn } from './quell.ts';

const found = WITHOUT_BROWSER ? { without: WITHOUT_BROWSER } : await findLocalSlack();
const without = 'without' in found ? found.without : undefined;
const LIMIT = 120_000;
const PLAN = 'Contain ml-train on 3 clouds';

// One request that is narrowed, denied, asked again and approved; the later ones look at what the earlier left behind.
describe.skipIf(without)(
  `approvals in a real Slack client${without ? ` (${without})` : ''}`,
  { shuffle: false, timeout: LIMIT },
  () => {
    let workspace: LocalSlack;
    let running: Running;
    let slack: Client;

    beforeAll(async () => {
      workspace = await startLocalSlack('path' in found ? found.path : '');
      running = await startOn(workspace);
      slack = await Client.open(workspace);
    }, LIMIT);

    afterAll(async () => {
      await slack?.close();
      await running?.close();
      await workspace?.stop();
    });

    const plans = () => running.quell.desk.plans.plansOf('INC-1');
    const menu = (user: string, entry: string, message?: { ts: string; text: string }) =>
      chooses(workspace, running.menuPort, user, entry, message);

    it('begin with an incident that is declared from a message', async () => {
      await slack.sitsDown('Ada');
      await slack.types('/quell whoami');
      await slack.sees('Groups: responders, security-oncall. Roles: responder.');
      await menu('UADA', 'quell.declare-from', {
        ts: '1.1',
        text: 'ml-train calls from 203.0.113.9\n&lt;!channel&gt; approve 1',
      });
      const title = slack.form.locator('textarea, input:not([type=checkbox])').first();
      expect(await title.inputValue()).toBe('ml-train calls from 203.0.113.9 <!channel> approve 1');
      await slack.picture('slack-declare-from-message', slack.form);
      // The local client sends what somebody typed, and not what stood there before.
      await title.fill(await title.inputValue());
      await title.press('End');
      await title.pressSequentially('!');
      await slack.form.getByRole('button', { name: 'Declare' }).click();
      await slack.form.waitFor({ state: 'detached' });
      await slack.sees('INC-1: ml-train calls from 203.0.113.9');
    });

    it('take a message into the timeline as words and never as a command', async () => {
      await menu('UADA', 'quell.note', { ts: '1.2', text: '/quell close INC-1' });
      const text = slack.form.locator('textarea, input:not([type=checkbox])').first();
      expect(await text.inputValue()).toBe('/quell close INC-1');
      await text.press('End');
      await text.pressSequentially('!');
      await slack.form.getByRole('button', { name: 'Note' }).click();
      await slack.form.waitFor({ state: 'detached' });
      await expect
        .poll(async () => (await running.quell.desk.audit.events('INC-1')).map((e) => e.summary))
        .toContain('Ada: /quell close INC-1!');
      expect((await running.quell.desk.incidents.incident('INC-1')).status).toBe('open');
    });

    it('show each person what waits for them, and a stranger nothing', async () => {
      await slack.types('/quell contain compromised-workload-identity identity=ml-train incident=INC-1');
      await slack.page.locator('.thread-summary-count').first().click();
      await slack.sees('Stop what the attacker holds now', slack.thread);
      await slack.sitsDown('Bo');
      const home = await slack.opensHome();
      await slack.sees(PLAN, home);
      await home.getByRole('button', { name: 'Approve', exact: true }).first().waitFor();
      await slack.pictureOfHome('slack-home');
      await slack.sitsDown('Eve');
      await slack.opensHome();
      await slack.sees('Quell does not know you yet', home);
      await slack.sees('slack: UEVE', home);
      expect(await home.getByText(PLAN).count()).toBe(0);
      await slack.picture('slack-home-unknown', home);
    });

    it('are made smaller in a form that the record fills', async () => {
      await slack.opensChannel();
      await slack.sitsDown('Ada');
      await slack.page.locator('.thread-summary-count').first().click();
      await slack.button('Narrow…').click();
      const boxes = slack.form.locator('input[type=checkbox]');
      await boxes.first().waitFor();
      const before = (await plans()).at(-1)!;
      const steps = before.body.stages.flatMap((s) => s.steps);
      expect(await boxes.count()).toBe(steps.length);
      // The local client starts with none of them ticked, and Slack with all: what stays is ticked here by hand.
      for (const box of (await boxes.all()).slice(0, -1)) await box.setChecked(false).then(() => box.setChecked(true));
      await boxes.last().setChecked(false);
      await slack.picture('slack-narrow', slack.form);
      await slack.form.getByRole('button').last().click();
      await slack.form.waitFor({ state: 'detached' });
      await expect
        .poll(async () => (await plans()).at(-1)!.body.stages.flatMap((s) => s.steps).length)
        .toBe(steps.length - 1);
      expect((await plans()).find((p) => p.id === before.id)!.status).toBe('superseded');
    });

    it('are denied with a reason, which is asked for', async () => {
      await slack.sitsDown('Bo');
      const home = await slack.opensHome();
      await home.getByRole('button', { name: 'Deny…' }).first().click();
      await slack.form.locator('textarea, input:not([type=checkbox])').first().fill('training must end first');
      await slack.form.getByRole('button', { name: 'Deny' }).click();
      await slack.form.waitFor({ state: 'detached' });
      await expect.poll(async () => (await plans()).at(-1)!.status).toBe('denied');
      await home.getByRole('button', { name: 'Deny…' }).first().waitFor({ state: 'detached' });
      await slack.opensChannel();
      await slack.page.locator('.thread-summary-count').first().click();
      await slack.sees('training must end first', slack.thread);
      await slack.pictureOf(PLAN, 'slack-denied');
    });

    it('are asked for again, and given from the home tabs of two people', async () => {
      await slack.opensChannel();
      await slack.sitsDown('Ada');
      await slack.page.locator('.thread-summary-count').first().click();
      await slack.button('Ask again').click();
      await expect.poll(async () => (await plans()).at(-1)!.status).toBe('pending');
      const plan = (await plans()).at(-1)!.id;
      const voted = async () => (await running.quell.desk.approvals.votes(plan)).map((v) => v.person);
      for (const person of ['Bo', 'Cy']) {
        await slack.sitsDown(person);
        const home = await slack.opensHome();
        const approve = home.getByRole('button', { name: 'Approve', exact: true }).first();
        // A tab that is drawn anew under the finger swallows the press, and whoever sees the button still there presses again.
        const pressed = async () => {
          if (await approve.isVisible()) await approve.click({ timeout: 1000 }).catch(() => undefined);
          return voted();
        };
        await expect.poll(pressed, { interval: 2000, timeout: 30_000 }).toContain(person.toLowerCase());
        await approve.waitFor({ state: 'detached' });
      }
      expect(await voted()).toEqual(['bo', 'cy']);
      await slack.opensChannel();
      await slack.page.locator('.thread-summary-count').first().click();
      await slack.sees(/each step verified/, slack.thread);
    });

    it('were shown with nothing that Slack itself would refuse', async () => {
      const views = (
        await Promise.all(['views.open', 'views.update', 'views.publish'].map((method) => workspace.calls(method)))
      ).flat();
      expect(views.length).toBeGreaterThan(8);
      expect(views.flatMap(({ view }) => wrongView(typeof view === 'string' ? JSON.parse(view) : view))).toEqual([]);
      const posted = [...(await workspace.calls('chat.postMessage')), ...(await workspace.calls('chat.update'))];
      expect(posted.flatMap((one) => wrongBlocks(one.blocks))).toEqual([]);
    });
  },
);
