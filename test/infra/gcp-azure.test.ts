import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { ACTIONS } from '../../src/action/registry.ts';
import type { Cloud } from '../../src/domain/action.ts';
import { CUSTOM_ROLES, PREDEFINED } from '../../src/generate/role/gcp.ts';
import { SIDES, type Side } from '../../src/generate/role/need.ts';

/** What one side of a cloud must be granted, by the actions alone. */
function declared(cloud: Cloud, side: Side): string[] {
  const actions = [...ACTIONS.values()].filter((a) => a.cloud === cloud);
  const lists = actions.flatMap((a) => [a.permissions.read, ...(side === 'responder' ? [a.permissions.write] : [])]);
  return [...new Set(lists.flat())].toSorted();
}

describe('on Google Cloud', () => {
  const files = readdirSync('infra/gcp');
  const included = (id: string) => {
    const role = parse(readFileSync(`infra/gcp/${id}.yaml`, 'utf8')) as { includedPermissions: string[] };
    return role.includedPermissions;
  };
  const custom = (side: Side) => CUSTOM_ROLES.filter((r) => r.sides.includes(side)).map((r) => r.id);

  it('each file is a role as gcloud reads it', () => {
    expect(files.toSorted()).toEqual(CUSTOM_ROLES.map((r) => `${r.id}.yaml`).toSorted());
    for (const file of files) {
      const role = parse(readFileSync(`infra/gcp/${file}`, 'utf8')) as object;
      expect(Object.keys(role)).toEqual(['title', 'description', 'stage', 'includedPermissions']);
      // The id's own rule: letters, digits, dots and underscores.
      expect(file).toMatch(/^[a-zA-Z0-9_.]{3,64}\.yaml$/);
    }
  });

  test.each(SIDES)('the roles of the %s hold what the actions declare, and nothing more', (side) => {
    const predefined = PREDEFINED.filter((p) => p.side === side).flatMap((p) => p.permissions);
    expect([...custom(side).flatMap(included), ...predefined].toSorted()).toEqual(declared('gcp', side));
  });

  it('the project’s reader holds no power: identity tokens are granted one service account at a time', () => {
    expect(included('quellProbe')).toEqual(['iam.serviceAccounts.getOpenIdToken']);
    const elsewhere = custom('responder')
      .filter((id) => id !== 'quellProbe')
      .flatMap(included);
    expect(
      elsewhere.filter((p) => /getOpenIdToken|getAccessToken|signBlob|signJwt|actAs|setIamPolicy/.test(p)),
    ).toEqual([]);
  });

  it('no custom role holds a permission on deny policies, which Google refuses in one', () => {
    expect(CUSTOM_ROLES.flatMap((r) => included(r.id)).filter((p) => p.includes('denypolicies'))).toEqual([]);
  });
});

describe('on Azure', () => {
  const read = (file: string) => JSON.parse(readFileSync(`infra/azure/${file}`, 'utf8')) as Record<string, string[]>;
  const graph = read('graph-permissions.json');

  test.each(SIDES)('the %s is granted what the actions declare, and nothing more', (side) => {
    const role = read(`${side}-role.json`);
    expect([...role.Actions!, ...graph[side]!].toSorted()).toEqual(declared('azure', side));
    expect(role).toMatchObject({ IsCustom: true, NotActions: [], DataActions: [], NotDataActions: [] });
    expect(role.Actions!.filter((action) => !action.includes('/'))).toEqual([]);
    expect(graph[side]!.filter((permission) => permission.includes('/'))).toEqual([]);
  });

  it('neither can take over the tenant', () => {
    const granted = SIDES.flatMap((side) => graph[side]!);
    expect(
      granted.filter((p) => /^(Application|RoleManagement|AppRoleAssignment|Directory)\.ReadWrite\.All$/.test(p)),
    ).toEqual([]);
  });

  it('a condition keeps the responder’s hands off Quell’s own assignments, both to give and to take', () => {
    const text = readFileSync('infra/azure/responder-condition.txt', 'utf8');
    const writes = read('responder-role.json').Actions!.filter((a) => /roleAssignments\/(write|delete)$/.test(a));
    expect(writes).toHaveLength(2);
    for (const action of writes) expect(text).toContain(`!(ActionMatches{'${action}'})`);
    expect(text.match(/GuidNotEquals \{READER_OBJECT_ID, RESPONDER_OBJECT_ID\}/g)).toHaveLength(2);
    const depth = [...text].map((c) => (c === '(' ? 1 : c === ')' ? -1 : 0));
    expect(depth.reduce<number>((sum, step) => sum + step, 0)).toBe(0);
  });
});
