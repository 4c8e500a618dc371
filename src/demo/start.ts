import { join } from 'node:path';
import { ACTIONS } from '../action/registry.ts';
import { openConsole } from '../edge/console/console.ts';
import { startEmbedded } from '../edge/postgres/embedded.ts';
import { emptyDatabase } from '../edge/postgres/empty.ts';
import { openSignIn } from '../edge/sign-in/provider.ts';
import type { Log } from '../job/worker.ts';
import { Closing } from '../process/closing.ts';
import { consoleDesk, rangeView } from '../process/console.ts';
import { readDrills, readPlaybooks } from '../process/files.ts';
import { CALLBACK, consoleSignIn } from '../process/pages.ts';
import { People } from '../process/people.ts';
import { policyOf } from '../process/policy.ts';
import { Rehearsal, SETTLE } from '../process/rehearsal.ts';
import { type Quell, startQuell } from '../process/start.ts';
import { startAttack } from '../range/attack.ts';
import { groundOf } from '../range/ground.ts';
import { type Range, startRange } from '../range/range.ts';
import { DEMO_ACR, startProvider } from '../range/sign-in.ts';
import { WORLD } from '../range/world.ts';
import { FLOORS, PEOPLE, RULES, subjectOf } from './company.ts';

/** Quell at the demo’s own identity provider; both live in this process, and only here. */
const CLIENT = { id: 'quell-demo', secret: 'of-the-demo-alone' };

export interface DemoOptions {
  /** Root of the checkout: playbooks and drills are read from there. */
  root: string;
  /** Where PostgreSQL keeps its files. */
  directory: string;
  /** Port of the console; 0 for any. */
  port: number;
  now(): number;
  random(): number;
  log: Log;
}

export interface Demo {
  quell: Quell;
  range: Range;
  url: string;
  close(): Promise<void>;
}

/**
 * Everything that a newcomer needs, on this machine alone: PostgreSQL, the queue on it, the bot, three simulated clouds
 * with an attack under way, and the console. The product itself does not know that its clouds are simulated.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const closing = new Closing(options.log);
  try {
    return await open(options, closing);
  } catch (error) {
    await closing.run();
    throw error;
  }
}

async function open(options: DemoOptions, closing: Closing): Promise<Demo> {
  const { root, now, random, log } = options;
  // What can be wrong with files is found before anything is started.
  const playbooks = await readPlaybooks(join(root, 'playbooks'), ACTIONS);
  const policy = await policyOf({}, log);
  const [postgres, range] = await Promise.all([
    startEmbedded(options.directory),
    startRange({ realNow: now, random, settleMs: SETTLE }),
  ]);
  closing.add(() => postgres.stop());
  closing.add(() => range.close());
  const rehearsal = new Rehearsal({ now, random });
  let url = '';
  const provider = await startProvider({
    realNow: now,
    people: PEOPLE.map(({ id, name }) => ({ subject: subjectOf(id), name })),
    client: CLIENT,
    redirect: () => `${url}${CALLBACK}`,
  });
  closing.add(() => provider.close());
  closing.add(() => rehearsal.close());
  const directory = new People(
    PEOPLE.map((person) => ({ ...person, subject: subjectOf(person.id) })),
    provider.url,
  );
  const quell = await startQuell({
    roles: new Set(['chat', 'worker']),
    // A demo begins with an empty record each time, like its range.
    databaseUrl: await emptyDatabase(postgres.url, 'demo'),
    people: PEOPLE,
    personOf: directory.personOf,
    directory,
    signInAt: () => url,
    policy,
    actions: ACTIONS,
    playbooks,
    drills: await readDrills(join(root, 'drills'), playbooks),
    protected: [`role/${WORLD.aws.breakGlassRole}`],
    floors: FLOORS,
    rules: { ...RULES, freshSignIn: 'sensitive' },
    approveSeconds: 600,
    executeSeconds: 3600,
    live: groundOf(range),
    freshRange: rehearsal.fresh,
    concurrency: 16,
    perAccount: 8,
    log,
    surfaces: async (ports) => {
      const desk = consoleDesk(ports, rangeView(range, ports));
      const signIn = openSignIn({
        issuer: provider.url,
        client_id: CLIENT.id,
        freshness: 'auth_time',
        acr: { claim: 'acr', values: [DEMO_ACR] },
        secret: CLIENT.secret,
        redirect: () => `${url}${CALLBACK}`,
      });
      const page = await openConsole({
        port: options.port,
        demo: true,
        front: ports.front,
        desk,
        log,
        signIn: await consoleSignIn(ports, directory, signIn, () => url),
      });
      url = page.url;
      return { outs: [], close: page.close };
    },
  });
  closing.add(() => quell.close());
  const attack = startAttack(range);
  closing.add(() => attack.stop());
  return { quell, range, url, close: () => closing.run() };
}
