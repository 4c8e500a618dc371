import { describe, expect, it } from 'vitest';
import { trustSomebodyElse } from '../e2e/by-hand.ts';
import { GPU, type Stand, verbs, withIncident } from './stand.ts';

/** Rows of the approvals sheet that are about an end: what the record, the card and everybody who had a part in it are told. */
let s: Stand;
const TWO = [{ group: 'security-oncall', count: 2 }];
const two = { floors: { contain: TWO, release: TWO, earlyRelease: TWO } };
const open = withIncident((stand) => {
  s = stand;
});

const stored = (plan: string) => s.quell.desk.plans.plan(plan);
const newest = async () => (await s.quell.desk.plans.plansOf('INC-1')).at(-1)!;
/** Who was told what alone, and how often the thread says it. */
const told = async (key: string) => {
  await s.posted(key);
  await s.must('ana', 'note one more thing');
  await s.quell.shown();
  expect(s.chat.of(key)).toHaveLength(1);
  return s.chat.told.filter((t) => t.key.startsWith(`${key}:`)).map((t) => t.person);
};
const firstStage = (run: { steps: { stage: number; state: string }[] }) =>
  run.steps.every((x) => x.stage > 0 || x.state === 'verified');

/** Stage 1 is approved and done; for the rest the time ends. */
async function halfApproved(seconds: number): Promise<string> {
  await open();
  const plan = await s.plan();
  await s.must('bo', `approve ${plan}`);
  await s.follow(plan, firstStage);
  await s.wait(plan, seconds);
  await s.follow(plan);
  return plan;
}

describe('an end', () => {
  it('Expiry before the quorum: expired, grey, and whoever asked or voted is told once, with Ask again', async () => {
    await open(two);
    const plan = await s.plan(GPU);
    await s.must('bo', `approve ${plan}`);
    await s.card(plan);
    await s.wait(plan, 601);
    expect((await s.follow(plan)).state).toBe('expired');
    expect((await stored(plan)).status).toBe('expired');
    expect(await s.card(plan)).toMatchObject({
      tone: 'neutral',
      summary: 'Expired, nothing was changed. Press Ask again.',
    });
    expect(await told(`ended:${plan}`)).toEqual(['ana', 'bo']);
    const said = s.chat.card(`ended:${plan}`);
    expect(said.summary).toMatch(
      /^Ana Ruiz, Bo Lind: nobody else approved in time, so plan [0-9A-F-]{9} expired and nothing was changed\. Press Ask again\.$/,
    );
    expect(verbs(said)).toEqual(['again']);
    expect((await s.press('slack', 'ana', 'again', plan)).exit).toBe(0);
    await s.card(plan);
    expect(s.chat.card(`ended:${plan}`)).toMatchObject({ buttons: [] });
    expect(s.writes()).toBe(0);
  });

  it('Expiry half way: says whose votes lacked and what was not done, to a late voter too, and Ask again does the rest', async () => {
    const plan = await halfApproved(601);
    const run = await s.quell.desk.jobs.runOf(plan);
    expect(run.state).toBe('partly');
    expect(run.steps.filter((x) => x.state === 'expired').map((x) => x.stage)).toEqual([1, 1, 1]);
    const { status, approveBy } = await stored(plan);
    expect(status).toBe('approved');
    const by = `${approveBy.slice(11, 16)}Z`;
    const card = await s.card(plan);
    expect(card).toMatchObject({
      tone: 'bad',
      summary: `Partly contained: 0 of 3 clouds. Steps 4, 5 and 6 of 10 were not done: nobody of cloud-platform approved them by ${by}. Press Ask again for the rest.`,
    });
    expect(verbs(card)).toEqual(['again', 'plan', 'release']);
    expect(await told(`outcome:${plan}`)).toEqual(['ana', 'bo']);
    expect(verbs(s.chat.card(`outcome:${plan}`))).toEqual(['again', 'release']);

    const late = await s.say('dee', `approve ${plan}`);
    expect(late.card.id).toBe('approval.late');
    expect(late.card.summary).toBe(
      `Too late: the time to approve ended at ${by}. Stage 2 "Close the door" was not approved and was not done. Press Ask again on the card, or say again ${plan}.`,
    );
    expect((await s.press('slack', 'ana', 'again', plan)).exit).toBe(0);
    const next = await newest();
    expect(next.body.earlier).toMatchObject({ plan, why: 'expired' });
    expect((await s.card(plan)).summary).toContain('Asked again as plan ');
    await s.must('cy', `approve ${next.id}`);
    expect((await s.follow(next.id)).state).toBe('contained');
  });

  it('Expiry of both windows at once, half way: never that nothing was changed', async () => {
    const plan = await halfApproved(3601);
    expect((await stored(plan)).status).toBe('approved');
    const card = await s.card(plan);
    expect(card.tone).toBe('bad');
    expect(card.summary).toMatch(
      /^Partly contained: 0 of 3 clouds\. Steps 4, 5 and 6 of 10 were not done: nobody of cloud-platform approved them by .* Steps 7, 8, 9 and 1 more of 10 were not done: the time to carry them out ended at /,
    );
    expect(JSON.stringify(card)).not.toMatch(/nothing was changed/i);
    expect(verbs(card)).toEqual(['again', 'plan', 'release']);
  });

  it('State of the cloud changed before anything began: stopped, not failed; the difference is posted and Ask again with it', async () => {
    await open();
    const plan = await s.plan('contain compromised-workload-identity identity=ml-train');
    const door = (await stored(plan)).body.stages
      .flatMap((x) => x.steps.map((y) => y.id))
      .filter((x) => x !== 'aws-trust');
    await s.must('ana', `narrow ${plan} drop=${door.join(',')}`);
    const { id } = await newest();
    trustSomebodyElse(s.range);
    await s.must('cy', `approve ${id}`);
    const run = await s.follow(id);
    expect(run.steps.map((x) => x.state)).toEqual(['changed']);
    const card = await s.card(id);
    expect(card.summary).toMatch(
      /^Stopped before acting: the cloud had changed since the plan, and nothing was changed\./,
    );
    expect(await told(`ended:${id}`)).toEqual(['ana', 'cy']);
    const said = s.chat.card(`ended:${id}`);
    expect(said.summary).toMatch(
      /^Ana Ruiz, Cy Okafor: not started\. AWS changed since the plan was made\. Look at the difference, then press Ask again\.$/,
    );
    expect(JSON.stringify(said.blocks)).toMatch(/was .*, is /);
    expect(verbs(said)).toEqual(['again']);
    expect(s.writes()).toBe(0);
  });

  it('Withdrawn before anything ran: whoever had voted is told', async () => {
    await open(two);
    const plan = await s.plan(GPU);
    await s.must('bo', `approve ${plan}`);
    await s.must('ana', `withdraw ${plan} wrong place`);
    expect((await stored(plan)).status).toBe('withdrawn');
    expect((await s.card(plan)).summary).toBe('Withdrawn: wrong place. Nothing was changed.');
    expect(await told(`ended:${plan}`)).toEqual(['bo']);
    expect(s.chat.card(`ended:${plan}`).summary).toMatch(
      /^Bo Lind: Ana Ruiz withdrew plan [0-9A-F-]{9}: wrong place\. Nothing was changed\.$/,
    );
  });

  it('Denied after a first vote: the requester and whoever had approved are told', async () => {
    await open(two);
    const plan = await s.plan(GPU);
    await s.must('bo', `approve ${plan}`);
    await s.must('cy', `deny ${plan} that pool serves billing`);
    expect((await stored(plan)).status).toBe('denied');
    expect(await s.card(plan)).toMatchObject({ tone: 'neutral' });
    expect(await told(`denied:${plan}`)).toEqual(['ana', 'bo']);
    expect(s.chat.card(`denied:${plan}`).summary).toMatch(
      /^Ana Ruiz, Bo Lind: Cy Okafor denied plan [0-9A-F-]{9}: that pool serves billing\. A revised request is a new one, linked to this\.$/,
    );
  });
});
