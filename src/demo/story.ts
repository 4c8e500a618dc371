import { verifyChain } from '../audit/verify.ts';
import type { Reply } from '../command/surface.ts';
import { CLOUDS, type Cloud } from '../domain/action.ts';
import type { Json } from '../domain/json.ts';
import type { Run } from '../domain/run.ts';
import { canonical } from '../plan/digest.ts';
import type { Quell } from '../process/start.ts';
import type { Range } from '../range/range.ts';
import { nextCalls } from './calls.ts';
import { subjectOf } from './company.ts';
import { type CloudScore, type Marks, type Score, scoreCloud } from './score.ts';
import { signInFor } from './sign-in.ts';

export interface Stage {
  quell: Quell;
  range: Range;
  now(): number;
  say(line: string): void;
}

/** Attackers' calls per cloud that must have been seen before the story goes on. */
const ENOUGH = 3;

class StoryFailed extends Error {}

let deliveries = 0;

function ask(stage: Stage, person: string, text: string): Promise<Reply> {
  stage.say(`${person.padEnd(4)} /quell ${text}`);
  return stage.quell.front.command(text, {
    who: { surface: 'console', tenant: 'local', user: person },
    dedupe: `story:${++deliveries}`,
  });
}

async function must(stage: Stage, person: string, text: string): Promise<Reply> {
  const reply = await ask(stage, person, text);
  if (reply.exit !== 0) throw new StoryFailed(reply.card.summary);
  return reply;
}

function field(reply: Reply, name: string): string {
  return String((reply.data as { [key: string]: Json })[name]);
}

/** Follows a run until it ends, saying each step as it changes. Told by the record, not by asking again and again. */
async function follow(stage: Stage, plan: string): Promise<Run> {
  const said = new Map<string, string>();
  const { desk } = stage.quell;
  for (;;) {
    const changed = stage.quell.nextChange();
    const run = await desk.jobs.runOf(plan);
    for (const step of run.steps) {
      if (said.get(step.id) === step.state) continue;
      said.set(step.id, step.state);
      if (['applied', 'verified'].includes(step.state)) stage.say(`       ${step.state.padEnd(9)} ${step.id}`);
      if (step.fault && step.state !== 'verified')
        stage.say(`       ${step.state.padEnd(9)} ${step.id}: ${step.fault.message}`);
    }
    if (run.state !== 'running') return run;
    await changed;
  }
}

function verifiedAt(run: Run, cloudOf: Map<string, Cloud>): Partial<Record<Cloud, number>> {
  const marks: Partial<Record<Cloud, number>> = {};
  for (const cloud of CLOUDS) {
    const steps = run.steps.filter((s) => cloudOf.get(s.id) === cloud);
    if (steps.length === 0 || steps.some((s) => s.state !== 'verified')) continue;
    marks[cloud] = Math.max(...steps.map((s) => Date.parse(s.verifiedAt!)));
  }
  return marks;
}

/** The written state without machines: the attacker's come and go, and a release starts none of those that were stopped. */
function configuration(snapshot: Json): string {
  const { machines: _m, instances: _i, ...rest } = snapshot as { [key: string]: Json };
  return canonical(rest);
}

const snapshots = (range: Range) => CLOUDS.map((c) => [c, configuration(range.clouds[c].snapshot())] as const);

/** Where the plan asks once more who it is, the person signs in for it and confirms, in a browser of their own. */
async function signIn(stage: Stage, person: string, reply: Reply): Promise<void> {
  const { signIn: asked } = reply.data as { signIn?: { url: string } };
  if (!asked) return;
  await signInFor(asked.url, subjectOf(person));
  stage.say(`${person.padEnd(4)} signs in anew for this plan alone, and confirms`);
}

/** Two people decide; the first of them is enough for the first stage, and it starts at once. */
async function decide(stage: Stage, plan: string): Promise<void> {
  await must(stage, 'bo', `approve ${plan}`).then((asked) => signIn(stage, 'bo', asked));
  const reply = await ask(stage, 'dee', `approve ${plan}`);
  await signIn(stage, 'dee', reply);
  // A release that is not early needs one person alone.
  if (reply.exit !== 0 && !reply.card.id.startsWith('approval.')) throw new StoryFailed(reply.card.summary);
}

/**
 * Plays the whole story: an attack under way, declared, planned, a refused self-approval, approved by others, executed,
 * verified, released when it is safe, and the audit log checked. Reads its score from the clouds' call log.
 */
export async function playStory(stage: Stage): Promise<Score> {
  const { quell, range, say } = stage;
  const before = new Map(snapshots(range));
  await nextCalls(range, (c) => c.who === 'attacker' && c.allowed, ENOUGH);
  say('An attacker uses ml-train on AWS, Google Cloud and Azure.');

  await must(stage, 'ana', 'declare ml-train used from outside sev=1');
  const planned = await must(stage, 'ana', 'contain compromised-workload-identity identity=ml-train');
  const plan = field(planned, 'plan');
  say(`       ${planned.card.summary}`);

  const self = await ask(stage, 'ana', `approve ${plan}`);
  say(`       ${self.card.summary}`);
  await decide(stage, plan);
  const approvedMs = stage.now();
  const contained = await follow(stage, plan);
  const cloudOf = new Map(
    (await quell.desk.plans.plan(plan)).body.stages.flatMap((s) => s.steps).map((s) => [s.id, s.cloud]),
  );
  say(`       ${contained.state}. The attacker goes on trying:`);
  await nextCalls(range, (c) => c.who === 'attacker', ENOUGH);

  say('       Time passes in the range until every stolen token is dead.');
  const safe = Math.max(0, ...safeSeconds((await quell.desk.plans.plan(plan)).body.stages));
  range.kernel.advance(safe + 60);
  const releasePlan = field(await must(stage, 'ana', 'release'), 'plan');
  const releaseAskedMs = stage.now();
  await decide(stage, releasePlan);
  const released = await follow(stage, releasePlan);
  say(`       ${released.state}. The attacker tries again:`);
  await nextCalls(range, (c) => c.who === 'attacker', ENOUGH);

  const after = new Map(snapshots(range));
  const exact = Object.fromEntries(
    CLOUDS.map((c) => [c, released.state === 'released' && before.get(c) === after.get(c)]),
  );
  const marks: Marks = {
    approvedMs,
    verifiedMs: verifiedAt(contained, cloudOf),
    releaseAskedMs,
    exact: exact as Marks['exact'],
  };
  const scores = CLOUDS.map((c): [Cloud, CloudScore] => [c, scoreCloud(c, range.kernel.calls, marks)]);
  const audit = await verifyChain(quell.desk.audit.all());
  return {
    clouds: Object.fromEntries(scores) as Record<Cloud, CloudScore>,
    audit: { events: audit.events, valid: audit.valid },
    selfApprovalRefused: self.card.id === 'approval.requester',
  };
}

function safeSeconds(stages: { steps: { safeReleaseAfterSeconds: number }[] }[]): number[] {
  return stages.flatMap((s) => s.steps.map((p) => p.safeReleaseAfterSeconds));
}
