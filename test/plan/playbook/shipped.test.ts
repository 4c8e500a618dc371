import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CLOUDS } from '../../../src/domain/action.ts';
import type { Identity } from '../../../src/domain/identity.ts';
import { expand } from '../../../src/plan/playbook/expand.ts';
import { parsePlaybook } from '../../../src/plan/playbook/parse.ts';
import { playbookSchema } from '../../../src/plan/playbook/schema.ts';
import { REGISTRY } from './registry.ts';

const EVERYWHERE = {
  name: 'trainer',
  aws: { account: '111122223333', region: 'us-east-1', role: 'trainer' },
  gcp: { project: 'ml-prod', region: 'us-central1', service_account: 'trainer@ml-prod.example', pool: 'ci' },
  azure: { tenant: 't', subscription: 's', location: 'eastus', application: 'a', service_principal: 'p' },
} satisfies Identity;

const names = readdirSync('playbooks', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const text = (name: string) => readFileSync(`playbooks/${name}/playbook.yaml`, 'utf8');
const book = (name: string) => parsePlaybook(text(name), `playbooks/${name}/playbook.yaml`, REGISTRY);
const ids = (name: string, inputs: Parameters<typeof expand>[1]) =>
  expand(book(name), inputs).map(({ stage, steps }) => [stage.id, steps.map((s) => s.action)]);

describe.each(names)('%s', (name) => {
  test('is sound, and its folder carries its id', () => {
    expect(book(name).id).toBe(name);
  });

  test('is as able on one cloud as on another', () => {
    const kinds = CLOUDS.map((cloud) => {
      const actions = book(name).stages.flatMap((stage) => stage.steps.map((step) => REGISTRY.get(step.action)!));
      return [...new Set(actions.filter((a) => a.cloud === cloud).map((a) => a.kind))].sort();
    });
    expect(kinds[1]).toEqual(kinds[0]);
    expect(kinds[2]).toEqual(kinds[0]);
  });

  test('names who approves each stage', () => {
    for (const stage of book(name).stages) expect(stage.needs, stage.id).not.toEqual([]);
  });
});

describe('compromised-workload-identity', () => {
  const name = 'compromised-workload-identity';

  test('stops, closes the door, sweeps and freezes, in this order', () => {
    expect(ids(name, { identity: EVERYWHERE })).toEqual([
      [
        'stop',
        ['aws.iam.revoke-role-sessions', 'gcp.iam.disable-service-account', 'azure.entra.disable-service-principal'],
      ],
      [
        'door',
        [
          'aws.iam.disable-federated-role',
          'gcp.iam.disable-workload-identity-pool',
          'azure.entra.remove-federated-credential',
        ],
      ],
      ['sweep', ['aws.iam.revoke-role-sessions']],
      ['freeze', ['aws.organizations.freeze-gpu', 'gcp.quota.freeze-gpu', 'azure.policy.freeze-gpu']],
    ]);
  });

  test('sweeps only once the door is proven shut: a session minted before that would outlive it', () => {
    expect(book(name).stages.map((stage) => [stage.id, stage.after])).toEqual([
      ['stop', 'applied'],
      ['door', 'applied'],
      ['sweep', 'verified'],
      ['freeze', 'applied'],
    ]);
  });

  test('asks two groups before it closes the door, and one for the rest', () => {
    expect(book(name).stages.map((stage) => stage.needs.map((need) => `${need.count} ${need.group}`))).toEqual([
      ['1 security-oncall'],
      ['1 security-oncall', '1 cloud-platform'],
      ['1 security-oncall'],
      ['1 security-oncall'],
    ]);
  });

  test('leaves GPUs alone when told so', () => {
    expect(ids(name, { identity: EVERYWHERE, freeze_gpu: false })[3]).toEqual(['freeze', []]);
  });

  test.each(CLOUDS)('works for an identity that lives on %s alone', (cloud) => {
    const stages = ids(name, { identity: { name: 'trainer', [cloud]: EVERYWHERE[cloud] } });
    const actions = stages.flatMap(([, steps]) => steps as string[]);
    expect(new Set(actions.map((id) => id.split('.')[0]))).toEqual(new Set([cloud]));
    expect(actions).toHaveLength(cloud === 'aws' ? 4 : 3);
  });

  test('skips the door where there is none: no pool, no application', () => {
    const { pool: _p, ...gcp } = EVERYWHERE.gcp;
    const { application: _a, ...azure } = EVERYWHERE.azure;
    expect(ids(name, { identity: { name: 'trainer', gcp, azure } })[1]).toEqual(['door', []]);
  });
});

describe('gpu-hijack', () => {
  test('freezes first, and then stops the identity if one is given', () => {
    const freeze = ['aws.organizations.freeze-gpu', 'gcp.quota.freeze-gpu', 'azure.policy.freeze-gpu'];
    const stop = [
      'aws.iam.revoke-role-sessions',
      'gcp.iam.disable-service-account',
      'azure.entra.disable-service-principal',
    ];
    expect(ids('gpu-hijack', { place: EVERYWHERE, identity: EVERYWHERE })).toEqual([
      ['freeze', freeze],
      ['stop', stop],
    ]);
    expect(ids('gpu-hijack', { place: EVERYWHERE })).toEqual([
      ['freeze', freeze],
      ['stop', []],
    ]);
  });
});

describe('the schema for editors', () => {
  const schema = playbookSchema(REGISTRY);
  const check = new Ajv({ strict: false }).compile(schema);
  const changed = (name: string, from: string, to: string) => parse(text(name).replace(from, to));

  test.each(names)('accepts %s', (name) => {
    check(parse(text(name)));
    expect(check.errors).toBeNull();
  });

  test('offers every action, in order', () => {
    expect(JSON.stringify(schema)).toContain(JSON.stringify([...REGISTRY.keys()].sort()));
  });

  test.each([
    ['an unknown action', 'aws.iam.revoke-role-sessions', 'aws.iam.revoke'],
    ['an input of another action', 'role: ${', 'project: ${'],
    ['a literal that the action refuses', '${ inputs.identity.aws.account }', '"123"'],
    ['an unknown key', 'title: Close', 'titel: Close'],
  ])('refuses %s', (_name, from, to) => {
    expect(check(changed('compromised-workload-identity', from, to))).toBe(false);
  });

  test('is the same each time: a generated file must not change by itself', () => {
    const turned = new Map([...REGISTRY].reverse());
    expect(JSON.stringify(playbookSchema(turned))).toBe(JSON.stringify(schema));
  });
});
