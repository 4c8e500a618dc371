import { type ApiCall, AwsError, type Operation, type Operations, text } from './operation.ts';
import { parsePolicy } from './policy/document.ts';
import { simulatePrincipalPolicy } from './simulate.ts';
import { type Role, roleArn } from './state.ts';

/** IAM shows documents percent-encoded. */
const encoded = (document: string) => encodeURIComponent(document);

function find(call: ApiCall): Role | undefined {
  return call.state.roles.get(`${call.caller!.role.account}/${text(call.params, 'RoleName')}`);
}

function role(call: ApiCall): Role {
  const found = find(call);
  if (found) return found;
  throw new AwsError('NoSuchEntity', `The role with name ${text(call.params, 'RoleName')} cannot be found.`, 404);
}

/** A role that customers may change: not one that belongs to a service or to Identity Center. */
function changeable(call: ApiCall): Role {
  const found = role(call);
  if (found.path.startsWith('/aws-service-role/') || found.path.startsWith('/aws-reserved/')) {
    const message = `Cannot perform the operation on the protected role '${found.name}' - this role is only modifiable by AWS`;
    throw new AwsError('UnmodifiableEntity', message, 400);
  }
  return found;
}

function document(call: ApiCall, limit: number): string {
  const written = text(call.params, 'PolicyDocument');
  if (written.replace(/\s/g, '').length > limit) {
    throw new AwsError('LimitExceeded', `Cannot exceed quota for policy size: ${limit}`, 409);
  }
  parsePolicy(written);
  return written;
}

function onRole(permission: string, write: boolean, answer: (call: ApiCall) => object): Operation {
  const resources = (call: ApiCall) => [
    find(call)?.arn ?? roleArn(call.caller!.role.account, text(call.params, 'RoleName')),
  ];
  return { permission, write, resources, answer };
}

const onPolicy = (permission: string, answer: (call: ApiCall, document: string) => object): Operation => ({
  permission,
  write: false,
  resources: (call) => [text(call.params, 'PolicyArn')],
  answer: (call) => {
    const found = call.state.managed.get(text(call.params, 'PolicyArn'));
    if (found === undefined) throw new AwsError('NoSuchEntity', 'Policy does not exist.', 404);
    return answer(call, found);
  },
});

export const IAM: Operations = {
  GetRole: onRole('iam:GetRole', false, (call) => {
    const found = role(call);
    return {
      Role: {
        Path: found.path,
        RoleName: found.name,
        RoleId: found.id,
        Arn: found.arn,
        CreateDate: '2024-02-01T00:00:00Z',
        AssumeRolePolicyDocument: encoded(found.trust.written),
        MaxSessionDuration: found.maxSessionSeconds,
      },
    };
  }),
  ListRolePolicies: onRole('iam:ListRolePolicies', false, (call) => ({
    PolicyNames: Object.keys(role(call).inline.written),
    IsTruncated: false,
  })),
  GetRolePolicy: onRole('iam:GetRolePolicy', false, (call) => {
    const name = text(call.params, 'PolicyName');
    const written = role(call).inline.written[name];
    if (written === undefined) {
      throw new AwsError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
    }
    return { RoleName: role(call).name, PolicyName: name, PolicyDocument: encoded(written) };
  }),
  PutRolePolicy: onRole('iam:PutRolePolicy', true, (call) => {
    const found = changeable(call);
    found.inline.set({ ...found.inline.written, [text(call.params, 'PolicyName')]: document(call, 10_240) });
    return {};
  }),
  DeleteRolePolicy: onRole('iam:DeleteRolePolicy', true, (call) => {
    const found = changeable(call);
    const name = text(call.params, 'PolicyName');
    const { [name]: gone, ...kept } = found.inline.written;
    if (gone === undefined) {
      throw new AwsError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
    }
    found.inline.set(kept);
    return {};
  }),
  ListAttachedRolePolicies: onRole('iam:ListAttachedRolePolicies', false, (call) => ({
    AttachedPolicies: role(call).attached.map((arn) => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn })),
    IsTruncated: false,
  })),
  UpdateAssumeRolePolicy: onRole('iam:UpdateAssumeRolePolicy', true, (call) => {
    const found = changeable(call);
    const written = document(call, 2048);
    for (const statement of parsePolicy(written).statements) {
      const orphan = statement.principal?.aws.find((name) => /^A(?:RO|ID)A/.test(name));
      // The id of a deleted principal is shown, and is not taken back.
      if (orphan || !statement.principal) throw new AwsError('MalformedPolicyDocument', 'Invalid principal in policy');
    }
    found.trust.set(written);
    return {};
  }),
  GetPolicy: onPolicy('iam:GetPolicy', (call) => {
    const arn = text(call.params, 'PolicyArn');
    return { Policy: { PolicyName: arn.split('/').at(-1), Arn: arn, DefaultVersionId: 'v1' } };
  }),
  GetPolicyVersion: onPolicy('iam:GetPolicyVersion', (_call, found) => ({
    PolicyVersion: { Document: encoded(found), VersionId: 'v1', IsDefaultVersion: true },
  })),
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
};
