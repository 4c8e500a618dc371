import { type Context, holds } from './condition.ts';
import type { Matched, PolicyDocument, Principals, Statement } from './document.ts';
import { matches } from './pattern.ts';

/** One question to the policies. */
export interface Asked {
  /** `ec2:RunInstances`. */
  action: string;
  /** An ARN, or `*` for an action without a resource. */
  resource: string;
  context: Context;
}

export interface Decision {
  decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** The provider's words after "is not authorized to perform: …"; for an allowed call, what allowed it. */
  because: string;
  /** What the organization's policies alone say. */
  allowedByOrganization: boolean;
}

export interface Policies {
  identity: PolicyDocument[];
  /** One list a level, root first, account last. Undefined where service control policies do not apply. */
  organization: PolicyDocument[][] | undefined;
}

/** What one set of documents says by itself; a deny beats any allow. */
export function verdict(documents: PolicyDocument[], asked: Asked, who?: Match): 'allow' | 'deny' | 'none' {
  let found: 'allow' | 'none' = 'none';
  for (const statement of documents.flatMap((document) => document.statements)) {
    if (!applies(statement, asked, who)) continue;
    if (statement.effect === 'Deny') return 'deny';
    found = 'allow';
  }
  return found;
}

/** Does the principal element of a resource policy mean the caller? */
export type Match = (principals: Principals) => boolean;

function applies(statement: Statement, asked: Asked, who?: Match): boolean {
  if (statement.principal) {
    if (!who || who(statement.principal) === statement.principal.not) return false;
  }
  return (
    covers(statement.action, asked.action.toLowerCase(), true) &&
    (statement.resource === undefined || covers(statement.resource, asked.resource, false)) &&
    statement.conditions.every((condition) => holds(condition, asked.context))
  );
}

function covers(matched: Matched, text: string, ignoreCase: boolean): boolean {
  const found = matched.patterns.some((pattern) => matches(ignoreCase ? pattern.toLowerCase() : pattern, text));
  return found !== matched.not;
}

/**
 * Identity policies under service control policies, as AWS decides: an explicit deny anywhere wins; every level of the
 * organization must allow; then the identity must be allowed.
 */
export function decide(policies: Policies, asked: Asked): Decision {
  const levels = policies.organization?.map((level) => verdict(level, asked));
  const deniedAbove = levels?.includes('deny') ?? false;
  const allowedByOrganization = !deniedAbove && !(levels?.includes('none') ?? false);
  const own = verdict(policies.identity, asked);
  const denied = (because: string): Decision => ({ decision: 'explicitDeny', because, allowedByOrganization });
  const missing = (because: string): Decision => ({ decision: 'implicitDeny', because, allowedByOrganization });
  if (deniedAbove) return denied('with an explicit deny in a service control policy');
  if (own === 'deny') return denied('with an explicit deny in an identity-based policy');
  if (!allowedByOrganization) return missing(`because no service control policy allows the ${asked.action} action`);
  if (own === 'none') return missing(`because no identity-based policy allows the ${asked.action} action`);
  return { decision: 'allowed', because: 'an identity-based policy allows it', allowedByOrganization };
}
