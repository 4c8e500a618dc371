import type { AwsCloud } from './cloud.ts';
import { decoded, unreadable } from './role.ts';

interface Statement {
  Effect?: unknown;
  Action?: unknown;
  NotAction?: unknown;
  Resource?: unknown;
  NotResource?: unknown;
}

/**
 * ARNs or patterns of the roles that a role may go on to assume, as its own policies say, sorted. Sessions of those
 * roles live on when this role's sessions are revoked. What the other roles' trust policies say is not looked at: this
 * names too many rather than too few.
 *
 * @param leaveOut inline policies that are not read: Quell's own stamp.
 */
export async function chainedRoles(
  cloud: AwsCloud,
  role: string,
  leaveOut: string,
  signal: AbortSignal,
): Promise<string[]> {
  const documents = [
    ...(await inlineDocuments(cloud, role, leaveOut, signal)),
    ...(await attachedDocuments(cloud, role, signal)),
  ];
  return [...new Set(documents.flatMap(assumable))].sort();
}

async function inlineDocuments(cloud: AwsCloud, role: string, leaveOut: string, signal: AbortSignal) {
  const iam = await cloud.iam();
  const names: string[] = [];
  let marker: string | undefined;
  do {
    const page = await iam.listRolePolicies(
      { RoleName: role, ...(marker ? { Marker: marker } : {}) },
      { abortSignal: signal },
    );
    if (!page.PolicyNames) throw unreadable('ListRolePolicies');
    names.push(...page.PolicyNames.filter((name) => name !== leaveOut));
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker);
  const documents: string[] = [];
  for (const name of names) {
    const { PolicyDocument } = await iam.getRolePolicy({ RoleName: role, PolicyName: name }, { abortSignal: signal });
    if (!PolicyDocument) throw unreadable('GetRolePolicy');
    documents.push(decoded(PolicyDocument, 'GetRolePolicy'));
  }
  return documents;
}

async function attachedDocuments(cloud: AwsCloud, role: string, signal: AbortSignal) {
  const iam = await cloud.iam();
  const arns: string[] = [];
  let marker: string | undefined;
  do {
    const page = await iam.listAttachedRolePolicies(
      { RoleName: role, ...(marker ? { Marker: marker } : {}) },
      { abortSignal: signal },
    );
    if (!page.AttachedPolicies) throw unreadable('ListAttachedRolePolicies');
    arns.push(...page.AttachedPolicies.flatMap((one) => one.PolicyArn ?? []));
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker);
  const documents: string[] = [];
  for (const arn of arns) {
    const { Policy } = await iam.getPolicy({ PolicyArn: arn }, { abortSignal: signal });
    if (!Policy?.DefaultVersionId) throw unreadable('GetPolicy');
    const version = { PolicyArn: arn, VersionId: Policy.DefaultVersionId };
    const { PolicyVersion } = await iam.getPolicyVersion(version, { abortSignal: signal });
    if (!PolicyVersion?.Document) throw unreadable('GetPolicyVersion');
    documents.push(decoded(PolicyVersion.Document, 'GetPolicyVersion'));
  }
  return documents;
}

/** Resources of the statements that allow AssumeRole. Pure; a document that cannot be read names nothing. */
export function assumable(document: string): string[] {
  let parsed: { Statement?: Statement | null | (Statement | null)[] } | null;
  try {
    parsed = JSON.parse(document) as typeof parsed;
  } catch {
    return [];
  }
  return listOf(parsed?.Statement).flatMap((statement) => {
    if (statement?.Effect !== 'Allow' || !allowsAssume(statement)) return [];
    return statement.NotResource === undefined ? listOf(statement.Resource).map(String) : ['*'];
  });
}

function allowsAssume({ Action, NotAction }: Statement): boolean {
  const named = (patterns: unknown) =>
    listOf(patterns).some((one) => {
      const escaped = String(one)
        .toLowerCase()
        .replace(/[.+^${}()|[\]\\]/g, '\\$&');
      return new RegExp(`^${escaped.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`).test('sts:assumerole');
    });
  return NotAction === undefined ? named(Action) : !named(NotAction);
}

function listOf<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
