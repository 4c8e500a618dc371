import { policiesOf } from './authorize.ts';
import { AwsError, type Operation, objects, text, texts } from './operation.ts';
import { parsePolicy } from './policy/document.ts';
import { type Decision, decide } from './policy/evaluate.ts';

const HARSHEST: Decision['decision'][] = ['explicitDeny', 'implicitDeny', 'allowed'];

/** Answered by the evaluator that decides the real calls, on what is in force now. Only the context that was given counts. */
export const simulatePrincipalPolicy: Operation = {
  permission: 'iam:SimulatePrincipalPolicy',
  write: false,
  resources: (call) => [text(call.params, 'PolicySourceArn')],
  answer: (call) => {
    const source = text(call.params, 'PolicySourceArn');
    const role = [...call.state.roles.values()].find((one) => one.arn === source);
    if (!role || role.account !== call.caller!.role.account) {
      throw new AwsError('NoSuchEntity', `The entity ${source} cannot be found.`, 404);
    }
    const policies = policiesOf(call.state, role);
    policies.identity.push(...texts(call.params, 'PolicyInputList').map(parsePolicy));
    const context = new Map(
      objects(call.params, 'ContextEntries').map((entry) => [
        text(entry, 'ContextKeyName').toLowerCase(),
        texts(entry, 'ContextKeyValues'),
      ]),
    );
    const resources = texts(call.params, 'ResourceArns');
    const results = texts(call.params, 'ActionNames').map((action) => {
      const each = (resources.length > 0 ? resources : ['*']).map((resource) => ({
        resource,
        ...decide(policies, { action, resource, context }),
      }));
      const overall = HARSHEST.find((one) => each.some((result) => result.decision === one));
      return {
        EvalActionName: action,
        EvalResourceName: '*',
        EvalDecision: overall,
        ...(policies.organization
          ? { OrganizationsDecisionDetail: { AllowedByOrganizations: each.every((one) => one.allowedByOrganization) } }
          : {}),
        ResourceSpecificResults: each.map((one) => ({
          EvalResourceName: one.resource,
          EvalResourceDecision: one.decision,
        })),
      };
    });
    return { EvaluationResults: results, IsTruncated: false };
  },
};
