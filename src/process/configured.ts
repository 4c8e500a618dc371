import { readFileSync } from 'node:fs';
import { ACTIONS } from '../action/registry.ts';
import { secretsOf } from '../config/environment.ts';
import { secretValues } from '../config/secret-values.ts';
import { type Config, openConfig } from '../config.ts';
import type { Place } from '../domain/incident.ts';
import { openLog } from '../edge/log/open.ts';
import { startEmbedded } from '../edge/postgres/embedded.ts';
import type { Log } from '../job/worker.ts';
import { edgesOf } from './edges.ts';
import { readDrills, readPlaybooks } from './files.ts';
import { chatGroups } from './groups.ts';
import { openPages } from './pages.ts';
import { People } from './people.ts';
import { policyOf, policySource } from './policy.ts';
import { Rehearsal } from './rehearsal.ts';
import type { Setup, SurfacePorts, Surfaces } from './setup.ts';
import { connectSlack, slackPlace } from './slack.ts';
import { type Quell, startQuell } from './start.ts';
import { connectTeams, teamsPlace } from './teams.ts';
import { openWatch } from './watch/open.ts';
import type { Watch } from './watch/watch.ts';

export interface ConfiguredRun {
  env: NodeJS.ProcessEnv;
  now(): number;
  random(): number;
  stopped: Promise<void>;
}

async function surfaces(config: Config, ports: SurfacePorts, directory: People, log: Log): Promise<Surfaces> {
  const pages = await openPages(config, ports, directory, log);
  const inTeams = (person: string) => directory.account(person, 'teams');
  const slack = config.slack ? await connectSlack(config, ports, log, directory) : undefined;
  const teams = config.teams ? await connectTeams(config, ports, log, inTeams) : undefined;
  return {
    outs: [slack, teams].flatMap((chat) => (chat ? [chat.out] : [])),
    close: async () => {
      await Promise.all([slack?.close(), teams?.close()]);
      await pages?.close();
    },
  };
}

/** Everybody whom quell.yaml names; accounts and groups are read once the record is open. */
async function directoryOf(config: Config, log: Log): Promise<People> {
  const directory = new People(config.people, config.sign_in?.issuer);
  const groups = await chatGroups(config, log);
  if (groups) directory.keepGroups(groups);
  return directory;
}

/** The setup that quell.yaml and the environment describe. */
export async function setupOf(
  config: Config,
  databaseUrl: string,
  log: Log,
  rehearsal: Rehearsal,
  watch?: Watch,
): Promise<Setup> {
  const place: Place | undefined = slackPlace(config) ?? teamsPlace(config);
  const redisUrl = config.environment.redisUrl?.reveal();
  const playbooks = await readPlaybooks(config.playbooks, ACTIONS);
  const directory = await directoryOf(config, log);
  return {
    roles: new Set(config.environment.roles),
    databaseUrl,
    ...(redisUrl ? { redisUrl } : {}),
    people: directory.people,
    personOf: directory.personOf,
    directory,
    ...(config.console ? { signInAt: () => config.console!.url } : {}),
    policy: await policyOf(policySource(config), log),
    actions: ACTIONS,
    playbooks,
    drills: await readDrills(config.drills, playbooks),
    protected: config.protected,
    floors: config.floors,
    rules: config.rules,
    approveSeconds: config.approveSeconds,
    executeSeconds: config.executeSeconds,
    live: { edges: await edgesOf(config), identities: config.identities },
    freshRange: rehearsal.fresh,
    ...(place ? { defaultPlace: place } : {}),
    ...(config.slack ? { slackCommand: config.slack.command } : {}),
    surfaces: (ports) => surfaces(config, ports, directory, log),
    concurrency: config.limits.steps_at_once,
    perAccount: config.limits.steps_per_account,
    stopMs: config.environment.stopSeconds * 1000,
    ...(watch ? { watch } : {}),
    log,
  };
}

/** The record's address: DATABASE_URL, or a PostgreSQL of Quell's own in `.quell/`. */
export async function recordAddress(config: Config): Promise<{ url: string; stop(): Promise<void> }> {
  const given = config.environment.databaseUrl?.reveal();
  return given ? { url: given, stop: async () => undefined } : startEmbedded('.quell');
}

/** The product in earnest. Runs until it is asked to stop; returns the exit code. */
export async function runConfigured(run: ConfiguredRun): Promise<number> {
  const config = openConfig({ env: run.env, readFile: (path) => readFileSync(path, 'utf8') });
  const log = openLog(config.environment.logLevel, { secrets: secretValues(run.env, secretsOf(config.environment)) });
  const record = await recordAddress(config);
  const rehearsal = new Rehearsal(run);
  const watching = await openWatch(config.environment, log);
  let quell: Quell | undefined;
  try {
    quell = await startQuell(await setupOf(config, record.url, log, rehearsal, watching.watch));
    await watching.serve(quell);
    log.info({ roles: config.environment.roles }, 'Quell is ready');
    await run.stopped;
    log.info({}, 'Quell stops: work in hand is finished or handed on');
  } finally {
    // The health port says so until the end: whoever gives out work must see it at once.
    await quell?.close();
    await watching.close();
    await rehearsal.close();
    await record.stop();
  }
  return 0;
}
