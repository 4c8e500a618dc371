import { headSentence } from '../head.ts';
import { type Need, needs, permissionsOf, SIDES, type Side } from './need.ts';

const FROM = 'src/action and src/generate/role/azure.ts';
const TITLES = { reader: 'Quell Reader', responder: 'Quell Responder' } as const;
const WORDS = { reader: 'Plans and verifies: reads only.', responder: 'Contains and releases.' } as const;
/** Replaced when the role is made: Azure wants a real scope there. */
export const NOWHERE = '/subscriptions/00000000-0000-0000-0000-000000000000';

/** Azure Resource Manager names operations by path; Microsoft Graph's application permissions are dotted. */
export function isGraph(permission: string): boolean {
  return !permission.includes('/');
}

/** How a permission is granted, for people. */
export function azurePlace({ permission, write }: Need): string {
  if (isGraph(permission)) return '`graph-permissions.json`';
  return SIDES.filter((side) => side === 'responder' || !write)
    .map((side) => `\`${side}-role.json\``)
    .join(', ');
}

/** infra/azure: two custom roles, the Graph permissions, and the condition that keeps the responder from itself. */
export function azureFiles(): [path: string, text: string][] {
  const all = needs('azure');
  const arm = all.filter((need) => !isGraph(need.permission));
  const graph = all.filter((need) => isGraph(need.permission));
  return [
    ...SIDES.map((side): [string, string] => [`infra/azure/${side}-role.json`, json(role(side, arm))]),
    [
      'infra/azure/graph-permissions.json',
      json({
        description: headSentence(FROM),
        ...Object.fromEntries(SIDES.map((side) => [side, permissionsOf(side, graph)])),
      }),
    ],
    ['infra/azure/responder-condition.txt', condition()],
  ];
}

function role(side: Side, of: readonly Need[]) {
  return {
    Name: TITLES[side],
    IsCustom: true,
    Description: `${WORDS[side]} ${headSentence(FROM)}`,
    Actions: permissionsOf(side, of),
    NotActions: [],
    DataActions: [],
    NotDataActions: [],
    AssignableScopes: [NOWHERE],
  };
}

/**
 * Condition on the responder's own assignment: it can neither give roles to Quell's identities nor take them away, so
 * that whoever holds it cannot raise it, and Quell cannot be made to lock itself out. The language has no comments.
 */
function condition(): string {
  const except = (action: string, attribute: string) =>
    [
      '(',
      ` (!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'}))`,
      ' OR',
      ` (${attribute}[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAllValues:GuidNotEquals {READER_OBJECT_ID, RESPONDER_OBJECT_ID})`,
      ')',
    ].join('\n');
  return `${except('write', '@Request')}\nAND\n${except('delete', '@Resource')}\n`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
