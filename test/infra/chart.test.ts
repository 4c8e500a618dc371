import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type SchemaObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT } from '../../src/config/environment-table.ts';
import { CHART, stopSeconds, yamlOf } from './chart.ts';

type Values = { [key: string]: unknown };
const read = (file: string) => readFileSync(`${CHART}/${file}`, 'utf8');
const values = yamlOf<Values>(read('values.yaml'));
const schema = JSON.parse(read('values.schema.json')) as SchemaObject;
const valid = new Ajv({ allErrors: true, strict: false }).compile(schema);
const templates = readdirSync(`${CHART}/templates`).map((name) => read(`templates/${name}`));

/** Values as Helm puts them together: objects are merged, everything else is replaced. */
function merged(base: Values, over: Values): Values {
  const isObject = (v: unknown): v is Values => typeof v === 'object' && v !== null && !Array.isArray(v);
  const both = Object.entries(over).map(([key, value]) => {
    const under = base[key];
    return [key, isObject(under) && isObject(value) ? merged(under, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(both) };
}

function refusals(change: Values): string[] {
  valid(merged(values, change));
  return (valid.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
}

describe('the values of the chart', () => {
  it('fit their schema, and so do the two sets that CI renders', () => {
    expect(refusals({})).toEqual([]);
    for (const set of ['least', 'full']) expect(refusals(yamlOf(read(`ci/${set}-values.yaml`)))).toEqual([]);
  });

  it('are all in the schema, and the schema knows no other', () => {
    const resolve = (s: SchemaObject): SchemaObject =>
      typeof s.$ref === 'string' ? (schema.definitions as Record<string, SchemaObject>)[s.$ref.split('/').at(-1)!]! : s;
    const walk = (at: Values, given: SchemaObject, path: string): string[] => {
      const { properties, additionalProperties } = resolve(given);
      if (additionalProperties !== false) return [];
      const known = Object.keys(properties as Values).filter((k) => k !== 'global');
      const differ = [...known.filter((k) => !(k in at)), ...Object.keys(at).filter((k) => !known.includes(k))];
      const inside = known.flatMap((k) => {
        const value = at[k];
        return typeof value === 'object' && value !== null
          ? walk(value as Values, (properties as Record<string, SchemaObject>)[k]!, `${path}.${k}`)
          : [];
      });
      return [...differ.map((k) => `${path}.${k}`), ...inside];
    };
    expect(walk(values, schema, '')).toEqual([]);
  });

  it.each([
    ['a name that nobody reads', { replicas: 3 }, / must NOT have additional properties/],
    ['an image that is another one tomorrow', { image: { tag: 'latest' } }, /^\/image\/tag /],
    ['a port that there is not', { chat: { slackPort: 70_000 } }, /^\/chat\/slackPort /],
    ['a level that nobody logs', { logLevel: 'loud' }, /^\/logLevel /],
    [
      'the value of a secret where its name belongs',
      { secrets: { database: { name: 'postgresql://q:p@db/q' } } },
      /name/,
    ],
    ['more time than Quell takes', { stopSeconds: 601 }, /^\/stopSeconds /],
    ['a role that is none', { worker: { awsRoleArn: 'QuellWorker' } }, /^\/worker\/awsRoleArn /],
  ])('refuse %s', (_, change, said) => {
    expect(refusals(change).join('\n')).toMatch(said);
  });

  it('name the service accounts that docs/infra.md has the clouds trust', () => {
    const trusted = [...readFileSync('docs/infra.md', 'utf8').matchAll(/^(CHAT|WORKER)_SUBJECT=(\S+)$/gm)];
    const names = ['chat', 'worker'].map(
      (r) => (values[r] as { serviceAccount: { name: string } }).serviceAccount.name,
    );
    expect(trusted.map((m) => m[2])).toEqual(names.map((name) => `system:serviceaccount:quell:${name}`));
  });

  it('let work in hand take as long as Quell lets it by itself', () => {
    expect(values.stopSeconds).toBe(stopSeconds());
  });
});

describe('the chart', () => {
  it('is of the version that it runs', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(yamlOf<Values>(read('Chart.yaml'))).toMatchObject({ version, appVersion: version });
  });

  it('sets no variable that Quell or an SDK of its does not know', () => {
    const own = ENVIRONMENT.flatMap(({ name }) => [name, `${name}_FILE`]);
    const sdks = ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'GOOGLE_APPLICATION_CREDENTIALS'];
    const set = templates.flatMap((t) => [...t.matchAll(/(?:env|name): ([A-Z][A-Z0-9_]+)\b/g)].map((m) => m[1]!));
    expect(set).toContain('DATABASE_URL_FILE');
    expect(set.filter((name) => ![...own, ...sdks, 'AZURE_FEDERATED_TOKEN_FILE'].includes(name))).toEqual([]);
    // What holds a secret comes as a file.
    const secret = ENVIRONMENT.filter((s) => s.secret).map((s) => s.name as string);
    expect(set.filter((name) => secret.includes(name))).toEqual([]);
    for (const name of secret) expect(set).toContain(`${name}_FILE`);
  });

  it('listens where the image does', () => {
    const port = /QUELL_HEALTH_PORT=(\d+)/.exec(readFileSync('Dockerfile', 'utf8'))![1];
    const all = templates.join('\n');
    expect(all).toMatch(new RegExp(`name: QUELL_HEALTH_PORT\\s+value: "${port}"`));
    expect(all).toContain(`{ name: health, containerPort: ${port} }`);
  });
});
