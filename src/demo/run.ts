import { complaints, renderScore, type Score } from './score.ts';
import { type Demo, type DemoOptions, startDemo } from './start.ts';
import { playStory } from './story.ts';

export interface DemoRun extends DemoOptions {
  auto: boolean;
  json: boolean;
  /** Prints a line for the person. */
  print(line: string): void;
  /** Resolves when the person wants to stop. */
  stopped: Promise<void>;
}

function welcome(url: string): string {
  return `
Quell is running: ${url}

An attack is under way in the range, three simulated clouds on this machine: somebody has stolen the workload identity
ml-train, which AWS, Google Cloud and Azure trust, calls all three, and starts GPU machines. Open the address and type:

  declare ml-train used from outside sev=1
  contain compromised-workload-identity identity=ml-train

Ana asked, so Ana can’t approve: act as Bo, then as Dee, and press Approve. The plan asks who that is once more: follow
the link, and sign in as the same person. Watch the attacker’s calls turn to refused.
Then "Let an hour pass", and type: release

Stop with Ctrl-C.`;
}

async function auto(demo: Demo, run: DemoRun): Promise<number> {
  const score: Score = await playStory({ quell: demo.quell, range: demo.range, now: run.now, say: run.print });
  const wrong = complaints(score);
  run.print(`\n${renderScore(score)}\n`);
  run.print(
    `  audit log: ${score.audit.events} events, ${score.audit.valid ? 'whole' : 'BROKEN'}; self-approval ${score.selfApprovalRefused ? 'refused' : 'NOT REFUSED'}`,
  );
  for (const line of wrong) run.print(`  WRONG  ${line}`);
  if (run.json) process.stdout.write(`${JSON.stringify(score)}\n`);
  return wrong.length === 0 ? 0 : 1;
}

/** Runs the demo until the person stops it, or with `auto` until the story has been told. Returns the exit code. */
export async function runDemo(run: DemoRun): Promise<number> {
  const demo = await startDemo(run);
  try {
    if (run.auto) return await auto(demo, run);
    run.print(welcome(demo.url));
    await run.stopped;
    run.print('\nStopping…');
    return 0;
  } finally {
    await demo.close();
  }
}
