import { dirname, isAbsolute, join } from 'node:path';
import { missingSecret } from './config/console.ts';
import { type Environment, readEnvironment, type Variables } from './config/environment.ts';
import type { Role } from './config/environment-table.ts';
import { meaningProblems } from './config/meaning.ts';
import { misplaced } from './config/misplaced.ts';
import { placeholders } from './config/placeholder.ts';
import { configFault, type Problem } from './config/problem.ts';
import type { QuellFile } from './config/schema.ts';
import { readShape } from './config/shape.ts';
import { missingTeamsSecret } from './config/teams.ts';
import { missingTokens } from './config/tokens.ts';
import { shown } from './config/words.ts';
import { readYaml } from './config/yaml.ts';
import type { ApprovalRules } from './domain/approval.ts';
import { Fault } from './domain/fault.ts';
import type { Identity } from './domain/identity.ts';
import type { Person } from './domain/person.ts';
import type { Needs } from './domain/playbook.ts';
import { scrubber } from './domain/scrub.ts';

export interface ConfiguredPerson extends Person {
  /** Slack user id. */
  slack?: string | undefined;
  /** Entra object id. */
  teams?: string | undefined;
  /** Login name on the machine that runs Quell. */
  login?: string | undefined;
  /** `sub` at the issuer of `sign_in`. */
  subject?: string | undefined;
  /** Filled in at the identity provider. */
  sign_in_name?: string | undefined;
}

/** Everything that Quell was told: quell.yaml and the environment, checked against each other. */
export interface Config
  extends Pick<
    QuellFile,
    | 'organization'
    | 'protected'
    | 'limits'
    | 'groups'
    | 'slack'
    | 'teams'
    | 'console'
    | 'sign_in'
    | 'aws'
    | 'gcp'
    | 'azure'
  > {
  /** Path of the file that it was read from. */
  file: string;
  people: ConfiguredPerson[];
  /** Least quorums; an early release needs those of `release` and `earlyRelease`. */
  floors: { contain: Needs[]; release: Needs[]; earlyRelease: Needs[] };
  /** Tiers, break-glass and fresh sign-ins. */
  rules: ApprovalRules;
  /** Seconds from planning in which a vote counts. */
  approveSeconds: number;
  /** Seconds from planning in which a step may start. */
  executeSeconds: number;
  identities: ReadonlyMap<string, Identity>;
  /** Directories, relative to the working directory as `file` is. */
  playbooks: string;
  drills: string;
  /** Directory of the policy and path of its roles, where the file names its own. */
  policy?: string;
  roles?: string;
  environment: Environment;
}

export interface Reading {
  env: Variables;
  /** Text of a file; throws when it cannot be read. */
  readFile(path: string): string;
  /** What the process is started for, in place of QUELL_ROLES. None for a shell, which needs no chat token. */
  roles?: readonly Role[];
}

/** Where the configuration is: QUELL_CONFIG, or `quell.yaml` here. */
export function configFile(env: Variables): string {
  return env.QUELL_CONFIG || 'quell.yaml';
}

/**
 * Finds, reads and checks the configuration.
 * @throws Fault `config.missing`, `config.invalid`
 */
export function openConfig(reading: Reading): Config {
  const file = configFile(reading.env);
  let text: string;
  try {
    text = reading.readFile(file);
  } catch (cause) {
    throw new Fault({
      code: 'config.missing',
      message: `There is no readable configuration at ${shown(file)}.`,
      fix: '`quell init` writes one to begin with; QUELL_CONFIG names another place.',
      retry: 'when-fixed',
      cause,
    });
  }
  return loadConfig({ ...reading, file, text });
}

/**
 * Checks the text of a quell.yaml and the environment. Pure but for `readFile`, which opens the `*_FILE` settings.
 * @throws Fault `config.invalid` that lists every problem with file:line:column, cause and fix. No secret is in it.
 */
export function loadConfig({ file, text, env, readFile, roles }: Reading & { file: string; text: string }): Config {
  const { environment, problems, secrets, hidden } = readEnvironment(env, readFile);
  if (roles) environment.roles = [...roles];
  const scrub = scrubber(hidden);
  const name = scrub(shown(file));
  const checked = check(text, name, environment);
  const all = [...problems, ...misplaced(text, name, secrets), ...checked.problems];
  if (all.length > 0 || !checked.settings) throw configFault(name, all, scrub);
  return compose(file, checked.settings, environment);
}

function check(text: string, file: string, environment: Environment): { settings?: QuellFile; problems: Problem[] } {
  const read = readYaml(text, file);
  if ('problems' in read) return read;
  const { source } = read;
  if (source.value === null) {
    return {
      problems: [{ message: 'The file is empty.', fix: '`quell init` prints one to begin with.', at: source.at([]) }],
    };
  }
  const left = placeholders(source);
  const shape = readShape(source);
  if ('problems' in shape) return { problems: [...left, ...shape.problems] };
  const { settings } = shape;
  const meaning = [
    ...meaningProblems(settings, source),
    ...missingTokens(settings, environment, source),
    ...missingSecret(settings, environment, source),
    ...missingTeamsSecret(settings.teams, environment, source),
  ];
  return { settings, problems: [...left, ...meaning] };
}

function rulesOf({ escalation, break_glass, fresh_sign_in }: QuellFile['approvals']): ApprovalRules {
  const tiers = Object.entries(escalation).map(([group, steps]) => {
    return [group, steps.map(({ to, after_minutes }) => ({ group: to, afterSeconds: after_minutes * 60 }))] as const;
  });
  const glass = break_glass && { group: break_glass.group, reviewSeconds: break_glass.review_within_hours * 3600 };
  return { escalation: Object.fromEntries(tiers), ...(glass ? { breakGlass: glass } : {}), freshSignIn: fresh_sign_in };
}

function compose(file: string, settings: QuellFile, environment: Environment): Config {
  const { approvals, identities, playbooks, drills, policy, roles, ...rest } = settings;
  const beside = (path: string) => (isAbsolute(path) ? path : join(dirname(file), path));
  return {
    ...rest,
    file,
    floors: { contain: approvals.contain, release: approvals.release, earlyRelease: approvals.early_release },
    rules: rulesOf(approvals),
    approveSeconds: approvals.approve_within_minutes * 60,
    executeSeconds: approvals.execute_within_minutes * 60,
    identities: new Map(Object.entries(identities).map(([name, identity]) => [name, { name, ...identity }])),
    playbooks: beside(playbooks),
    drills: beside(drills),
    ...(policy ? { policy: beside(policy) } : {}),
    ...(roles ? { roles: beside(roles) } : {}),
    environment,
  };
}
