import {
  ENVIRONMENT,
  type EnvironmentName,
  type EnvironmentSetting,
  type Level,
  type Role,
} from './environment-table.ts';
import type { Problem } from './problem.ts';
import { Secret } from './secret.ts';
import { passwordsOf, withParts } from './secret-values.ts';

/** Variables of a process, as `process.env` holds them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment said, checked. Secrets are wrapped. */
export interface Environment {
  roles: Role[];
  logLevel: Level;
  healthHost: string;
  healthPort?: number;
  /** Seconds that work in hand may take when the process is asked to stop. */
  stopSeconds: number;
  /** The whole address that traces are sent to. */
  tracesUrl?: string;
  traceHeaders?: Secret;
  databaseUrl?: Secret;
  redisUrl?: Secret;
  opaUrl?: string;
  opaToken?: Secret;
  slackBotToken?: Secret;
  slackAppToken?: Secret;
  slackSigningSecret?: Secret;
  teamsPassword?: Secret;
  signInSecret?: Secret;
}

interface Read {
  environment: Environment;
  problems: Problem[];
  /** Names and values of the secrets, right or wrong, with the passwords in addresses: quell.yaml is no place for them. */
  secrets: Map<string, string>;
  /** Everything that no sentence may say: the secrets, and what is inside of them. */
  hidden: string[];
}

/**
 * Reads the table's variables, each as `NAME` or from the file that `NAME_FILE` names. An empty variable is an unset one.
 * @param readFile Throws when the file cannot be read; only the path is shown then.
 */
export function readEnvironment(env: Variables, readFile: (path: string) => string): Read {
  const values = new Map<EnvironmentName, string>();
  const secrets = new Map<string, string>();
  const problems: Problem[] = [];
  for (const setting of ENVIRONMENT) {
    const read = readOne(setting, env, readFile);
    if (read === undefined) continue;
    if ('message' in read) {
      problems.push(read);
      continue;
    }
    if (setting.secret) remember(setting.name, read.value, secrets);
    if (setting.form.test(read.value) && wellFormed(setting, read.value)) values.set(setting.name, read.value);
    else problems.push({ message: `${read.from} must be ${setting.must}.`, fix: `Correct or unset ${read.from}.` });
  }
  return { environment: compose(values), problems, secrets, hidden: withParts([...secrets.values()]) };
}

function readOne(
  setting: EnvironmentSetting,
  env: Variables,
  readFile: (path: string) => string,
): { value: string; from: string } | Problem | undefined {
  const { name } = setting;
  const own = env[name];
  // QUELL_CONFIG is a path already.
  const path = name === 'QUELL_CONFIG' ? undefined : env[`${name}_FILE`];
  if (!path) return own ? { value: own, from: name } : undefined;
  const from = `${name}_FILE`;
  if (own) return { message: `${name} and ${from} are both set.`, fix: 'Unset one of the two.' };
  try {
    const value = readFile(path).replace(/\r?\n$/, '');
    if (value) return { value, from };
    return { message: `The file that ${from} names is empty.`, fix: `Write the value into it, or unset ${from}.` };
  } catch {
    return {
      message: `The file that ${from} names cannot be read.`,
      fix: `Correct ${from}, or let Quell read the file.`,
    };
  }
}

function wellFormed(setting: EnvironmentSetting, value: string): boolean {
  return !/_(URL|ENDPOINT)$/.test(setting.name) || URL.canParse(value);
}

function remember(name: string, value: string, secrets: Map<string, string>): void {
  secrets.set(name, value);
  for (const [n, password] of passwordsOf(value).entries()) secrets.set(`${name} (password${n || ''})`, password);
}

/** Everything that must stay out of sight: the secrets, and what is inside of them. */
export function secretsOf(environment: Environment): string[] {
  const held = Object.values(environment).flatMap((value) => (value instanceof Secret ? [value.reveal()] : []));
  return withParts(held);
}

/** As the OpenTelemetry specification derives it: the general address is a base, the special one is taken as it is. */
function tracesUrl(values: ReadonlyMap<EnvironmentName, string>): string | undefined {
  const base = values.get('OTEL_EXPORTER_OTLP_ENDPOINT');
  return values.get('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? (base && `${base.replace(/\/+$/, '')}/v1/traces`);
}

function compose(values: ReadonlyMap<EnvironmentName, string>): Environment {
  const secret = (name: EnvironmentName, as: keyof Environment) => {
    const value = values.get(name);
    return value === undefined ? {} : { [as]: new Secret(value) };
  };
  const port = values.get('QUELL_HEALTH_PORT');
  const roles = values.get('QUELL_ROLES') ?? 'chat,worker';
  const traces = tracesUrl(values);
  const opa = values.get('OPA_URL');
  return {
    roles: [...new Set(roles.split(',').map((r) => r.trim() as Role))],
    logLevel: (values.get('QUELL_LOG_LEVEL') ?? 'info') as Level,
    healthHost: values.get('QUELL_HEALTH_HOST') ?? '0.0.0.0',
    ...(port ? { healthPort: Number(port) } : {}),
    stopSeconds: Number(values.get('QUELL_STOP_SECONDS') ?? 10),
    ...(traces ? { tracesUrl: traces } : {}),
    ...secret('OTEL_EXPORTER_OTLP_HEADERS', 'traceHeaders'),
    ...secret('DATABASE_URL', 'databaseUrl'),
    ...secret('REDIS_URL', 'redisUrl'),
    ...(opa ? { opaUrl: opa } : {}),
    ...secret('OPA_TOKEN', 'opaToken'),
    ...secret('QUELL_SLACK_BOT_TOKEN', 'slackBotToken'),
    ...secret('QUELL_SLACK_APP_TOKEN', 'slackAppToken'),
    ...secret('QUELL_SLACK_SIGNING_SECRET', 'slackSigningSecret'),
    ...secret('QUELL_TEAMS_APP_PASSWORD', 'teamsPassword'),
    ...secret('QUELL_SIGN_IN_CLIENT_SECRET', 'signInSecret'),
  };
}
