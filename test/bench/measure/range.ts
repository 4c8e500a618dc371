import { ACTIONS } from '../../../src/action/registry.ts';
import { FLOORS, PEOPLE } from '../../../src/demo/company.ts';
import { readPlaybooks } from '../../../src/process/files.ts';
import { type Quell, startQuell } from '../../../src/process/start.ts';
import { RANGE_IDENTITY, type Range, startRange } from '../../../src/range/range.ts';
import type { Backends } from '../backends.ts';
import { ROOT } from '../process.ts';
import { ended, field, press, say } from '../product/ask.ts';
import { onDoors } from '../product/running.ts';
import { median, soon, timed } from '../report/numbers.ts';

/** Milliseconds, medians. All three clouds and their real SDKs; nobody attacks, so that only Quell is measured. */
export interface OnRange {
  /** `contain compromised-workload-identity` until its plan card is there: every cloud is read. */
  planCardMs: number;
  /** From the click that approves the first stage to the first change of any cloud. */
  clickToWriteMs: number;
}

function responderWrites(range: Range): Promise<number> {
  return new Promise((done) => {
    const off = range.kernel.onCall((call) => {
      if (call.who !== 'quell-responder' || !call.write) return;
      off();
      done(performance.now());
    });
  });
}

async function clickOnRange(quell: Quell, range: Range, plan: string): Promise<number> {
  await quell.shown();
  const write = responderWrites(range);
  const from = performance.now();
  const pressed = press(quell, 'bo', 'approve', plan);
  const ms = (await soon('the first change', write)) - from;
  await pressed;
  return ms;
}

/** The other half of the quorum, and what comes of it. */
async function finish(quell: Quell, who: string, plan: string, as: 'contained' | 'released'): Promise<void> {
  await press(quell, who, 'approve', plan);
  await ended(quell, plan, as);
}

/** Contains, and puts everything back at once, so that each round begins with the same clouds and nobody's token dies. */
export async function measureRange(backends: Backends, rounds: number): Promise<OnRange> {
  const range = await startRange({ realNow: Date.now, random: Math.random, settleMs: 0 });
  const { aws, gcp, azure } = range.clouds;
  const databaseUrl = await backends.database();
  const quell = await startQuell({
    ...onDoors({ databaseUrl, redisUrl: undefined, doorsUrl: '', playbooks: [] }),
    people: PEOPLE,
    personOf: (principal) => PEOPLE.find((p) => p.id === principal.user),
    actions: ACTIONS,
    playbooks: await readPlaybooks(`${ROOT}/playbooks`, ACTIONS),
    floors: FLOORS,
    live: {
      edges: { aws: aws.edge, gcp: gcp.edge, azure: azure.edge },
      identities: new Map([[RANGE_IDENTITY.name, RANGE_IDENTITY]]),
    },
  });
  const planCard: number[] = [];
  const click: number[] = [];
  try {
    for (let i = -1; i < rounds; i++) {
      const incident = field(await say(quell, 'ana', 'declare ml-train used from outside sev=1'), 'id');
      let plan = '';
      const ms = await timed(async () => {
        const text = `contain compromised-workload-identity incident=${incident} identity=ml-train`;
        plan = field(await say(quell, 'ana', text), 'plan');
      });
      const clicked = await clickOnRange(quell, range, plan);
      await finish(quell, 'dee', plan, 'contained');
      const release = field(await say(quell, 'ana', `release incident=${incident}`), 'plan');
      await press(quell, 'bo', 'approve', release);
      // So soon after, it revives tokens: two of each group decide, and Cy is in both.
      await finish(quell, 'cy', release, 'released');
      // The first round opens connections and fetches tokens; a running Quell has both.
      if (i < 0) continue;
      planCard.push(ms);
      click.push(clicked);
    }
    return { planCardMs: median(planCard), clickToWriteMs: median(click) };
  } finally {
    await quell.close();
    await range.close();
  }
}
