import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { secretsOf } from '../../src/config/environment.ts';
import { ENVIRONMENT } from '../../src/config/environment-table.ts';
import { Secret } from '../../src/config/secret.ts';
import { secretValues } from '../../src/config/secret-values.ts';
import { loadConfig } from '../../src/config.ts';
import { but, GOOD, load, refused, TOKENS } from './fixture.ts';

const HTTP = but('slack:\n  work', 'slack:\n  mode: http\n  port: 3000\n  work');

describe('the environment', () => {
  it('gives each secret by value', () => {
    const { environment } = load(GOOD, { ...TOKENS, DATABASE_URL: 'postgresql://q:fake-pass@db/quell' });
    expect(environment.databaseUrl?.reveal()).toBe('postgresql://q:fake-pass@db/quell');
    expect(environment.slackBotToken?.reveal()).toBe(TOKENS.QUELL_SLACK_BOT_TOKEN);
  });

  it('gives each setting from a file, whose last line break does not count', () => {
    const good: Record<string, string> = {
      ...TOKENS,
      QUELL_ROLES: 'worker',
      DATABASE_URL: 'postgres://db/quell',
      REDIS_URL: 'rediss://cache',
      OPA_URL: 'https://opa.example',
      OPA_TOKEN: 'fake-opa-token-for-tests',
      QUELL_HEALTH_PORT: '8080',
      QUELL_HEALTH_HOST: '127.0.0.1',
      QUELL_STOP_SECONDS: '25',
      QUELL_LOG_LEVEL: 'warn',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/v1/traces',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=fake-key',
    };
    const names = ENVIRONMENT.map((s) => s.name).filter((name) => name !== 'QUELL_CONFIG');
    expect(Object.keys(good).sort()).toEqual([...names].sort());
    const env = Object.fromEntries(names.map((name) => [`${name}_FILE`, `/run/secrets/${name}`]));
    const { environment } = load(GOOD, env, (path) => `${good[path.replace('/run/secrets/', '')]}\n`);
    expect(environment).toMatchObject({
      roles: ['worker'],
      healthPort: 8080,
      healthHost: '127.0.0.1',
      stopSeconds: 25,
      logLevel: 'warn',
      tracesUrl: 'https://traces.example/v1/traces',
    });
    expect(environment.redisUrl?.reveal()).toBe('rediss://cache');
    expect(environment.slackSigningSecret?.reveal()).toBe(TOKENS.QUELL_SLACK_SIGNING_SECRET);
  });

  it('makes the address of traces from that of the collector', () => {
    const { environment } = load(GOOD, { ...TOKENS, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' });
    expect(environment.tracesUrl).toBe('http://collector:4318/v1/traces');
    expect(load(GOOD, TOKENS).environment).not.toHaveProperty('tracesUrl');
  });

  it('counts an empty variable as unset', () => {
    expect(load(GOOD, { ...TOKENS, DATABASE_URL: '', QUELL_ROLES: '' }).environment.databaseUrl).toBeUndefined();
  });

  it.each([
    ['DATABASE_URL', 'mysql://u:fake-pass@db/x'],
    ['DATABASE_URL', 'postgres://[fake-broken'],
    ['REDIS_URL', 'fake-host:6379'],
    ['QUELL_SLACK_BOT_TOKEN', 'xoxp-fake-user-token'],
    ['QUELL_SLACK_APP_TOKEN', 'fake-app-token'],
    ['QUELL_SLACK_SIGNING_SECRET', 'fake-short'],
    ['QUELL_ROLES', 'chat,admin'],
    ['QUELL_LOG_LEVEL', 'loud'],
    ['QUELL_HEALTH_PORT', '65536'],
    ['QUELL_HEALTH_PORT', '0'],
    ['QUELL_HEALTH_HOST', 'not an address'],
    ['QUELL_STOP_SECONDS', '601'],
    ['QUELL_STOP_SECONDS', '1.5'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'fake-collector:4318'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'http://[fake-broken'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'fake-without-a-name'],
  ])('refuses a wrong %s and does not repeat it', (name, value) => {
    const fault = refused(GOOD, { ...TOKENS, [name]: value });
    expect(fault.message).toContain(`${name} must be `);
    expect(fault.message).toContain(`Correct or unset ${name}.`);
    if (value.includes('fake')) expect(fault.message).not.toContain(value);
  });

  it('refuses a value that is given twice, a file that cannot be read, and an empty one', () => {
    expect(refused(GOOD, { ...TOKENS, REDIS_URL: 'redis://a', REDIS_URL_FILE: '/x' }).message).toContain('both set');
    expect(refused(GOOD, { ...TOKENS, REDIS_URL_FILE: '/x' }).message).toContain('REDIS_URL_FILE names cannot be read');
    expect(refused(GOOD, { ...TOKENS, REDIS_URL_FILE: '/x' }, () => '\n').message).toContain('is empty');
  });

  it('must hold what Slack needs in its mode: no signing secret, no start', () => {
    const { QUELL_SLACK_APP_TOKEN: app, QUELL_SLACK_SIGNING_SECRET: signing, ...bot } = TOKENS;
    expect(refused(GOOD, bot).message).toMatch(/quell\.yaml:34:1: .*QUELL_SLACK_APP_TOKEN is not set/);
    expect(refused(HTTP, { ...bot, QUELL_SLACK_APP_TOKEN: app }).message).toContain('SIGNING_SECRET is not set');
    expect(load(HTTP, { ...bot, QUELL_SLACK_SIGNING_SECRET: signing }).slack?.port).toBe(3000);
  });

  it('need not hold Slack’s secrets where nobody chats: in a worker, and in a shell', () => {
    expect(load(GOOD, { QUELL_ROLES: 'worker' }).environment.roles).toEqual(['worker']);
    const shell = loadConfig({ file: 'quell.yaml', text: GOOD, env: {}, readFile: () => '', roles: [] });
    expect(shell.environment.roles).toEqual([]);
  });
});

describe('a secret', () => {
  const secret = new Secret('fake-secret-value');

  it('is revealed on purpose alone', () => {
    expect(secret.reveal()).toBe('fake-secret-value');
    const ways = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ deep: [secret] }),
      inspect(secret, { showHidden: true }),
    ];
    for (const text of ways) {
      expect(text).toContain('[secret]');
      expect(text).not.toContain('fake-secret-value');
    }
    expect(Object.entries(secret)).toEqual([]);
  });

  it('stays hidden when a whole configuration is printed', () => {
    const config = load(GOOD, { ...TOKENS, DATABASE_URL: 'postgresql://q:fake-pass@db/quell' });
    for (const text of [JSON.stringify(config), inspect(config, { depth: 9, showHidden: true })]) {
      expect(text).not.toMatch(/fake-(pass|bot|app|signing)/);
    }
  });
});

describe('the values that must never be written', () => {
  it('are Quell’s own secrets, passwords inside of addresses, and whatever the SDKs of the clouds read as one', () => {
    const env = {
      DATABASE_URL: 'postgresql://q:fake%2Fpass@db/quell',
      REDIS_URL: 'redis+sentinel://:fake-redis@a:1,b:2/main',
      AWS_SECRET_ACCESS_KEY: 'fake-aws',
      AZURE_CLIENT_SECRET: 'fake-azure',
      AZURE_FEDERATED_TOKEN_FILE: '/var/run/token',
      GOOGLE_APPLICATION_CREDENTIALS: '/var/run/google.json',
      HOME: '/home/quell',
    };
    const secret = ['fake%2Fpass', 'fake/pass', 'fake-redis', 'fake-aws', 'fake-azure'];
    const all = secretValues(env, ['fake-from-a-file']);
    expect(all).toEqual(expect.arrayContaining([...secret, 'fake-from-a-file', env.DATABASE_URL]));
    expect(all).not.toEqual(expect.arrayContaining([expect.stringMatching(/^\//)]));
  });

  it('are the values of headers too, as they are written and as they are sent, with and without their scheme', () => {
    const OTEL_EXPORTER_OTLP_HEADERS = 'x-org=acme-ml, authorization=Bearer%20fake-otlp,api-key=fake%2Fkey';
    const values = ['acme-ml', 'Bearer%20fake-otlp', 'Bearer fake-otlp', 'fake-otlp', 'fake%2Fkey', 'fake/key'];
    expect(secretValues({ OTEL_EXPORTER_OTLP_HEADERS })).toEqual(expect.arrayContaining(values));
    expect(secretValues({}, [OTEL_EXPORTER_OTLP_HEADERS])).toEqual(expect.arrayContaining(values));
    expect(secretValues({ OTEL_EXPORTER_OTLP_HEADERS: 'x-key=100%' })).toContain('100%');
  });

  it('stay out of what doctor and a refused quell.yaml say, though an organisation’s name may stand in that file', () => {
    const env = { ...TOKENS, OTEL_EXPORTER_OTLP_HEADERS: 'x-org=ml-train,x-key=fake-otlp-key' };
    const config = load(GOOD, env);
    expect(secretsOf(config.environment)).toEqual(expect.arrayContaining(['ml-train', 'fake-otlp-key']));
    const refused = () => load(`${GOOD}\nfake-otlp-key: 1\n`, env);
    expect(refused).toThrow(/\[secret\]/);
    expect(refused).not.toThrow(/fake-otlp-key/);
  });
});
