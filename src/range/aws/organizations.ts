import type { Settling } from '../kernel.ts';
import { WORLD } from '../world.ts';
import { authorize } from './authorize.ts';
import { type ApiCall, AwsError, type Operation, type Operations, text } from './operation.ts';
import { ORGANIZATION, type ServiceControlPolicy } from './state.ts';

/** Attachments that a root, unit or account can hold itself. */
const MOST = 10;
const PAGE = 2;

function policy(call: ApiCall): ServiceControlPolicy {
  const found = call.state.policies.get(text(call.params, 'PolicyId'));
  if (!found)
    throw new AwsError('PolicyNotFoundException', "We can't find a policy with the PolicyId that you specified.");
  return found;
}

function attachments(call: ApiCall): Settling<readonly string[]> {
  const found = call.state.attachments.get(text(call.params, 'TargetId'));
  if (!found)
    throw new AwsError(
      'TargetNotFoundException',
      "We can't find a root, OU, or account with the TargetId that you specified.",
    );
  return found;
}

const summary = ({ id, arn, name }: ServiceControlPolicy) => ({
  Id: id,
  Arn: arn,
  Name: name,
  Type: 'SERVICE_CONTROL_POLICY',
  AwsManaged: id === 'p-FullAWSAccess',
});

/** Pages are short, so that a caller who does not ask on misses something. */
function page(call: ApiCall, policies: ServiceControlPolicy[]): object {
  const from = Number(call.params.NextToken ?? 0);
  const next = from + PAGE;
  return {
    Policies: policies.slice(from, next).map(summary),
    ...(next < policies.length ? { NextToken: String(next) } : {}),
  };
}

const targetArn = (id: string) => {
  const kind = id.startsWith('r-') ? 'root' : id.startsWith('ou-') ? 'ou' : 'account';
  return `arn:aws:organizations::${WORLD.aws.managementAccount}:${kind}/${ORGANIZATION}/${id}`;
};

/** Members may not manage the organization: only the management account, or one it delegated to. */
function managed(operation: Operation): Operation {
  return {
    ...operation,
    authorize: (call) => {
      if (call.caller!.role.account === WORLD.aws.managementAccount) return authorize(operation, call);
      return {
        decision: 'implicitDeny',
        because: "because this account is not the organization's management account",
        allowedByOrganization: true,
      };
    },
  };
}

const policyArn = (call: ApiCall) => policy(call).arn;

export const ORGANIZATIONS: Operations = {
  ListPolicies: managed({
    permission: 'organizations:ListPolicies',
    write: false,
    resources: () => ['*'],
    answer: (call) => page(call, [...call.state.policies.values()]),
  }),
  DescribePolicy: managed({
    permission: 'organizations:DescribePolicy',
    write: false,
    resources: (call) => [policyArn(call)],
    answer: (call) => ({ Policy: { PolicySummary: summary(policy(call)), Content: policy(call).content } }),
  }),
  ListPoliciesForTarget: managed({
    permission: 'organizations:ListPoliciesForTarget',
    write: false,
    resources: (call) => [targetArn(text(call.params, 'TargetId'))],
    answer: (call) =>
      page(
        call,
        attachments(call).written.map((id) => call.state.policies.get(id)!),
      ),
  }),
  AttachPolicy: managed({
    permission: 'organizations:AttachPolicy',
    write: true,
    resources: (call) => [policyArn(call), targetArn(text(call.params, 'TargetId'))],
    answer: (call) => {
      const { id } = policy(call);
      const attached = attachments(call);
      if (attached.written.includes(id)) {
        throw new AwsError(
          'DuplicatePolicyAttachmentException',
          'The selected policy is already attached to the specified target.',
        );
      }
      if (attached.written.length >= MOST) {
        const error =
          'You have attached the maximum number of policies to this target. (MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED)';
        throw new AwsError('ConstraintViolationException', error);
      }
      attached.set([...attached.written, id]);
      return {};
    },
  }),
  DetachPolicy: managed({
    permission: 'organizations:DetachPolicy',
    write: true,
    resources: (call) => [policyArn(call), targetArn(text(call.params, 'TargetId'))],
    answer: (call) => {
      const { id } = policy(call);
      const attached = attachments(call);
      if (!attached.written.includes(id)) {
        throw new AwsError('PolicyNotAttachedException', "The policy isn't attached to the specified target.");
      }
      attached.set(attached.written.filter((one) => one !== id));
      return {};
    },
  }),
};
