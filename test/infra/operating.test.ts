import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ENVIRONMENT } from '../../src/config/environment-table.ts';
import { FIELDS } from '../../src/config/schema.ts';
import { LEASE } from '../../src/job/worker.ts';

interface Rule {
  http: { paths: { backend: { service: { name: string; port: { name: string } } } }[] };
}

const text = readFileSync('docs/operating.md', 'utf8');
const code = [...text.matchAll(/`([^`\n]+)`/g)].map((m) => m[1]!);
const read = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts'))
    .map((f) => readFileSync(`${folder}/${f}`, 'utf8'))
    .join('\n');

describe('docs/operating.md', () => {
  it('names metrics that there are, with labels that they have', () => {
    const metrics = read('src/edge/metrics');
    const named = [...text.matchAll(/\b(quell_[a-z_]+)(?:\{([^}]*)\})?/g)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, name, labels = ''] of named) {
      expect(metrics).toContain(`'${name}'`);
      for (const [, label] of labels.matchAll(/(\w+)=/g)) expect(metrics).toMatch(new RegExp(`'${label}'`));
    }
  });

  it('names settings that there are', () => {
    const known: string[] = [...ENVIRONMENT.map((s) => s.name), 'NEW_DATABASE_URL'];
    const named = [...text.matchAll(/\b(QUELL_[A-Z_]+|[A-Z]+_URL|NEW_DATABASE_URL)\b/g)].map((m) => m[1]!);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    const approvals = Object.keys(FIELDS.properties!.approvals!.properties!);
    for (const word of code.filter((c) => /_within_/.test(c))) expect(approvals).toContain(word);
  });

  it('names commands that there are', () => {
    const table = readFileSync('src/command/table.ts', 'utf8') + readFileSync('src/process/commandline.ts', 'utf8');
    const named = code.flatMap((c) => /^quell ([a-z]+(?: export)?)/.exec(c)?.[1] ?? []);
    expect(new Set(named)).toEqual(new Set(['doctor', 'audit', 'audit export']));
    for (const name of [...named, 'settle', 'retry']) expect(table).toMatch(new RegExp(`'?${name}'?`));
  });

  it('leads only to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)#]*)(?:#([\w-]+))?\)/g)];
    expect(links.length).toBeGreaterThan(2);
    const headings = [...text.matchAll(/^## (.+)$/gm)].map((m) => m[1]!.toLowerCase().replaceAll(' ', '-'));
    for (const [, path, anchor] of links) {
      if (path) expect(existsSync(`docs/${path}`), path).toBe(true);
      else expect(headings).toContain(anchor);
    }
  });

  it('tells the lease as it is', () => {
    for (const [, seconds] of text.matchAll(/(\d+) seconds/g)) expect(Number(seconds)).toBe(LEASE);
  });

  it('forwards to ports of the chat that the chart has', () => {
    const { spec } = parse(/```yaml\n(apiVersion[\s\S]*?)```/.exec(text)![1]!) as { spec: { rules: Rule[] } };
    const services = readFileSync('infra/helm/quell/templates/services.yaml', 'utf8');
    const backends = spec.rules.flatMap(({ http }) => http.paths.map((p) => p.backend.service));
    expect(backends.map((b) => b.name)).toEqual(['quell-chat', 'quell-chat']);
    for (const { port } of backends) expect(services).toContain(`{ name: ${port.name}, port:`);
  });

  it('sets values of the chart that there are', () => {
    const values = readFileSync('infra/helm/quell/values.yaml', 'utf8');
    for (const [, path] of text.matchAll(/--set(?:-file)? ([\w.]+)=/g))
      for (const key of path!.split('.')) expect(values).toMatch(new RegExp(`\\b${key}:`));
  });
});
