import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ENVIRONMENT } from '../../src/config/environment-table.ts';
import { FIELDS } from '../../src/config/schema.ts';
import { FLAGS, OPA } from '../edge/opa/opa.ts';
import { run, stopSeconds, yamlOf } from './chart.ts';
import { COMPOSE, installed } from './compose.ts';

interface Service {
  image: string;
  environment?: Record<string, string>;
  secrets?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  privileged?: boolean;
  restart?: string;
  stop_grace_period: string;
  networks: string[];
  ports?: string[];
  volumes: (string | { source: string; target: string; read_only?: boolean })[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  command?: string | string[];
  deploy?: { replicas: number };
}
interface Compose {
  services: Record<'chat' | 'worker' | 'postgres' | 'valkey' | 'opa', Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
}

const text = readFileSync(`${COMPOSE}/compose.yaml`, 'utf8');
const compose = yamlOf<Compose>(text);
const { services } = compose;
const all = Object.entries(services);
const ours = [services.chat, services.worker];

/** A value as it is where .env has all the switches. */
const on = (value: string) => value.replace(/^\$\{[A-Z]+:\+(.+)\}$/, '$1');

describe('compose.yaml', () => {
  it('runs one chat and two workers of the image, beside a PostgreSQL, a Valkey and an OPA', () => {
    expect(Object.keys(services)).toEqual(['chat', 'worker', 'postgres', 'valkey', 'opa']);
    expect(services.worker.deploy).toEqual({ replicas: 2 });
    expect(services.chat.environment?.QUELL_ROLES).toBe('chat');
    expect(services.worker.environment?.QUELL_ROLES).toBe('worker');
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    for (const service of ours) expect(service.image).toBe(`quell:${version}`);
  });

  it('sets only variables that Quell reads, to values that it takes, and secrets as files that are mounted', () => {
    const secret = new Set<string>(ENVIRONMENT.filter((s) => s.secret).map((s) => s.name));
    for (const { environment = {}, secrets = [] } of ours) {
      for (const [name, value] of Object.entries(environment)) {
        const setting = ENVIRONMENT.find((s) => name === s.name || name === `${s.name}_FILE`);
        expect(setting, name).toBeDefined();
        if (name.endsWith('_FILE')) expect(secrets.map((s) => `/run/secrets/${s}`)).toContain(on(value));
        else expect(value).toMatch(setting!.form);
        expect(secret).not.toContain(name);
      }
      const mounted = Object.values(environment)
        .map(on)
        .filter((v) => v.startsWith('/run/secrets/'));
      expect(mounted.map((v) => v.split('/').at(-1)).toSorted()).toEqual(secrets.toSorted());
    }
    expect(services.worker.secrets!.filter((s) => /slack|teams|sign-in/.test(s))).toEqual([]);
  });

  it('hands the chat every secret that a first quell.yaml asks for, and the Teams bot’s where there is one', () => {
    const given = services.chat.environment!;
    for (const name of ['QUELL_SLACK_BOT_TOKEN', 'QUELL_SLACK_APP_TOKEN', 'QUELL_SIGN_IN_CLIENT_SECRET'])
      expect(given[`${name}_FILE`]).toMatch(/^\/run\/secrets\//);
    // An empty variable is an unset one, and an empty file is none that Quell takes.
    expect(given.QUELL_TEAMS_APP_PASSWORD_FILE).toBe(`\${TEAMS:+/run/secrets/teams-app-password}`);
  });

  it('takes every secret from a file that is not in the repository', () => {
    const used = new Set(all.flatMap(([, s]) => s.secrets ?? []));
    expect([...used].toSorted()).toEqual(Object.keys(compose.secrets).toSorted());
    for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./secrets/${name}`);
    expect(readFileSync(`${COMPOSE}/.gitignore`, 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['secrets/', 'quell.yaml']),
    );
    expect(readdirSync(COMPOSE).toSorted()).toEqual(expect.arrayContaining(['compose.yaml', 'secrets.sh']));
  });

  it.each(all)('gives %s no right and no file system to write, and starts it again', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: 'unless-stopped',
    });
    expect(service.privileged).toBeUndefined();
    expect(JSON.stringify(service.volumes)).not.toContain('docker.sock');
  });

  it('names only networks, volumes and services that it defines', () => {
    const networks = all.flatMap(([, s]) => s.networks);
    expect([...new Set(networks)].toSorted()).toEqual(Object.keys(compose.networks).toSorted());
    const volumes = all.flatMap(([, s]) => s.volumes.flatMap((v) => (typeof v === 'string' ? v.split(':')[0]! : [])));
    expect(volumes).toEqual(Object.keys(compose.volumes));
    for (const [, s] of all)
      for (const other of Object.keys(s.depends_on ?? {})) expect(services).toHaveProperty(other);
  });

  it('waits longer than Quell needs to stop, and for a record and a queue that answer', () => {
    for (const service of ours) {
      expect(Number(service.stop_grace_period.replace('s', '')) * 1000).toBeGreaterThanOrEqual(
        2 * stopSeconds() * 1000 + 5000,
      );
      expect(service.depends_on).toEqual({
        postgres: { condition: 'service_healthy' },
        valkey: { condition: 'service_healthy' },
        opa: { condition: 'service_healthy' },
      });
    }
    for (const { healthcheck } of [services.postgres, services.valkey, services.opa])
      expect(healthcheck?.test[0]).toBe('CMD');
  });

  it('shows the databases to nobody, and the chat’s health, console and Teams to this machine alone', () => {
    for (const service of [services.postgres, services.valkey]) {
      expect(service.networks).toEqual(['inside']);
      expect(service.ports).toBeUndefined();
    }
    expect(compose.networks.inside).toEqual({ internal: true });
    const port = /QUELL_HEALTH_PORT=(\d+)/.exec(readFileSync('Dockerfile', 'utf8'))![1];
    const { console: pages, teams } = FIELDS.properties!;
    const ports = [port, pages!.properties!.port!.default, teams!.properties!.port!.default];
    expect(services.chat.ports).toEqual(ports.map((p) => `127.0.0.1:${p}:${p}`));
    // What listens on its own loopback alone cannot be reached from outside of a container.
    expect(text).toContain('console.host: 0.0.0.0');
    expect(services.worker.ports).toBeUndefined();
  });

  it('keeps what must be kept: the record and the queue’s log on volumes, and no key thrown away', () => {
    expect(services.postgres.volumes).toEqual(['record:/var/lib/postgresql']);
    expect(services.valkey.volumes).toEqual(['queue:/data']);
    expect(Object.keys(compose.volumes)).toEqual(['record', 'queue']);
    for (const option of ['--appendonly yes', '--maxmemory-policy noeviction', '--dir /data'])
      expect(services.valkey.command).toContain(option);
  });

  it('runs the OPA that the policy is built with, on the policy of this checkout, with its decision log on', () => {
    const { opa, chat } = services;
    expect(opa.image).toBe(`openpolicyagent/opa:${OPA}-static`);
    expect(opa.volumes).toMatchObject([{ source: '../../policy', target: '/policy', read_only: true }]);
    for (const flag of FLAGS) if (!/json|yaml/.test(flag)) expect(opa.command).toContain(flag);
    expect(opa.networks).toEqual(['inside']);
    expect(opa.ports).toBeUndefined();
    for (const service of [chat, services.worker]) expect(service.environment?.OPA_URL).toBe('http://opa:8181');
  });

  it('mounts quell.yaml where the image looks for it', () => {
    expect(readFileSync('Dockerfile', 'utf8')).toContain('WORKDIR /app');
    for (const service of ours)
      expect(service.volumes).toMatchObject([{ source: './quell.yaml', target: '/app/quell.yaml' }]);
  });

  it('tells in its head only of commands that there are', () => {
    const named = [...text.matchAll(/src\/cli\.ts (\w+)/g)].map((m) => m[1]!);
    expect(named).toEqual(['init', 'doctor']);
    const table = readFileSync('src/process/commandline.ts', 'utf8');
    for (const command of named) expect(table).toMatch(new RegExp(`^  ${command}: `, 'm'));
  });
});

const places: string[] = [];
afterEach(() => {
  for (const place of places.splice(0)) rmSync(place, { recursive: true, force: true });
});

function mine(): string {
  const place = installed();
  places.push(place);
  return place;
}

describe.skipIf(process.platform === 'win32')('secrets.sh', () => {
  it('makes every secret but those of Slack and the identity provider, says which those are, and changes none', () => {
    const place = mine();
    const theirs = ['slack-bot-token', 'slack-app-token', 'sign-in-client-secret'];
    const first = run('sh', [join(place, 'secrets.sh')]);
    expect(first.status).toBe(0);
    expect([...first.said.matchAll(/secrets\/([\w-]+)$/gm)].map((m) => m[1])).toEqual(theirs);
    const made = readdirSync(join(place, 'secrets')).toSorted();
    const wanted = Object.keys(compose.secrets).filter((name) => !theirs.includes(name));
    expect(made).toEqual(wanted.toSorted());
    const contents = () => made.map((name) => readFileSync(join(place, 'secrets', name), 'utf8'));
    const before = contents();
    for (const name of theirs) writeFileSync(join(place, 'secrets', name), 'a-fake-token\n');
    expect(run('sh', [join(place, 'secrets.sh')])).toEqual({ status: 0, said: '' });
    expect(contents()).toEqual(before);
  });

  it('makes addresses that Quell takes, with the passwords of the servers, in a directory of one’s own', () => {
    const place = mine();
    run('sh', [join(place, 'secrets.sh')]);
    const of = (name: string) => readFileSync(join(place, 'secrets', name), 'utf8').trim();
    const database = new URL(of('database-url'));
    expect(database).toMatchObject({ hostname: 'postgres', username: 'quell', password: of('postgres-password') });
    expect(database.password).toMatch(/^[0-9a-f]{48}$/);
    expect(`requirepass ${new URL(of('redis-url')).password}`).toBe(of('valkey-conf'));
    expect(new URL(of('redis-url')).hostname).toBe('valkey');
    for (const [name, file] of [
      ['DATABASE_URL', 'database-url'],
      ['REDIS_URL', 'redis-url'],
    ] as const)
      expect(of(file)).toMatch(ENVIRONMENT.find((s) => s.name === name)!.form);
    expect(statSync(join(place, 'secrets')).mode & 0o777).toBe(0o700);
  });
});
