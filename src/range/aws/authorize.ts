import { WORLD } from '../world.ts';
import type { ApiCall, Operation } from './operation.ts';
import type { Context } from './policy/condition.ts';
import { type PolicyDocument, type Principals, parsePolicy } from './policy/document.ts';
import { type Asked, type Decision, decide, type Policies, verdict } from './policy/evaluate.ts';
import { type AwsState, ROOT, type Role, type Session } from './state.ts';

/** Policies that are in force for a role now: what was written lately may not count yet. */
export function policiesOf(state: AwsState, role: Role): Policies {
  const identity = [
    ...Object.values(role.inline.enforced),
    ...role.attached.map((arn) => state.managed.get(arn)).filter((text) => text !== undefined),
  ].map(parsePolicy);
  return { identity, organization: organizationOf(state, role) };
}

/** Service control policies bind neither the management account nor service-linked roles. */
function organizationOf(state: AwsState, role: Role): PolicyDocument[][] | undefined {
  if (role.account === WORLD.aws.managementAccount || role.path.startsWith('/aws-service-role/')) return undefined;
  const account = state.accounts.get(role.account)!;
  const levels = account.parent === ROOT ? [ROOT, account.id] : [ROOT, account.parent, account.id];
  return levels.map((target) =>
    state.attachments.get(target)!.enforced.map((id) => parsePolicy(state.policies.get(id)!.content)),
  );
}

/** `arn:aws:sts::111122223333:assumed-role/ml-train/pod-1`. */
export function sessionArn(session: Session): string {
  return `arn:aws:sts::${session.role.account}:assumed-role/${session.role.name}/${session.name}`;
}

export function contextOf(call: ApiCall, more: Record<string, string | string[]> = {}): Context {
  const keys: Record<string, string | string[]> = { 'aws:SourceIp': call.sourceIp, 'aws:RequestedRegion': call.region };
  if (call.caller) {
    keys['aws:PrincipalArn'] = call.caller.role.arn;
    keys['aws:PrincipalAccount'] = call.caller.role.account;
    keys['aws:userid'] = `${call.caller.role.id}:${call.caller.name}`;
    keys['aws:TokenIssueTime'] = new Date(call.caller.issuedAt * 1000).toISOString();
  }
  return new Map(Object.entries({ ...keys, ...more }).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
}

/** Decides a call by the caller's own policies, on each of its resources. */
export function authorize(operation: Operation, call: ApiCall): Decision {
  if (operation.authorize) return operation.authorize(call);
  const policies = policiesOf(call.state, call.caller!.role);
  const context = contextOf(call, operation.context?.(call));
  const decisions = operation
    .resources(call)
    .map((resource) => decide(policies, { action: operation.permission, resource, context }));
  return decisions.find((decision) => decision.decision !== 'allowed') ?? decisions[0]!;
}

/** A session that becomes another role: its own policies and the role's trust policy have a say. */
export function authorizeAssume(call: ApiCall, target: Role, action: string): Decision {
  const caller = call.caller!;
  const asked: Asked = { action, resource: target.arn, context: contextOf(call) };
  const own = decide(policiesOf(call.state, caller.role), asked);
  if (own.decision === 'explicitDeny') return own;
  const trust = parsePolicy(target.trust.enforced);
  const byName = verdict([trust], asked, names(caller));
  if (byName === 'deny')
    return { ...own, decision: 'explicitDeny', because: 'with an explicit deny in the role trust policy' };
  if (byName === 'none') {
    return { ...own, decision: 'implicitDeny', because: `because no role trust policy allows the ${action} action` };
  }
  const direct = verdict([trust], asked, (p) => p.aws.includes(caller.role.arn) || p.aws.includes(sessionArn(caller)));
  if (own.decision !== 'allowed' && (direct !== 'allow' || caller.role.account !== target.account)) return own;
  return { ...own, decision: 'allowed', because: 'the role trust policy allows it' };
}

function names(caller: Session): (principals: Principals) => boolean {
  const { role } = caller;
  const known = [role.arn, sessionArn(caller), role.account, `arn:aws:iam::${role.account}:root`];
  return (principals) => principals.any || principals.aws.some((name) => known.includes(name));
}

/** Somebody from outside with a token of a trusted issuer. No organization policy sees them: they are no member's principal. */
export function authorizeFederated(
  call: ApiCall,
  target: Role,
  provider: string,
  claims: Record<string, string>,
): Decision {
  const action = 'sts:AssumeRoleWithWebIdentity';
  const asked: Asked = { action, resource: target.arn, context: contextOf(call, claims) };
  const trust = verdict([parsePolicy(target.trust.enforced)], asked, (p) => p.any || p.federated.includes(provider));
  if (trust === 'allow') {
    return { decision: 'allowed', because: 'the role trust policy allows it', allowedByOrganization: true };
  }
  return trust === 'deny'
    ? {
        decision: 'explicitDeny',
        because: 'with an explicit deny in the role trust policy',
        allowedByOrganization: true,
      }
    : {
        decision: 'implicitDeny',
        because: `because no role trust policy allows the ${action} action`,
        allowedByOrganization: true,
      };
}
