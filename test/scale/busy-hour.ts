import { CONTAIN, field, type Stage } from '../e2e/stage.ts';

/** Everything that people and workers do about an incident, one way or the other, so that its statements are heard. */
export async function busyHour(s: Stage): Promise<void> {
  const incident = field(await s.must('ana', 'declare ml-train used from outside sev=1'), 'id');
  await decided(s, incident);
  await looked(s, incident);
  s.range.kernel.advance(48 * 3600);
  const release = await s.plan(`release incident=${incident}`);
  await s.must('bo', `approve ${release}`);
  await s.follow(release);
  await s.must('ana', `close ${incident}`);
}

/** A plan that is denied, one that is replaced, and one that is carried out. */
async function decided(s: Stage, incident: string): Promise<void> {
  const denied = await s.plan(`${CONTAIN} incident=${incident}`);
  const short = (await s.quell.desk.plans.plan(denied)).digest.slice(0, 8);
  await s.must('bo', `deny ${short} "not yet"`);
  await s.plan(`${CONTAIN} incident=${incident}`);
  const plan = await s.plan(`${CONTAIN} incident=${incident}`);
  await s.must('bo', `approve ${plan}`);
  await s.must('dee', `approve ${plan}`);
  await s.follow(plan);
  await s.say('ana', `retry ${plan}`);
  await s.say('ana', `settle ${plan} step=none as=done`);
  await s.must('ana', `plan ${plan}`);
}

async function looked(s: Stage, incident: string): Promise<void> {
  await s.must('ana', `note "nothing more seen" incident=${incident}`);
  await s.must('ana', `severity 2 incident=${incident}`);
  for (const ask of [`show ${incident}`, 'incidents', 'incidents status=all', `timeline ${incident}`])
    await s.must('ana', ask);
  // In the thread of an incident, which need not be named there.
  const where = { surface: 'slack', tenant: 'T1', channel: 'C7', thread: '7' } as const;
  const who = { surface: 'console', tenant: 'local', user: 'ana' } as const;
  await s.quell.front.command('show', { who, where, dedupe: 'in a thread' });
}
