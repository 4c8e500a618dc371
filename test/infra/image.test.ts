import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const text = readFileSync('Dockerfile', 'utf8');
/** Instructions with their words, comments gone and continued lines joined. */
const lines = text
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .join('\n')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => ({ word: line.split(' ')[0]!, rest: line.slice(line.indexOf(' ') + 1) }));
const of = (word: string) => lines.filter((line) => line.word === word).map((line) => line.rest);
const copied = of('COPY')
  .filter((rest) => !rest.startsWith('--from='))
  .flatMap((rest) => rest.split(' ').slice(0, -1));
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe('the image', () => {
  it('copies what there is, and its context holds that and nothing else', () => {
    expect(copied.filter((path) => !existsSync(path))).toEqual([]);
    const ignore = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(ignore[0]).toBe('*');
    expect(ignore.slice(1).toSorted()).toEqual(
      [...new Set(copied)].map((path) => `!${path.replace('./', '')}`).toSorted(),
    );
  });

  it('runs on the Node that the tests run on, in every stage', () => {
    const major = manifest.devDependencies.node!.split('.')[0];
    expect(of('FROM').map((from) => from.split(' ')[0])).toEqual([`node:${major}-slim`, `node:${major}-slim`]);
  });

  it('installs production packages alone, from the lockfile', () => {
    expect(of('RUN').filter((run) => run.startsWith('npm'))).toEqual([expect.stringMatching(/^npm ci --omit=dev /)]);
  });

  it('is not root when it runs, and writes nowhere but to its record', () => {
    const last = lines.map((line) => line.word).lastIndexOf('COPY');
    const user = lines.findIndex((line) => line.word === 'USER');
    expect(of('USER')).toEqual(['node']);
    expect(user).toBeGreaterThan(last);
    expect(text).not.toMatch(/--chown|chmod|sudo/);
    expect(text).toContain('install -d -o node -g node .quell');
  });

  it('starts the bot without a shell between it and the signal to stop', () => {
    expect(of('CMD').map((cmd) => JSON.parse(cmd))).toEqual([['node', 'src/main.ts', 'start']]);
    expect(existsSync('src/main.ts')).toBe(true);
  });

  it('bears no secret', () => {
    const set = of('ENV').flatMap((env) => [...env.matchAll(/(\w+)=/g)].map(([, name]) => name));
    expect(set).toEqual(['NODE_ENV', 'QUELL_HEALTH_PORT']);
    expect(of('ARG')).toEqual([]);
  });
});

describe('its health check', () => {
  const [program, ...args] = JSON.parse(/CMD (\[.*\])$/.exec(of('HEALTHCHECK')[0]!)![1]!) as [string, ...string[]];
  let status = 200;
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(status).end();
  });
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => new Promise((done) => server.close(done)));

  /** Runs it as the container would, and resolves with its exit code. */
  async function check(env: Record<string, string>): Promise<number | null> {
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
    return new Promise((done) => child.once('exit', done));
  }
  const port = () => String((server.address() as AddressInfo).port);

  it('asks /healthz and passes its answer on', async () => {
    expect(program).toBe('node');
    status = 200;
    expect(await check({ QUELL_HEALTH_PORT: port() })).toBe(0);
    expect(asked.at(-1)).toBe('/healthz');
    status = 503;
    expect(await check({ QUELL_HEALTH_PORT: port() })).toBe(1);
  });

  it('fails where nobody listens', async () => {
    expect(await check({ QUELL_HEALTH_PORT: '1' })).toBe(1);
  });
});

describe('what it runs', () => {
  /** Files that can be reached from the two programs, and the packages that they import other than as types. */
  function reached() {
    const files = new Set(['src/main.ts', 'src/cli.ts']);
    const packages = new Map<string, string>();
    for (const file of files) {
      const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
      const found = code.matchAll(
        /^\s*(?:import|export)\s+(?!type\s)(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
      );
      for (const [, fixed, lazy] of found) {
        const to = (fixed ?? lazy)!;
        if (to.startsWith('.')) files.add(join(dirname(file), to).replaceAll('\\', '/'));
        else if (!to.startsWith('node:'))
          packages.set(
            to
              .split('/')
              .slice(0, to.startsWith('@') ? 2 : 1)
              .join('/'),
            file,
          );
      }
    }
    return { files, packages };
  }
  const { files, packages } = reached();

  it('imports no package that only developers have', () => {
    expect(files.size).toBeGreaterThan(200);
    expect(packages.size).toBeGreaterThan(15);
    const strangers = [...packages].filter(([name]) => !(name in manifest.dependencies));
    expect(strangers.map(([name, file]) => `${file} imports ${name}`)).toEqual([]);
  });

  it('does not carry along the generator', () => {
    expect([...files].filter((file) => file.startsWith('src/generate'))).toEqual([]);
  });

  it('answers `help` with nothing but what it copies', () => {
    const { status, stdout } = spawnSync(process.execPath, ['src/main.ts', 'help'], { encoding: 'utf8', env: {} });
    expect(status).toBe(0);
    expect(stdout).toContain('start');
  });
});
