export const ROLES = ['chat', 'worker'] as const;
/** `chat` talks to people and reads clouds; `worker` changes clouds. */
export type Role = (typeof ROLES)[number];

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

export interface EnvironmentSetting {
  name: string;
  describe: string;
  /** Shown as `[secret]` wherever it is printed. */
  secret: boolean;
  /** What holds when it is not set, in words. */
  unset: string;
  /** What its value must look like. */
  form: RegExp;
  /** The form in words, after "must be". */
  must: string;
}

/** What is not in quell.yaml: secrets, and what differs between two processes of one Quell. */
export const ENVIRONMENT = [
  {
    name: 'QUELL_CONFIG',
    describe: 'Path of the configuration file.',
    secret: false,
    unset: '`quell.yaml`',
    form: /./,
    must: 'a path',
  },
  {
    name: 'QUELL_ROLES',
    describe: 'What this process does: `chat` talks to people, `worker` changes clouds; parted by commas.',
    secret: false,
    unset: '`chat,worker`',
    form: /^\s*(chat|worker)\s*(,\s*(chat|worker)\s*)?$/,
    must: '`chat`, `worker` or `chat,worker`',
  },
  {
    name: 'DATABASE_URL',
    describe: 'PostgreSQL that keeps the record.',
    secret: true,
    unset: 'a PostgreSQL of Quell’s own in `.quell/`',
    form: /^postgres(ql)?:\/\/./,
    must: 'an address that begins with postgresql://',
  },
  {
    name: 'REDIS_URL',
    describe: 'Redis that wakes the workers.',
    secret: true,
    unset: 'PostgreSQL wakes them',
    form: /^redis(s|\+sentinel)?:\/\/./,
    must: 'an address that begins with redis://, rediss:// or redis+sentinel://',
  },
  {
    name: 'OPA_URL',
    describe: 'OPA server that answers for the policy, and keeps its decision log.',
    secret: false,
    unset: 'the policy runs in this process',
    form: /^https?:\/\/[^\s@]+$/,
    must: 'an address that begins with http:// or https://, without a password',
  },
  {
    name: 'OPA_TOKEN',
    describe: 'Bearer token for the OPA server, where it asks for one.',
    secret: true,
    unset: 'none is sent',
    form: /^[\w.~+/=-]{16,}$/,
    must: 'a token of at least 16 letters, digits and -._~+/=',
  },
  {
    name: 'QUELL_SLACK_BOT_TOKEN',
    describe: 'Bot token of the Slack app, `xoxb-…`. The chat role needs it when there is a `slack` section.',
    secret: true,
    unset: 'none',
    form: /^xoxb-\S+$/,
    must: 'a bot token, which begins with xoxb-',
  },
  {
    name: 'QUELL_SLACK_APP_TOKEN',
    describe: 'App-level token with `connections:write`, `xapp-…`. Needed for `slack.mode: socket`.',
    secret: true,
    unset: 'none',
    form: /^xapp-\S+$/,
    must: 'an app-level token, which begins with xapp-',
  },
  {
    name: 'QUELL_SLACK_SIGNING_SECRET',
    describe: 'Signing secret of the Slack app. Needed for `slack.mode: http`: it proves that a request is Slack’s.',
    secret: true,
    unset: 'none',
    form: /^\S{16,}$/,
    must: 'the signing secret from the app’s Basic Information page',
  },
  {
    name: 'QUELL_TEAMS_APP_PASSWORD',
    describe: 'Secret of the bot’s app registration. Needed for `teams.app_type: single-tenant`.',
    secret: true,
    unset: 'none',
    form: /^\S{8,}$/,
    must: 'the client secret of the app registration',
  },
  {
    name: 'QUELL_SIGN_IN_CLIENT_SECRET',
    describe:
      'Client secret of Quell at the identity provider. The chat role needs it when there is a `sign_in` section.',
    secret: true,
    unset: 'none',
    form: /^\S{8,}$/,
    must: 'the client secret from the identity provider',
  },
  {
    name: 'QUELL_HEALTH_PORT',
    describe: 'Port where `/healthz`, `/readyz` and `/metrics` answer.',
    secret: false,
    unset: 'no port is opened',
    form: /^([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/,
    must: 'a port from 1 to 65535',
  },
  {
    name: 'QUELL_HEALTH_HOST',
    describe: 'Address of this machine that the health port is opened on.',
    secret: false,
    unset: '`0.0.0.0`, every address',
    form: /^[\w.:%-]+$/,
    must: 'an address of this machine, such as 127.0.0.1',
  },
  {
    name: 'QUELL_STOP_SECONDS',
    describe: 'How long work in hand may take when the process is asked to stop; another worker goes on with the rest.',
    secret: false,
    unset: '`10`',
    form: /^([1-5]?\d{1,2}|600)$/,
    must: 'a number of seconds from 0 to 600',
  },
  {
    name: 'QUELL_LOG_LEVEL',
    describe: 'How much is logged: `debug`, `info`, `warn` or `error`.',
    secret: false,
    unset: '`info`',
    form: /^(debug|info|warn|error)$/,
    must: 'one of debug, info, warn, error',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    describe: 'OpenTelemetry collector that traces are sent to over HTTP, as JSON; `/v1/traces` is added.',
    secret: false,
    unset: 'no traces are made',
    form: /^https?:\/\/./,
    must: 'an address that begins with http:// or https://',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    describe: 'The same, as the whole address for traces.',
    secret: false,
    unset: 'made from OTEL_EXPORTER_OTLP_ENDPOINT',
    form: /^https?:\/\/./,
    must: 'an address that begins with http:// or https://',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    describe: 'Headers for the collector, such as a key: `name=value`, parted by commas, percent-encoded.',
    secret: true,
    unset: 'none',
    form: /^\s*[\w-]+=[^,]*(,\s*[\w-]+=[^,]*)*$/,
    must: 'headers as name=value, parted by commas',
  },
] as const satisfies readonly EnvironmentSetting[];

export type EnvironmentName = (typeof ENVIRONMENT)[number]['name'];
