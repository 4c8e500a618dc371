import { Fault } from '../../domain/fault.ts';
import type { AwsCloud } from './cloud.ts';

/** A role as the actions need it. */
export interface RoleRead {
  arn: string;
  name: string;
  /** Unique id (`AROA…`): a role that was deleted and made again is another one. */
  id: string;
  maxSessionSeconds: number;
  /** The trust policy's text, decoded. */
  trust: string;
}

/**
 * Reads a role that is to be changed.
 *
 * @throws Fault `aws.invalid` for a role that nobody, or not Quell, may change, with what to do instead.
 */
export async function readRole(cloud: AwsCloud, name: string, signal: AbortSignal): Promise<RoleRead> {
  const iam = await cloud.iam();
  const { Role } = await iam.getRole({ RoleName: name }, { abortSignal: signal });
  if (!Role?.Arn) throw unreadable('GetRole');
  refuse(Role.Arn, Role.Path ?? '/', cloud);
  if (!Role.RoleId || !Role.MaxSessionDuration || !Role.AssumeRolePolicyDocument) throw unreadable('GetRole');
  return {
    arn: Role.Arn,
    name,
    id: Role.RoleId,
    maxSessionSeconds: Role.MaxSessionDuration,
    trust: decoded(Role.AssumeRolePolicyDocument, 'GetRole'),
  };
}

/** A policy's text, which IAM sends URL-encoded. */
export function decoded(document: string, operation: string): string {
  try {
    return decodeURIComponent(document);
  } catch {
    throw unreadable(operation);
  }
}

/** An answer that lacks what every such answer has. */
export function unreadable(operation: string): Fault {
  return new Fault({
    code: 'aws.garbage',
    message: `AWS gave an incomplete answer to ${operation}, and it was not used.`,
    fix: 'Quell tries again by itself. If it stays, look for a proxy between Quell and AWS.',
    retry: 'later',
  });
}

function refuse(arn: string, path: string, cloud: AwsCloud): void {
  const no = (message: string, fix: string) => new Fault({ code: 'aws.invalid', message, fix });
  if (path.startsWith('/aws-service-role/')) {
    throw no(
      `${arn} is a service-linked role, which AWS lets nobody change.`,
      'Contain the service that uses it instead: suspend its scaling, or freeze the account with aws.organizations.freeze-gpu.',
    );
  }
  if (path.startsWith('/aws-reserved/sso.amazonaws.com/') || arn.includes('/AWSReservedSSO_')) {
    throw no(
      `${arn} belongs to IAM Identity Center, which alone may change it.`,
      'Revoke the person’s sessions in Identity Center: disable the user there, or remove the permission set’s assignment.',
    );
  }
  if (cloud.protectedRoles.some((pattern) => isLike(arn, pattern))) {
    throw no(
      `${arn} is one of Quell’s own or of the break-glass roles, which Quell never changes.`,
      'Name the role of the workload under attack. If this role itself is in the wrong hands, act by hand in the AWS console.',
    );
  }
}

function isLike(arn: string, pattern: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^:]*')}$`).test(arn);
}
